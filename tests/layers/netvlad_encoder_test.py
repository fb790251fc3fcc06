import keras
import numpy as np
import pytest
from keras import ops

from tests.check_padding import check_padding_invariance
from tests.run_layer_test import run_layer_test
from youtube8m_monet.layers import NetVLADEncoder

RNG = np.random.default_rng(0)
FEATURES = RNG.normal(size=(4, 6, 12)).astype("float32")
NUM_FRAMES = np.array([6, 4, 1, 3], "int32")
OPTIONS = {
    "feature_sizes": [8, 4],
    "netvlad_cluster_size": 6,
    "netvlad_hidden_size": 10,
    "batch_norm_momentum": 0.9,
}
# Two centres and assignments a cluster; the hidden layer's kernel; the gates'.
KERNELS = 2 * 8 * 6 + 2 * 4 * 3 + (8 * 6 + 4 * 3) * 10 + 10 * 10
VARIANTS = [
    # Batch norms of input, clusters, gates; a bias of the hidden layer.
    ({}, KERNELS + 2 * (12 + 9 + 10) + 10, 2 * (12 + 9 + 10)),
    # And a batch norm instead of that bias.
    ({"netvlad_relu": True}, KERNELS + 2 * (12 + 9 + 20), 2 * (12 + 9 + 20)),
    ({"netvlad_add_batch_norm": False}, KERNELS + 9 + 20, 0),
    ({"gating": False}, KERNELS - 100 + 2 * (12 + 9) + 10, 2 * (12 + 9)),
]


@pytest.mark.parametrize(("option", "trainable", "moving"), VARIANTS)
def test_layer(option, trainable, moving, tmp_path):
    run_layer_test(
        NetVLADEncoder,
        {**OPTIONS, **option},
        [FEATURES, NUM_FRAMES],
        expected_output_shape=(4, 10),
        expected_num_params=trainable + moving,
        expected_num_trainable_params=trainable,
        low_precision=("mixed_bfloat16",),
        tmp_path=tmp_path,
    )


def test_equals_its_parts():
    encoder = NetVLADEncoder(**OPTIONS, netvlad_relu=True)
    encoder.build(FEATURES.shape)
    for norm in (encoder.input_bn, encoder.hidden_bn):
        norm.beta.assign(RNG.normal(size=norm.beta.shape))
    x = encoder.input_bn(FEATURES)
    vlads = [
        vlad(part, NUM_FRAMES)
        for vlad, part in zip(
            encoder.vlads, (x[..., :8], x[..., 8:]), strict=True
        )
    ]
    hidden = encoder.hidden(ops.concatenate(vlads, -1))
    hidden = ops.clip(encoder.hidden_bn(hidden), 0, 6)
    np.testing.assert_allclose(
        encoder(FEATURES, NUM_FRAMES),
        encoder.context_gating(hidden),
        atol=1e-5,
    )


def test_further_features_get_half_the_clusters():
    encoder = NetVLADEncoder([8, 4], 6, 10)
    encoder.build(FEATURES.shape)
    assert [vlad.num_clusters for vlad in encoder.vlads] == [6, 3]


@pytest.mark.parametrize(
    "option",
    [
        {"netvlad_relu": True},
        {"netvlad_add_batch_norm": False},
        {"gating": False},
        {"gating_remove_diag": True},
    ],
)
def test_every_option_changes_the_output(option):
    outputs = []
    for options in (OPTIONS, {**OPTIONS, **option}):
        keras.utils.set_random_seed(0)
        encoder = NetVLADEncoder(**options)
        outputs.append(ops.convert_to_numpy(encoder(FEATURES, NUM_FRAMES)))
    assert np.abs(outputs[0] - outputs[1]).max() > 1e-3


@pytest.mark.parametrize("option", [v[0] for v in VARIANTS])
def test_padding_invariance(option):
    check_padding_invariance(
        lambda: NetVLADEncoder(**{**OPTIONS, **option}),
        [FEATURES, NUM_FRAMES],
        NUM_FRAMES,
        atol=1e-5,
    )
