import numpy as np
import pytest
from keras import ops

from tests import original_weights
from tests.check_float16 import check_float16_loses_no_step
from tests.check_padding import check_padding_invariance
from tests.run_layer_test import run_layer_test
from youtube8m_monet.convert.original_layers import WILLOW_NETVLAD
from youtube8m_monet.layers import NetVLAD

RNG = np.random.default_rng(0)
FEATURES = RNG.normal(size=(4, 6, 8)).astype("float32")
NUM_FRAMES = np.array([6, 4, 1, 3], "int32")


@pytest.mark.parametrize(
    ("batch_norm", "num_params", "num_trainable"),
    [(True, 80 + 20, 80 + 10), (False, 80 + 5, 80 + 5)],
)
def test_layer(batch_norm, num_params, num_trainable, tmp_path):
    run_layer_test(
        NetVLAD,
        {
            "num_clusters": 5,
            "batch_norm": batch_norm,
            "batch_norm_momentum": 0.9,
        },
        [FEATURES, NUM_FRAMES],
        expected_output_shape=(4, 40),
        expected_num_params=num_params,
        expected_num_trainable_params=num_trainable,
        tmp_path=tmp_path,
    )


def test_equals_reference():
    layer = NetVLAD(5, batch_norm=False)
    layer.build(FEATURES.shape)
    w, c, b = layer.get_weights()
    outputs = []
    for frames, count in zip(FEATURES, NUM_FRAMES, strict=True):
        v = np.zeros((8, 5))
        for x in frames[:count]:
            s = np.exp(x @ w + b)
            v += s / s.sum() * (x[:, None] - c)
        v /= np.sqrt((v**2).sum(0))
        outputs.append(v.reshape(-1) / np.sqrt((v**2).sum()))
    np.testing.assert_allclose(layer(FEATURES, NUM_FRAMES), outputs, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "scope", "pairs"),
    [
        ("tfa_netvlad", "net_vlad/", original_weights.ADDONS_NETVLAD),
        ("willow_netvlad_eval", "video_VLAD/", WILLOW_NETVLAD),
        ("willow_netvlad_train", "video_VLAD/", WILLOW_NETVLAD),
    ],
)
def test_golden(golden, name, scope, pairs):
    recording = golden(f"{name}.npz")
    features = recording["features"]
    layer = NetVLAD(
        int(recording["cluster_size"]), batch_norm=name.startswith("willow")
    )
    layer.build(features.shape)
    original_weights.fill_layer(layer, pairs, recording, scope)
    training = name.endswith("train")
    vlad = layer(features, training=training)
    np.testing.assert_allclose(vlad, recording["vlad"], atol=1e-5)
    # All frames valid is the same as no num_frames.
    num_frames = np.full(len(features), features.shape[1])
    vlad = layer(features, num_frames, training=training)
    np.testing.assert_allclose(vlad, recording["vlad"], atol=1e-5)


@pytest.mark.parametrize("batch_norm", [True, False])
def test_padding_invariance(batch_norm):
    check_padding_invariance(
        lambda: NetVLAD(5, batch_norm=batch_norm, batch_norm_momentum=0.5),
        [FEATURES, NUM_FRAMES],
        NUM_FRAMES,
    )


def test_a_video_has_length_one_and_its_clusters_equal_lengths():
    vlad = ops.convert_to_numpy(NetVLAD(5)(FEATURES, NUM_FRAMES))
    lengths = np.linalg.norm(vlad.reshape(4, 8, 5), axis=1)
    np.testing.assert_allclose(lengths, 5**-0.5, atol=1e-5)


def test_float16_loses_no_step():
    """Sharp assignments leave clusters all but empty, and norms near 0."""
    layer = NetVLAD(5, dtype="mixed_float16")
    layer.build(FEATURES.shape)
    layer.cluster_bn.gamma.assign(16 * layer.cluster_bn.gamma)
    check_float16_loses_no_step(layer, [FEATURES, NUM_FRAMES])
