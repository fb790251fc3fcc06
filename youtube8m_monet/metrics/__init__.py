"""Exact YouTube-8M metrics in NumPy."""

from youtube8m_monet.metrics.average_precision import (
    global_average_precision,
    mean_average_precision,
)
from youtube8m_monet.metrics.batch_metrics import batch_metrics
from youtube8m_monet.metrics.evaluation_metrics import EvaluationMetrics
from youtube8m_monet.metrics.hallucination_metrics import HallucinationMetrics
from youtube8m_monet.metrics.video_metrics import (
    hit_at_one,
    precision_at_equal_recall_rate,
)

__all__ = [
    "EvaluationMetrics",
    "HallucinationMetrics",
    "batch_metrics",
    "global_average_precision",
    "hit_at_one",
    "mean_average_precision",
    "precision_at_equal_recall_rate",
]
