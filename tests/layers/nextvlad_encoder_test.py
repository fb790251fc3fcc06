import numpy as np
import pytest
from keras import ops

from tests.check_padding import check_padding_invariance
from tests.run_layer_test import run_layer_test
from youtube8m_monet.errors import UserError
from youtube8m_monet.layers import NeXtVLADEncoder

RNG = np.random.default_rng(0)
FEATURES = RNG.normal(size=(4, 6, 12)).astype("float32")
NUM_FRAMES = np.array([6, 4, 1, 3], "int32")
OPTIONS = {
    "feature_sizes": [8, 4],
    "nextvlad_cluster_size": 6,
    "nextvlad_hidden_size": 16,
    "groups": 4,
    "expansion": 2,
    "drop_rate": 0.5,
    "gating_reduction": 4,
    "batch_norm_momentum": 0.9,
}


def test_layer(tmp_path):
    run_layer_test(
        NeXtVLADEncoder,
        # Batch norm of a gate that the relu kills would not move.
        {**OPTIONS, "gating_reduction": 2},
        [FEATURES, NUM_FRAMES],
        expected_output_shape=(4, 16),
        expected_num_params=nextvlad_params(8, 6, 4)
        + nextvlad_params(4, 3, 2)
        + (4 * 6 + 4 * 3) * 16
        + 4 * 16
        + (16 * 8 + 4 * 8 + 8 * 16),
        expected_num_trainable_params=nextvlad_params(8, 6, 4, 2)
        + nextvlad_params(4, 3, 2, 2)
        + (4 * 6 + 4 * 3) * 16
        + 2 * 16
        + (16 * 8 + 2 * 8 + 8 * 16),
        tmp_path=tmp_path,
    )


def nextvlad_params(size, clusters, groups, norm=4):
    """Parameters of a NeXtVLAD with expansion 2 and `norm` a batch norm."""
    expanded = 2 * size
    out = expanded // groups * clusters
    return (
        size * expanded + expanded
        + expanded * groups + groups
        + expanded * groups * clusters + norm * groups * clusters
        + out + norm * out
    )  # fmt: skip


def test_further_features_get_half_the_clusters_and_groups():
    encoder = NeXtVLADEncoder([8, 4, 4], 6, 16, groups=4)
    assert [vlad.num_clusters for vlad in encoder.vlads] == [6, 3, 3]
    assert [vlad.groups for vlad in encoder.vlads] == [4, 2, 2]


def test_equals_its_parts():
    encoder = NeXtVLADEncoder(**OPTIONS)
    encoder.build(FEATURES.shape)
    parts = [
        vlad(part, NUM_FRAMES)
        for vlad, part in zip(
            encoder.vlads, (FEATURES[..., :8], FEATURES[..., 8:]), strict=True
        )
    ]
    video = encoder.hidden(ops.concatenate(parts, -1))
    expected = encoder.gating(encoder.hidden_bn(video))
    np.testing.assert_allclose(
        encoder(FEATURES, NUM_FRAMES), expected, atol=1e-6
    )


def test_dropout_acts_in_training_only():
    encoder = NeXtVLADEncoder(**{**OPTIONS, "drop_rate": 0.9})
    first, second = (
        ops.convert_to_numpy(encoder(FEATURES, NUM_FRAMES, training=True))
        for _ in range(2)
    )
    assert np.abs(first - second).max() > 0.01
    first, second = (
        ops.convert_to_numpy(encoder(FEATURES, NUM_FRAMES)) for _ in range(2)
    )
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize(
    "option",
    [
        {"nextvlad_cluster_size": 4},
        {"nextvlad_hidden_size": 8},
        {"groups": 2},
        {"expansion": 1},
        {"gating_reduction": 2},
    ],
)
def test_every_size_changes_the_weights(option):
    counts = []
    for options in (OPTIONS, {**OPTIONS, **option}):
        encoder = NeXtVLADEncoder(**options)
        encoder.build(FEATURES.shape)
        counts.append(encoder.count_params())
    assert counts[0] != counts[1]


def test_momentum_reaches_every_batch_norm():
    encoder = NeXtVLADEncoder(**OPTIONS)
    encoder.build(FEATURES.shape)
    norms = [
        layer for layer in encoder._flatten_layers()
        if type(layer).__name__ == "BatchNormalization"
    ]  # fmt: skip
    assert [norm.momentum for norm in norms] == [0.9] * 6


def test_padding_invariance():
    check_padding_invariance(
        lambda: NeXtVLADEncoder(**OPTIONS), [FEATURES, NUM_FRAMES], NUM_FRAMES,
        atol=1e-5,
    )  # fmt: skip


def test_wrong_groups_are_found_at_once():
    with pytest.raises(UserError, match="groups=3"):
        NeXtVLADEncoder([8, 4], groups=3)


def test_a_gating_may_reduce_to_one_unit():
    NeXtVLADEncoder([8], 4, 8, groups=2, gating_reduction=8)
