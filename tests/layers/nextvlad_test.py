import numpy as np
import pytest
from keras import ops

from tests import original_weights
from tests.check_float16 import check_float16_loses_no_step
from tests.check_padding import check_padding_invariance
from tests.run_layer_test import run_layer_test
from youtube8m_monet.convert.original_layers import NEXTVLAD
from youtube8m_monet.errors import UserError
from youtube8m_monet.layers import NeXtVLAD

RNG = np.random.default_rng(0)
FEATURES = RNG.normal(size=(4, 6, 8)).astype("float32")
NUM_FRAMES = np.array([6, 4, 1, 3], "int32")
K, G, EXPANSION, D = 5, 4, 2, 8
OPTIONS = {
    "num_clusters": K,
    "groups": G,
    "expansion": EXPANSION,
    "batch_norm_momentum": 0.9,
}


def built(**options):
    layer = NeXtVLAD(**{**OPTIONS, **options})
    layer.build(FEATURES.shape)
    return layer


def randomized(**options):
    layer = built(**options)
    for weight in layer.weights:
        value = RNG.normal(size=weight.shape)
        weight.assign(
            np.abs(value) + 0.5 if "variance" in weight.path else value
        )
    return layer


def reference(layer, features, num_frames):
    """The equations, frame by frame, with the moving statistics."""
    w = {weight.name: ops.convert_to_numpy(weight) for weight in layer.weights}

    def norm(x, bn):
        mean, variance, gamma, beta = (
            ops.convert_to_numpy(v)
            for v in (bn.moving_mean, bn.moving_variance, bn.gamma, bn.beta)
        )
        return (x - mean) / np.sqrt(variance + 1e-3) * gamma + beta

    outputs = []
    for frames, count in zip(features, num_frames, strict=True):
        v = np.zeros(w["c"].shape)
        for x in frames[:count]:
            e = x @ w["W_e"] + w["b_e"]
            attention = 1 / (1 + np.exp(-(e @ w["W_a"] + w["b_a"])))
            scores = norm(e @ w["W_c"], layer.cluster_bn)
            for g, part in enumerate(np.split(e, layer.groups)):
                s = np.exp(np.split(scores, layer.groups)[g])
                s = attention[g] * s / s.sum()
                v += s * (part[:, None] - w["c"])
        v /= np.sqrt(np.maximum((v**2).sum(0), 1e-12))
        outputs.append(norm(v.reshape(-1), layer.vlad_bn))
    return np.stack(outputs)


def test_layer(tmp_path):
    expanded, out = EXPANSION * D, EXPANSION * D // G * K
    trainable = (
        D * expanded + expanded
        + expanded * G + G
        + expanded * G * K + 2 * G * K
        + EXPANSION * D // G * K
        + 2 * out
    )  # fmt: skip
    run_layer_test(
        NeXtVLAD,
        OPTIONS,
        [FEATURES, NUM_FRAMES],
        expected_output_shape=(4, out),
        expected_num_params=trainable + 2 * G * K + 2 * out,
        expected_num_trainable_params=trainable,
        tmp_path=tmp_path,
    )


@pytest.mark.parametrize("options", [{}, {"groups": 1}, {"expansion": 1}])
def test_equals_reference(options):
    layer = randomized(**options)
    np.testing.assert_allclose(
        layer(FEATURES, NUM_FRAMES),
        reference(layer, FEATURES, NUM_FRAMES),
        atol=2e-5,
    )


def from_recording(recording, **options):
    layer = NeXtVLAD(
        int(recording["cluster_size"]),
        groups=int(recording["groups"]),
        expansion=int(recording["expansion"]),
        **options,
    )
    layer.build(recording["features"].shape)
    original_weights.fill_layer(layer, NEXTVLAD, recording, "video_VLAD/")
    return layer


@pytest.mark.parametrize("masked", [True, False])
def test_golden_inference(golden, masked):
    recording = golden("nextvlad_layer_eval.npz")
    layer = from_recording(recording, masked_batch_norm=masked)
    vlad = layer(recording["features"], recording["num_frames"])
    np.testing.assert_allclose(vlad, recording["vlad"], atol=1e-5)


def test_golden_training(golden):
    recording = golden("nextvlad_layer_train.npz")
    inputs = recording["features"], recording["num_frames"]
    layer = from_recording(recording, masked_batch_norm=False)
    vlad = layer(*inputs, training=True)
    np.testing.assert_allclose(vlad, recording["vlad"], atol=1e-5)
    masked = from_recording(recording, masked_batch_norm=True)
    masked_vlad = ops.convert_to_numpy(masked(*inputs, training=True))
    assert np.abs(masked_vlad - recording["vlad"]).max() > 0.01


def test_padding_invariance():
    check_padding_invariance(built, [FEATURES, NUM_FRAMES], NUM_FRAMES)


def test_the_authors_batch_norm_is_not_padding_invariant():
    with pytest.raises(AssertionError, match="cluster_bn|W_|Not equal"):
        check_padding_invariance(
            lambda: built(masked_batch_norm=False),
            [FEATURES, NUM_FRAMES],
            NUM_FRAMES,
        )


def test_groups_must_divide_the_expanded_feature():
    with pytest.raises(UserError, match="groups=3, expansion=2") as error:
        NeXtVLAD(4, groups=3)(FEATURES, NUM_FRAMES)
    assert "16" in str(error.value)
    assert "--groups" in str(error.value)


def test_counts_multiply_adds():
    # Expansion, attention, assignment and aggregation, 3 frames.
    one = 8 * 16 + 16 * 4 + 16 * 20 + 4 * 4 * 5
    assert built().multiply_adds(num_features=8, num_frames=3) == 3 * one


def test_norms_are_computed_in_float32():
    """In float16 the squares of a long video's sums would overflow."""
    features, num_frames = np.full((1, 300, 8), 3, "float32"), np.array([300])
    layer, low = built(), NeXtVLAD(**OPTIONS, dtype="mixed_float16")
    low.build(features.shape)
    low.set_weights(layer.get_weights())
    np.testing.assert_allclose(
        low(features, num_frames), layer(features, num_frames), atol=0.02
    )


@pytest.mark.parametrize("num_frames", [[6, 4, 1, 3], [6, 0, 1, 3]])
def test_float16_loses_no_step(num_frames):
    """Sharp assignments leave clusters all but empty, and norms near 0."""
    layer = NeXtVLAD(**OPTIONS, dtype="mixed_float16")
    layer.build(FEATURES.shape)
    layer.cluster_bn.gamma.assign(16 * layer.cluster_bn.gamma)
    check_float16_loses_no_step(layer, [FEATURES, np.array(num_frames)])


def test_without_num_frames_all_count():
    layer = randomized()
    np.testing.assert_array_equal(
        layer(FEATURES), layer(FEATURES, np.full(4, 6))
    )


def test_no_steps_are_no_other_batch():
    assert tuple(built()(FEATURES[:, :0], 0 * NUM_FRAMES).shape) == (4, 20)
