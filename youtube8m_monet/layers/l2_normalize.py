"""L2 normalisation that stays finite in every precision."""

import keras
from keras import ops

_EPSILON = 1e-12
# The gradient's slope is at most 1 / sqrt(epsilon), and float16 ends at 65504:
# with the loss scaled by some thousand, 1e6 is no number there.
_EPSILON_FLOAT16 = 1e-4


def l2_normalize(values, axis, compute_dtype):
    """Returns `values` over their L2 norm.

        y = x / sqrt(max(sum x^2, epsilon)),   epsilon = 1e-12; float16: 1e-4

    The norm is taken in float32 at least.

    Args:
        values: Any shape.
        axis: Along which the norm becomes 1.
        compute_dtype: The layer's, in which gradients go on from here.

    Returns:
        As `values`, float32, or float64 where `compute_dtype` is.
    """
    exact = keras.backend.result_type(compute_dtype, "float32")
    values = ops.cast(values, exact)
    squares = ops.sum(ops.square(values), axis=axis, keepdims=True)
    return values * inverse_norm(squares, compute_dtype)


def inverse_norm(squares, compute_dtype):
    """Returns what `l2_normalize` multiplies by, from sums of squares."""
    epsilon = _EPSILON_FLOAT16 if compute_dtype == "float16" else _EPSILON
    return ops.rsqrt(ops.maximum(squares, epsilon))
