"""The best classes of every video."""

import numpy as np

from youtube8m_monet.errors import UserError
from youtube8m_monet.metrics.score_order import score_bits

_GROUP = 10
_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)


def best_classes(predictions, k):
    """Returns the k best classes of each video, best first.

    Scores are compared as float32. Among equal scores the lower class id comes
    first, so the answer does not depend on the machine or on the batch.

    Args:
        predictions: `[B, C]`, without NaN.
        k: How many classes, at least 1; clamped to C.

    Returns:
        `(classes, scores)`: int64 and float32, each `[B, min(k, C)]`.

    Raises:
        UserError: if k is below 1, or `predictions` is no matrix or has a NaN.

    Example:
    >>> classes, scores = best_classes([[0.25, 0.5, 0.0, 0.5]], k=3)
    >>> classes.tolist(), scores.tolist()
    ([[1, 3, 0]], [[0.5, 0.5, 0.25]])
    """
    predictions = _checked(predictions)
    check_top_k(k)
    k = min(k, predictions.shape[1])
    keys = _candidate_keys(predictions, k)
    if keys.shape[1] > k:
        keys = np.partition(keys, -k, axis=1)[:, -k:]
    keys = np.sort(keys, axis=1)[:, ::-1]
    classes = (_LOW - (keys & _LOW)).astype(np.int64)
    return classes, np.take_along_axis(predictions, classes, axis=1)


def check_top_k(k):
    """Raises a `UserError` if k is below 1."""
    if k < 1:
        raise UserError(
            "No prediction would be kept.",
            expected="at least 1",
            received=f"top_k={k}",
            fix="Set --top_k to 1 or more.",
        )


def _checked(predictions):
    predictions = np.ascontiguousarray(predictions, np.float32)
    if predictions.ndim != 2 or not predictions.shape[1]:
        raise UserError(
            "Predictions are no matrix.",
            expected="shape [videos, classes]",
            received=f"predictions.shape={predictions.shape}",
        )
    bad = np.isnan(predictions)
    if bad.any():
        raise UserError(
            "Predictions contain NaN.",
            expected="numbers",
            received=f"{bad.any(axis=1).sum()} of {len(bad)} videos with NaN",
            fix="Evaluate a checkpoint from before training diverged.",
        )
    return predictions


def _candidate_keys(predictions, k):
    """Returns uint64 keys `[B, M]`, M >= k, that hold each row's k largest.

    A key has the score in its high half and the class, counted down, in its low
    half: keys differ, and the larger is the better. Padding is 0.
    """
    num_videos, num_classes = predictions.shape
    group = min(_GROUP, num_classes // (2 * k))
    if group < 2:
        return _keys(predictions, np.arange(num_classes))
    candidate = predictions >= _lower_bound(predictions, k, group)[:, None]
    if np.count_nonzero(candidate) > candidate.size // 4:  # so many are tied
        return _keys(predictions, np.arange(num_classes))
    rows, classes = np.divmod(np.flatnonzero(candidate), num_classes)
    counts = np.bincount(rows, minlength=num_videos)
    column = np.arange(len(rows)) - np.repeat(counts.cumsum() - counts, counts)
    keys = np.zeros((num_videos, counts.max(initial=k)), np.uint64)
    keys[rows, column] = _keys(predictions[rows, classes], classes)
    return keys


def _keys(scores, classes):
    high = score_bits(scores).astype(np.uint64) << _SHIFT
    return high | (_LOW - classes.astype(np.uint64))


def _lower_bound(predictions, k, group):
    """Returns for each row a number that at least k of its entries reach.

    The k-th largest of the maxima of disjoint groups of columns: close to the
    k-th largest entry, and about six times cheaper to find.
    """
    num_groups = predictions.shape[1] // group
    grouped = predictions[:, : num_groups * group]
    grouped = grouped.reshape(-1, group, num_groups)
    maxima = grouped.max(axis=1)
    return np.partition(maxima, -k, axis=1)[:, -k]
