"""Metrics that rank all videos together: GAP and MAP."""

import numpy as np

from youtube8m_monet.metrics.ranked_average_precision import (
    rank_keys,
    ranked_average_precision,
)
from youtube8m_monet.metrics.ranked_batch import RankedBatch


def global_average_precision(labels, predictions, top_k=20):
    """Returns GAP@k: average precision over all videos and classes at once.

    Each video enters its `top_k` best classes into one list, ranked by score.
    All labels count as positives, also those outside of the list.

    Ties: which classes a video enters is settled by lower class id; in the
    list, AP is the mean over all orders of the tied entries, as
    `ranked_average_precision` says. The entries of videos without labels count
    as false positives. Without any label the result is 0.

    Args:
        labels: `[B, C]` multi-hot; every value above 0 is a label.
        predictions: `[B, C]` scores.
        top_k: Classes a video; clamped to C.

    Raises:
        UserError: as `hit_at_one`, and if `top_k` is below 1.

    Example:
    >>> labels = [[1, 0, 0], [0, 1, 1]]
    >>> predictions = [[0.9, 0.3, 0.1], [0.8, 0.7, 0.2]]
    >>> round(global_average_precision(labels, predictions, top_k=2), 4)
    0.5556
    """
    batch = RankedBatch.rank(labels, predictions, top_k)
    _, scores, hits = batch.cut(top_k)
    total = batch.labels_per_class.sum()
    return overall_ap(scores.ravel(), hits.ravel(), total)


def mean_average_precision(labels, predictions, top_k=20):
    """Returns MAP@k: the mean average precision of the classes with a label.

    The list of a class holds the videos that have it among their `top_k` best
    classes. All its labels count as positives, also those outside of its list.
    Ties and videos without labels are treated as in
    `global_average_precision`. Without any label the result is 0.

    Args:
        labels: `[B, C]` multi-hot; every value above 0 is a label.
        predictions: `[B, C]` scores.
        top_k: Classes a video; clamped to C.

    Raises:
        UserError: as `global_average_precision`.

    Example:
    >>> labels = [[1, 0, 0], [1, 0, 0], [0, 1, 0]]
    >>> predictions = [[0.9, 0.0, 0.0], [0.3, 0.1, 0.2], [0.5, 0.4, 0.0]]
    >>> round(mean_average_precision(labels, predictions, top_k=2), 4)
    0.9167
    """
    batch = RankedBatch.rank(labels, predictions, top_k)
    classes, scores, hits = batch.cut(top_k)
    keys = rank_keys(scores.ravel(), classes.ravel())
    aps = ranked_average_precision(keys, hits.ravel(), batch.labels_per_class)
    return mean_ap(aps)


def overall_ap(scores, hits, num_positives):
    """Returns the average precision of one list, 0 without positives."""
    aps = ranked_average_precision(rank_keys(scores), hits, [num_positives])
    return mean_ap(aps)


def mean_ap(aps):
    """Returns the mean over the lists that have positives, 0 if none has."""
    aps = aps[~np.isnan(aps)]
    return float(aps.mean()) if aps.size else 0.0
