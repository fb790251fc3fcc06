import numpy as np
import pytest

from tests.metrics import naive
from youtube8m_monet.errors import UserError
from youtube8m_monet.metrics import (
    global_average_precision,
    mean_average_precision,
)


@pytest.fixture
def case():
    rng = np.random.default_rng(3)
    labels = (rng.random((40, 30)) < 0.1).astype(np.uint8)
    labels[:, 7] = 0
    labels[3] = 0
    predictions = rng.random((40, 30), np.float32) + 0.3 * labels
    return labels, predictions.astype(np.float32)


@pytest.mark.parametrize("top_k", [1, 5, 30])
def test_agree_with_the_definitions(case, top_k):
    expected = np.nanmean(naive.class_aps(*case, top_k))
    assert mean_average_precision(*case, top_k) == pytest.approx(expected)
    expected = naive.gap(*case, top_k)
    assert global_average_precision(*case, top_k) == pytest.approx(expected)


def test_ties_agree_with_the_definitions():
    rng = np.random.default_rng(4)
    labels = rng.random((6, 5)) < 0.3
    predictions = rng.integers(0, 4, (6, 5)) / np.float32(4)
    assert global_average_precision(labels, predictions, 2) == pytest.approx(
        naive.gap(labels, predictions, 2)
    )
    assert mean_average_precision(labels, predictions, 2) == pytest.approx(
        np.nanmean(naive.class_aps(labels, predictions, 2))
    )


@pytest.mark.parametrize("index", range(4))
def test_golden(golden, index):
    arrays = golden(f"starter_metrics_{index}.npz")
    labels, predictions = arrays["labels"], arrays["predictions"]
    top_k = int(arrays["top_k"])
    gap = global_average_precision(labels, predictions, top_k)
    assert gap == pytest.approx(float(arrays["gap_batch"]), abs=1e-12)
    mean = mean_average_precision(labels, predictions, top_k)
    assert mean == pytest.approx(arrays["aps"].mean(), abs=1e-12)


def test_top_k_above_the_classes_is_clamped(case):
    assert global_average_precision(*case, 99) == global_average_precision(
        *case, 30
    )


def test_top_k_matters(case):
    assert global_average_precision(*case, 1) < global_average_precision(
        *case, 20
    )


def test_videos_without_labels_count_as_false_positives():
    labels, predictions = [[1, 0], [0, 0]], [[0.5, 0.0], [0.9, 0.0]]
    assert global_average_precision(labels, predictions, 1) == 0.5


def test_no_label_at_all():
    assert global_average_precision([[0, 0]], [[0.5, 0.1]]) == 0
    assert mean_average_precision([[0, 0]], [[0.5, 0.1]]) == 0


def test_top_k_below_one(case):
    with pytest.raises(UserError, match="top_k=0"):
        global_average_precision(*case, 0)
