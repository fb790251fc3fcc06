import numpy as np
import pytest
from keras import ops

from youtube8m_monet.layers import frame_mask


@pytest.mark.parametrize("dtype", ["float32", "bool"])
def test_marks_valid_frames(dtype):
    mask = ops.convert_to_numpy(frame_mask(np.array([0, 2, 3, 9]), 3, dtype))
    assert mask.dtype == dtype
    expected = [[0, 0, 0], [1, 1, 0], [1, 1, 1], [1, 1, 1]]
    np.testing.assert_array_equal(mask[..., 0], expected)
