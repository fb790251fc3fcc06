"""Floats as the uint8 codes that YouTube-8M stores."""

import numpy as np

MIN_VALUE, MAX_VALUE = -2.0, 2.0


def quantise(values):
    """Returns the uint8 codes that `FrameFeatures` dequantises to `values`.

    Inside [-2, 2] a code is off by 2 / 255 at most.

    Args:
        values: Floats in [-2, 2]; what lies outside gets the nearest code.

    Example:
    >>> quantise(np.array([-2.0, 0.0, 2.0, 7.0])).tolist()
    [0, 127, 255, 255]
    """
    width = MAX_VALUE - MIN_VALUE
    codes = np.round((values - MIN_VALUE - width / 512) * 255 / width)
    return np.clip(codes, 0, 255).astype("uint8")


def count_clipped(values):
    """Returns how many values `quantise` changes by more than rounding.

    Example:
    >>> count_clipped(np.array([-2.5, -2.0, 0.0, 7.0]))
    2
    """
    inside = (values >= MIN_VALUE) & (values <= MAX_VALUE)
    return int(np.size(values) - np.count_nonzero(inside))
