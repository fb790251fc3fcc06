import numpy as np
import pytest

from tests.check_padding import check_padding_invariance
from tests.run_layer_test import run_layer_test
from youtube8m_monet.errors import UserError
from youtube8m_monet.layers import FrameFeatures
from youtube8m_monet.layers.frame_features import dequantize

RNG = np.random.default_rng(0)
NUM_FRAMES = np.array([4, 2, 1], "int32")
INPUTS = {
    "rgb": RNG.integers(0, 256, (3, 4, 6), "uint8"),
    "audio": RNG.integers(0, 256, (3, 4, 2), "uint8"),
    "num_frames": NUM_FRAMES,
}


def reference(inputs, names, l2_normalize=True):
    parts = []
    for name in names:
        x = inputs[name].astype("float64")
        if inputs[name].dtype == np.uint8:
            x = x * 4 / 255 + 4 / 512 - 2
        parts.append(x)
    x = np.concatenate(parts, -1)
    if l2_normalize:
        x = x / np.sqrt(np.maximum((x**2).sum(-1, keepdims=True), 1e-12))
    if x.ndim == 3:
        for row, count in zip(x, inputs["num_frames"], strict=True):
            row[count:] = 0
    return x


def test_dequantises_as_the_starter(golden):
    recording = golden("starter_dequantize.npz")
    values = np.array(dequantize(recording["quantized"]))
    np.testing.assert_allclose(values, recording["dequantized"], atol=1e-6)


def test_layer(tmp_path):
    run_layer_test(
        FrameFeatures,
        {"names": ["rgb", "audio"], "l2_normalize": True},
        [INPUTS],
        expected_output_shape=(3, 4, 8),
        expected_num_params=0,
        tmp_path=tmp_path,
    )


@pytest.mark.parametrize("l2_normalize", [True, False])
@pytest.mark.parametrize("names", [["rgb", "audio"], ["audio", "rgb"], ["rgb"]])
def test_equals_reference(names, l2_normalize):
    x = np.array(FrameFeatures(names, l2_normalize)(INPUTS))
    np.testing.assert_allclose(
        x, reference(INPUTS, names, l2_normalize), atol=1e-6
    )


def test_float_features_are_taken_as_they_are():
    inputs = {**INPUTS, "rgb": RNG.normal(size=(3, 4, 6)).astype("float32")}
    x = np.array(FrameFeatures(["rgb", "audio"])(inputs))
    np.testing.assert_allclose(
        x, reference(inputs, ["rgb", "audio"]), atol=1e-6
    )


def test_features_of_whole_videos():
    inputs = {
        "mean_rgb": RNG.normal(size=(3, 6)).astype("float32"),
        "num_frames": np.ones(3, "int32"),
    }
    x = np.array(FrameFeatures(["mean_rgb"])(inputs))
    np.testing.assert_allclose(x, reference(inputs, ["mean_rgb"]), atol=1e-6)


def test_a_zero_vector_stays_zero():
    inputs = {"mean_rgb": np.zeros((1, 6), "float32")}
    assert not np.array(FrameFeatures(["mean_rgb"])(inputs)).any()


def test_padding_may_hold_anything():
    rgb = np.full((1, 2, 3), np.nan, "float32")
    rgb[0, 0] = 1
    x = np.array(
        FrameFeatures(["rgb"])({"rgb": rgb, "num_frames": np.array([1])})
    )
    np.testing.assert_allclose(x[0, 0], 3**-0.5, atol=1e-6)
    assert not x[0, 1].any()


def test_normalises_in_float32_under_mixed_precision():
    inputs = {"x": np.full((1, 4096), 0.1001, "float32")}
    x = FrameFeatures(["x"], dtype="mixed_float16")(inputs)
    np.testing.assert_allclose(np.array(x), 1 / 64, rtol=5e-4)


def test_padding_invariance():
    from youtube8m_monet.layers import (
        FramePooling,
        LogisticClassifier,
        VideoStream,
    )

    check_padding_invariance(
        lambda: VideoStream(
            {"rgb": 6, "audio": 2}, LogisticClassifier(3), FramePooling()
        ),
        [INPUTS],
        NUM_FRAMES,
    )


def test_a_missing_feature_is_named():
    with pytest.raises(UserError, match="features rgb, flow") as error:
        FrameFeatures(["rgb", "flow"])(INPUTS)
    assert "--feature_names" in str(error.value)
    assert "audio" in str(error.value)


def test_large_float_features_survive_float16():
    """Keras would make them infinite before they are normalised."""
    inputs = {"x": np.full((1, 4), 1e5, "float32")}
    x = FrameFeatures(["x"], dtype="mixed_float16")(inputs)
    np.testing.assert_allclose(np.array(x), 0.5)


def test_float16_features_are_normalised_in_float32():
    inputs = {"x": np.full((1, 4), 300, "float16")}
    np.testing.assert_allclose(np.array(FrameFeatures(["x"])(inputs)), 0.5)
