import keras
import numpy as np
import pytest
from keras import ops

from youtube8m_monet.layers.l2_normalize import inverse_norm, l2_normalize

VALUES = np.random.default_rng(0).normal(size=(3, 4, 5)).astype("float32")


@pytest.mark.parametrize("axis", [1, -1])
@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
def test_the_norm_is_one(axis, dtype):
    found = l2_normalize(VALUES, axis, dtype)
    expected = VALUES / np.linalg.norm(VALUES, axis=axis, keepdims=True)
    assert keras.backend.standardize_dtype(found.dtype) == "float32"
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_zero_stays_zero():
    np.testing.assert_array_equal(l2_normalize(0 * VALUES, 1, "float32"), 0)


@pytest.mark.skipif(
    keras.backend.backend() == "jax", reason="JAX has no float64 by default"
)
def test_float64_is_computed_in_float64():
    values = VALUES.astype("float64")
    expected = values / np.linalg.norm(values, axis=1, keepdims=True)
    found = l2_normalize(values, 1, "float64")
    np.testing.assert_allclose(found, expected, rtol=1e-13)


@pytest.mark.parametrize(
    ("dtype", "steepest"),
    [("float32", 1e6), ("bfloat16", 1e6), ("float16", 1e2)],
)
def test_how_steep_it_is_at_zero(dtype, steepest):
    found = float(inverse_norm(ops.zeros([]), dtype))
    assert found == pytest.approx(steepest)
