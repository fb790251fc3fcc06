"""What a line of progress tells about one batch."""

from youtube8m_monet.metrics.average_precision import global_average_precision
from youtube8m_monet.metrics.hallucination_metrics import HallucinationMetrics
from youtube8m_monet.metrics.video_metrics import (
    hit_at_one,
    precision_at_equal_recall_rate,
)


def batch_metrics(labels, outputs):
    """Returns the metrics of a batch that its outputs allow.

    Args:
        labels: `[B, C]` multi-hot.
        outputs: A model's outputs, as arrays.

    Returns:
        Dict of floats: `hit_at_one`, `perr` and `gap` where there are
        predictions; `r2` where there is flow beside true flow.
    """
    found = {}
    if "predictions" in outputs:
        predictions = outputs["predictions"]
        found = {
            "hit_at_one": hit_at_one(labels, predictions),
            "perr": precision_at_equal_recall_rate(labels, predictions),
            "gap": global_average_precision(labels, predictions),
        }
    if "target_flow" in outputs:
        flow = HallucinationMetrics()
        flow.accumulate(outputs)
        found["r2"] = flow.get()["r2"]
    return found
