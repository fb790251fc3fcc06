"""A batch of predictions, ranked within each video and matched to labels."""

import dataclasses

import numpy as np

from youtube8m_monet.errors import UserError
from youtube8m_monet.metrics.best_classes import best_classes, check_top_k


@dataclasses.dataclass(frozen=True)
class RankedBatch:
    """The best classes of each video, and how many labels there are.

    Attributes:
        classes: int64 `[B, K]`, best first; ties by lower class id.
        scores: float32 `[B, K]`.
        hits: bool `[B, K]`, whether the video has that class as a label.
        labels_per_video: int64 `[B]`.
        labels_per_class: int64 `[C]`.
    """

    classes: np.ndarray
    scores: np.ndarray
    hits: np.ndarray
    labels_per_video: np.ndarray
    labels_per_class: np.ndarray

    @classmethod
    def rank(cls, labels, predictions, k=1):
        """Ranks the k best classes of each video, and as many as it has labels.

        Args:
            labels: `[B, C]`; every value above 0 is a label.
            predictions: `[B, C]` scores.
            k: The least number of classes to rank.

        Raises:
            UserError: if the shapes differ, or there is no video, or a
                prediction is NaN, or k is below 1.
        """
        check_top_k(k)
        labels = np.asarray(labels)
        _check_shapes(labels.shape, np.shape(predictions))
        positive = labels if labels.dtype == bool else labels > 0
        num_videos, num_classes = labels.shape
        rows, columns = np.divmod(np.flatnonzero(positive), num_classes)
        per_video = np.bincount(rows, minlength=num_videos)
        classes, scores = best_classes(predictions, max(k, per_video.max()))
        return cls(
            classes=classes,
            scores=scores,
            hits=np.take_along_axis(positive, classes, axis=1),
            labels_per_video=per_video,
            labels_per_class=np.bincount(columns, minlength=num_classes),
        )

    def cut(self, k):
        """Returns `(classes, scores, hits)` of the k best, each `[B, k]`."""
        return self.classes[:, :k], self.scores[:, :k], self.hits[:, :k]

    def hit_at_one(self):
        """Returns the share of videos whose best class is a label."""
        return float(self.hits[:, 0].mean())

    def hit_at_five(self):
        """Returns the share of videos with a label among their best five."""
        return float(self.hits[:, :5].any(axis=1).mean())

    def precision_at_equal_recall_rate(self):
        """Returns the mean precision of as many classes as there are labels."""
        rank = np.arange(self.hits.shape[1])
        wanted = rank < self.labels_per_video[:, None]
        found = (self.hits & wanted & (self.scores > 0)).sum(axis=1)
        return float((found / np.maximum(self.labels_per_video, 1)).mean())


def _check_shapes(labels, predictions):
    if labels != predictions or len(labels) != 2:
        raise UserError(
            "Labels and predictions do not match.",
            expected="two matrices [videos, classes] of one shape",
            received=f"labels.shape={labels}, predictions.shape={predictions}",
        )
    if not labels[0]:
        raise UserError(
            "There is no video to evaluate.",
            expected="at least one row",
            received=f"labels.shape={labels}",
        )
