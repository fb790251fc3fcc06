import numpy as np
import pytest

from tests.check_padding import repad
from tests.run_layer_test import run_layer_test
from youtube8m_monet.errors import UserError
from youtube8m_monet.layers import FramePooling

RNG = np.random.default_rng(0)
FEATURES = -np.abs(RNG.normal(size=(3, 4, 5))).astype("float32")
NUM_FRAMES = np.array([4, 2, 1], "int32")
REFERENCES = {"average": np.mean, "max": np.max}


@pytest.mark.parametrize("method", ["average", "max"])
def test_layer(method, tmp_path):
    layer = run_layer_test(
        FramePooling,
        {"method": method},
        [FEATURES, NUM_FRAMES],
        expected_output_shape=(3, 5),
        expected_num_params=0,
        tmp_path=tmp_path,
    )
    expected = [
        REFERENCES[method](frames[:count], axis=0)
        for frames, count in zip(FEATURES, NUM_FRAMES, strict=True)
    ]
    pooled = np.array(layer(FEATURES, NUM_FRAMES))
    np.testing.assert_allclose(pooled, expected, atol=1e-6)
    repadded = np.array(layer(repad(FEATURES, NUM_FRAMES), NUM_FRAMES))
    np.testing.assert_allclose(repadded, pooled, atol=1e-6)


@pytest.mark.parametrize("method", ["average", "max"])
def test_no_frames_give_zero(method):
    pooled = FramePooling(method)(FEATURES, np.zeros(3, "int32"))
    assert not np.array(pooled).any()


def test_unknown_method():
    with pytest.raises(UserError, match="one of average, max"):
        FramePooling("median")


@pytest.mark.parametrize("method", ["average", "max"])
def test_no_more_frames_count_than_there_are(method):
    """As after `features[:, :5]`."""
    ones = np.ones((1, 5, 4), "float32")
    np.testing.assert_array_equal(FramePooling(method)(ones, np.array([9])), 1)
