"""The exact metrics of an evaluation, batch by batch."""

import numpy as np

from youtube8m_monet.errors import UserError
from youtube8m_monet.metrics.average_precision import mean_ap
from youtube8m_monet.metrics.best_classes import check_top_k
from youtube8m_monet.metrics.prediction_store import PredictionStore
from youtube8m_monet.metrics.ranked_average_precision import (
    ranked_average_precision,
)
from youtube8m_monet.metrics.ranked_batch import RankedBatch


class EvaluationMetrics:
    """Accumulates Hit@1, Hit@5, PERR, MAP@k, GAP@k and the loss.

    The results are those of `hit_at_one`, `precision_at_equal_recall_rate`,
    `mean_average_precision` and `global_average_precision` on all rows at once,
    to float64 rounding, whatever the batches and their order. Holds
    `7 * top_k` bytes a video.

    Args:
        num_classes: C.
        top_k: Classes a video that enter MAP and GAP; clamped to C.

    Raises:
        UserError: if `top_k` is below 1.

    Example:
    >>> metrics = EvaluationMetrics(num_classes=3, top_k=2)
    >>> metrics.accumulate([[1, 0, 0]], [[0.9, 0.3, 0.1]], loss=0.5)
    {'hit_at_one': 1.0, 'hit_at_five': 1.0, 'perr': 1.0, 'loss': 0.5}
    >>> batch = metrics.accumulate([[0, 1, 1]], [[0.8, 0.7, 0.2]], loss=1.5)
    >>> results = metrics.get()
    >>> results["avg_hit_at_one"], results["avg_loss"], results["aps"].tolist()
    (0.5, 1.0, [1.0, 1.0, 0.0])
    """

    def __init__(self, num_classes, top_k=20):
        check_top_k(top_k)
        self.num_classes = num_classes
        self.top_k = min(top_k, num_classes)
        self.clear()

    def clear(self):
        """Forgets everything accumulated."""
        names = ("hit_at_one", "hit_at_five", "perr", "loss")
        self._sums = dict.fromkeys(names, 0.0)
        self._class_positives = np.zeros(self.num_classes, np.int64)
        self._store = PredictionStore(self.num_classes, self.top_k)

    @property
    def num_videos(self):
        """How many videos were accumulated."""
        return self._store.num_videos

    def accumulate(self, labels, predictions, loss):
        """Adds a batch and returns its own Hit@1, PERR and loss.

        Args:
            labels: `[B, C]` multi-hot; every value above 0 is a label.
            predictions: `[B, C]` scores, compared as float32.
            loss: Loss of the batch: its mean, or one value a video `[B]`.

        Returns:
            Dict of floats: `hit_at_one`, `hit_at_five`, `perr`, `loss`.

        Raises:
            UserError: if the shapes differ, or C is not `num_classes`, or
                there is no video, or a prediction is NaN. Nothing is added.
        """
        self._check_classes(np.shape(predictions))
        least = min(max(self.top_k, 5), self.num_classes)
        batch = RankedBatch.rank(labels, predictions, least)
        means = {
            "hit_at_one": batch.hit_at_one(),
            "hit_at_five": batch.hit_at_five(),
            "perr": batch.precision_at_equal_recall_rate(),
            "loss": float(np.mean(loss)),
        }
        for name, mean in means.items():
            self._sums[name] += mean * len(batch.scores)
        self._class_positives += batch.labels_per_class
        self._store.append(*batch.cut(self.top_k))
        return means

    def get(self):
        """Returns the metrics of everything accumulated so far.

        Returns:
            Dict with the floats `avg_hit_at_one`, `avg_hit_at_five` (with one
            label a video: top-1 and top-5 accuracy), `avg_perr`, `avg_loss`,
            `map` and `gap`; `aps`, float64, the AP of each class that has a
            label, by class id; `class_aps`, float64 `[C]`, NaN for the other
            classes; `class_positives`, int64 `[C]`; `num_videos`.

        Raises:
            UserError: if nothing was accumulated.
        """
        if not self.num_videos:
            raise UserError(
                "There is nothing to evaluate.",
                expected="at least one video",
                received="num_videos=0",
                fix="Check that --eval_data_pattern matches records.",
            )
        hits = self._store.hits()
        class_aps = ranked_average_precision(
            self._store.keys(by_class=True), hits, self._class_positives
        )
        overall_ap = ranked_average_precision(
            self._store.keys(by_class=False),
            hits,
            [self._class_positives.sum()],
        )
        averages = {
            f"avg_{name}": total / self.num_videos
            for name, total in self._sums.items()
        }
        return {
            **averages,
            "aps": class_aps[self._class_positives > 0],
            "map": mean_ap(class_aps),
            "gap": mean_ap(overall_ap),
            "class_aps": class_aps,
            "class_positives": self._class_positives.copy(),
            "num_videos": self.num_videos,
        }

    def _check_classes(self, shape):
        if len(shape) == 2 and shape[1] != self.num_classes:
            raise UserError(
                "Predictions have another number of classes.",
                expected=f"{self.num_classes} classes",
                received=f"predictions.shape={shape}",
                fix="Set --num_classes to the model's.",
            )
