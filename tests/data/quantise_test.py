import keras
import numpy as np
import pytest

from youtube8m_monet.data.quantise import count_clipped, quantise
from youtube8m_monet.layers import FrameFeatures
from youtube8m_monet.layers.frame_features import dequantize


def test_codes_dequantise_to_the_values():
    values = np.linspace(-2, 2, 999, dtype="float32")
    layer = FrameFeatures(["x"], l2_normalize=False)
    frames = layer(
        {"x": quantise(values)[None, None], "num_frames": np.array([1])}
    )
    found = keras.ops.convert_to_numpy(frames)[0, 0]
    np.testing.assert_allclose(found, values, atol=4 / 255 / 2 + 1e-6)


def test_every_code_is_its_own():
    codes = np.arange(256, dtype="uint8")
    values = keras.ops.convert_to_numpy(dequantize(codes))
    np.testing.assert_array_equal(quantise(values), codes)


@pytest.mark.parametrize(("value", "code"), [(-9.0, 0), (2.1, 255)])
def test_what_lies_outside_gets_the_nearest_code(value, code):
    assert quantise(np.array([value])).tolist() == [code]


def test_values_outside_are_counted():
    values = np.array([[-2.0, 2.0, 0.5], [-2.01, 2.01, np.nan]])
    assert count_clipped(values) == 3
    assert count_clipped(np.zeros((0, 4))) == 0
