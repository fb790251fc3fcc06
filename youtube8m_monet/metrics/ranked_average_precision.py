"""Average precision of long ranked lists, many lists at once."""

import numpy as np

from youtube8m_monet.metrics.score_order import score_bits

_SHIFT = np.uint64(32)
_TABLE = np.concatenate([[0.0], np.cumsum(1 / np.arange(1.0, 129.0))])


def rank_keys(scores, groups=0):
    """Returns uint64 keys that sort by group, then by score.

    Args:
        scores: float32 array without NaN.
        groups: Which list each score belongs to; an array or one integer.
    """
    groups = np.asarray(groups).astype(np.uint64)
    return groups << _SHIFT | score_bits(scores)


def ranked_average_precision(keys, hits, num_positives):
    """Returns the average precision of each group's list.

    With the entries of one list by descending score:

        AP = 1 / P * sum_i hit_i * (hits among the first i) / i

    where P counts every positive, also those that are missing from the list.
    Entries of equal score have no order. AP is then the mean over all their
    orders, which needs no random numbers and favours neither the first video
    nor the last; for n tied entries with t hits, behind c entries with p hits,
    it is the sum over i = 1..n of

        t / n * (p + 1 + (i - 1) (t - 1) / (n - 1)) / (c + i)

    Args:
        keys: uint64 `[N]`, from `rank_keys`. Sorted in place, to save memory.
        hits: bool `[N]`, which entries are positives.
        num_positives: int `[G]`, P of each group.

    Returns:
        float64 `[G]`, NaN for a group without positives.

    References:
        McSherry, Najork, Computing information retrieval performance measures
        efficiently in the presence of tied scores, ECIR 2008.
    """
    found = np.sort(keys[hits])
    keys.sort()
    num_positives = np.asarray(num_positives)
    bounds = np.arange(1, len(num_positives) + 1, dtype=np.uint64) << _SHIFT
    ends = np.searchsorted(keys, bounds)
    found_ends = np.searchsorted(found, bounds)

    values, first, tied_hits = _runs(found)
    group = (values >> _SHIFT).astype(np.int64)
    behind = np.searchsorted(keys, values, side="right")
    tied = behind - np.searchsorted(keys, values)
    above = ends[group] - behind
    hits_above = found_ends[group] - first - tied_hits
    sums = _tied_sum(above, hits_above, tied, tied_hits)
    totals = np.bincount(group, sums, len(num_positives))
    with np.errstate(invalid="ignore"):
        return totals / num_positives


def _runs(values):
    """Returns the distinct values of a sorted array, with start and count."""
    first = np.flatnonzero(np.diff(values, prepend=values[:1] ^ np.uint64(1)))
    return values[first], first, np.diff(first, append=len(values))


def _tied_sum(c, p, n, t):
    """Sums hit * precision over n tied entries, in the mean over orders.

    With S = 1/(c+1) + ... + 1/(c+n), the sum of `ranked_average_precision` is
    t/n * ((p + 1) S + (t - 1)/(n - 1) * (n - (c + 1) S)).
    """
    reciprocals = _reciprocal_sum(c, n)
    slope = (t - 1) / np.maximum(n - 1, 1)
    return t / n * ((p + 1 - slope * (c + 1)) * reciprocals + slope * n)


def _reciprocal_sum(c, n):
    """Returns 1/(c+1) + ... + 1/(c+n), to float64 precision.

    Up to 128 from a table; beyond, by the Euler-Maclaurin series of the
    harmonic numbers, written as differences so that nothing cancels.
    """
    limit = len(_TABLE) - 1
    end = c + n
    small = _TABLE[np.minimum(end, limit)] - _TABLE[np.minimum(c, limit)]
    a = np.maximum(c, limit).astype(np.float64)
    b = np.maximum(end, limit).astype(np.float64)
    series = np.log1p((b - a) / a) + (1 / b - 1 / a) / 2
    series += (1 / a**2 - 1 / b**2) / 12 - (1 / a**4 - 1 / b**4) / 120
    return small + series
