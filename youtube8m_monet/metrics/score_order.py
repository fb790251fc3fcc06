"""Scores as unsigned integers of the same order."""

import numpy as np

_SIGN = np.uint32(1 << 31)


def score_bits(scores):
    """Maps float32 scores to uint32 so that `a < b` stays `a < b`.

    Integers can carry a second sort criterion in further bits, and NumPy sorts
    them faster than it sorts by two arrays. No score maps to 0.

    Args:
        scores: float32 array without NaN.

    Example:
    >>> bits = score_bits(np.array([-1.5, -0.0, 0.0, 0.25], np.float32))
    >>> bool(bits[0] < bits[1] == bits[2] < bits[3])
    True
    """
    bits = (scores + np.float32(0)).view(np.uint32)  # -0.0 becomes 0.0
    return np.where(bits & _SIGN, ~bits, bits | _SIGN)
