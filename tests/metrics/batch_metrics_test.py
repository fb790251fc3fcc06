import numpy as np
import pytest

from tests.metrics.hallucination_metrics_test import OUTPUTS
from youtube8m_monet import metrics

LABELS = np.eye(3, 6, dtype="uint8")
PREDICTIONS = np.random.default_rng(0).random((3, 6), "float32")


def test_a_classifier():
    found = metrics.batch_metrics(LABELS, {"predictions": PREDICTIONS})
    assert found == {
        "hit_at_one": metrics.hit_at_one(LABELS, PREDICTIONS),
        "perr": metrics.precision_at_equal_recall_rate(LABELS, PREDICTIONS),
        "gap": metrics.global_average_precision(LABELS, PREDICTIONS),
    }


def test_hallucination_without_and_with_a_judge():
    found = metrics.batch_metrics(LABELS, OUTPUTS)
    assert set(found) == {"r2"}
    flow = metrics.HallucinationMetrics()
    flow.accumulate(OUTPUTS)
    assert found["r2"] == pytest.approx(flow.get()["r2"])
    found = metrics.batch_metrics(
        LABELS, {**OUTPUTS, "predictions": PREDICTIONS}
    )
    assert set(found) == {"hit_at_one", "perr", "gap", "r2"}


def test_perr_is_not_hit_at_one():
    """They are the same number where, as above, a video has one label."""
    labels = np.array([[1, 1, 0, 0]], "uint8")
    predictions = np.array([[0.9, 0.1, 0.5, 0.2]], "float32")
    found = metrics.batch_metrics(labels, {"predictions": predictions})
    assert (found["hit_at_one"], found["perr"]) == (1.0, 0.5)
