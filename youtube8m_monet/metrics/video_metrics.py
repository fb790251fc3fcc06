"""Metrics that average over videos: Hit@1 and PERR."""

from youtube8m_monet.metrics.ranked_batch import RankedBatch


def hit_at_one(labels, predictions):
    """Returns the share of videos whose best class is one of their labels.

    Among equal scores the lower class id is the better. A video without labels
    counts as a miss.

    Args:
        labels: `[B, C]` multi-hot; every value above 0 is a label.
        predictions: `[B, C]` scores.

    Raises:
        UserError: if the shapes differ, or there is no video, or a prediction
            is NaN.

    Example:
    >>> hit_at_one([[1, 0, 0], [0, 1, 1]], [[0.5, 0.2, 0.1], [0.6, 0.5, 0.1]])
    0.5
    """
    return RankedBatch.rank(labels, predictions).hit_at_one()


def precision_at_equal_recall_rate(labels, predictions):
    """Returns PERR: the precision of a video's n best classes, n its labels.

    A video with n labels scores the share of labels among its n best classes;
    a class with a score of 0 or less does not count as found. The result is the
    mean over videos. Ties and videos without labels (they score 0) are treated
    as in `hit_at_one`.

    Args:
        labels: `[B, C]` multi-hot; every value above 0 is a label.
        predictions: `[B, C]` scores.

    Raises:
        UserError: as `hit_at_one`.

    Example:
    >>> precision_at_equal_recall_rate([[1, 0, 1]], [[0.5, 0.4, 0.3]])
    0.5
    """
    batch = RankedBatch.rank(labels, predictions)
    return batch.precision_at_equal_recall_rate()
