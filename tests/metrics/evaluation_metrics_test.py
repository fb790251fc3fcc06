import numpy as np
import pytest

from tests.metrics import naive
from youtube8m_monet.errors import UserError
from youtube8m_monet.metrics import (
    EvaluationMetrics,
    global_average_precision,
    hit_at_one,
    mean_average_precision,
    precision_at_equal_recall_rate,
)


def random_case(seed=0, videos=70, num_classes=40):
    rng = np.random.default_rng(seed)
    labels = (rng.random((videos, num_classes)) < 0.05).astype(np.uint8)
    predictions = np.round(rng.random((videos, num_classes)), 2) + 0.2 * labels
    return labels, predictions.astype(np.float32)


def evaluate(labels, predictions, batch_size, top_k=5):
    metrics = EvaluationMetrics(labels.shape[1], top_k)
    for start in range(0, len(labels), batch_size):
        rows = slice(start, start + batch_size)
        metrics.accumulate(labels[rows], predictions[rows], loss=start + 0.5)
    return metrics


@pytest.mark.parametrize("index", range(4))
def test_golden(golden, index):
    arrays = golden(f"starter_metrics_{index}.npz")
    results = evaluate(
        arrays["labels"],
        arrays["predictions"],
        batch_size=16,
        top_k=int(arrays["top_k"]),
    ).get()
    for name in ("avg_hit_at_one", "avg_perr", "avg_loss", "aps", "gap"):
        np.testing.assert_allclose(
            results[name], arrays[name], rtol=0, atol=1e-12, err_msg=name
        )
    assert results["map"] == pytest.approx(arrays["aps"].mean())


@pytest.mark.parametrize("batch_size", [1, 7, 70])
def test_batches_do_not_matter(batch_size):
    labels, predictions = random_case()
    results = evaluate(labels, predictions, batch_size).get()
    expected = {
        "avg_hit_at_one": hit_at_one(labels, predictions),
        "avg_perr": precision_at_equal_recall_rate(labels, predictions),
        "map": mean_average_precision(labels, predictions, 5),
        "gap": global_average_precision(labels, predictions, 5),
    }
    for name, value in expected.items():
        assert results[name] == pytest.approx(value, abs=1e-14), name


def test_order_of_videos_does_not_matter():
    labels, predictions = random_case(1)
    order = np.random.default_rng(0).permutation(len(labels))
    first = evaluate(labels, predictions, 9).get()
    second = evaluate(labels[order], predictions[order], 9).get()
    assert first["gap"] == second["gap"]
    np.testing.assert_array_equal(first["class_aps"], second["class_aps"])


def test_per_class_results():
    labels, predictions = random_case(2)
    labels[:, 3] = 0
    results = evaluate(labels, predictions, 16).get()
    np.testing.assert_array_equal(results["class_positives"], labels.sum(0))
    assert np.isnan(results["class_aps"][3])
    known = results["class_aps"][results["class_positives"] > 0]
    np.testing.assert_array_equal(results["aps"], known)
    assert results["map"] == pytest.approx(known.mean())
    assert results["num_videos"] == 70


def hit_at_five(labels, predictions):
    best = np.argsort(-predictions, axis=1, kind="stable")[:, :5]
    return np.take_along_axis(labels > 0, best, axis=1).any(axis=1).mean()


def test_accumulate_returns_the_batch():
    labels, predictions = random_case(3)
    metrics = evaluate(labels, predictions, 16)
    batch = metrics.accumulate(labels[:9], predictions[:9], np.arange(9.0))
    assert batch == {
        "hit_at_one": hit_at_one(labels[:9], predictions[:9]),
        "hit_at_five": hit_at_five(labels[:9], predictions[:9]),
        "perr": precision_at_equal_recall_rate(labels[:9], predictions[:9]),
        "loss": 4.0,
    }


def test_get_can_be_called_on_the_way():
    labels, predictions = random_case(4)
    metrics = evaluate(labels, predictions, 16)
    first = metrics.get()
    assert metrics.get()["gap"] == first["gap"]
    metrics.accumulate(labels, predictions, 1.0)
    assert metrics.get()["num_videos"] == 140
    assert first["class_positives"].sum() == labels.sum()


def test_clear():
    labels, predictions = random_case(5)
    metrics = evaluate(labels, predictions, 16)
    expected = metrics.get()
    metrics.clear()
    assert metrics.num_videos == 0
    metrics.accumulate(labels, predictions, expected["avg_loss"])
    for name in ("avg_loss", "gap", "map", "num_videos"):
        assert metrics.get()[name] == pytest.approx(expected[name])


def test_top_k_above_the_classes_is_clamped():
    labels, predictions = random_case(6)
    clamped = evaluate(labels, predictions, 16, top_k=1000)
    assert clamped.top_k == 40
    exact = evaluate(labels, predictions, 16, top_k=40)
    assert clamped.get()["gap"] == exact.get()["gap"]


def test_random_state_is_left_alone():
    before = naive.global_random_state()
    evaluate(*random_case(7), 16).get()
    assert naive.global_random_state() == before


def test_a_refused_batch_adds_nothing():
    labels, predictions = random_case(8)
    metrics = evaluate(labels, predictions, 16)
    expected = metrics.get()["gap"]
    bad = predictions.copy()
    bad[2, 2] = np.nan
    with pytest.raises(UserError, match="1 of 70 videos with NaN"):
        metrics.accumulate(labels, bad, 1.0)
    with pytest.raises(UserError, match=r"Expected: 40 classes"):
        metrics.accumulate(labels[:, :39], predictions[:, :39], 1.0)
    with pytest.raises(UserError, match="do not match"):
        metrics.accumulate(labels[:3], predictions, 1.0)
    assert metrics.num_videos == 70
    assert metrics.get()["gap"] == expected


def test_nothing_to_evaluate():
    with pytest.raises(UserError, match="--eval_data_pattern"):
        EvaluationMetrics(3).get()


def test_top_k_below_one():
    with pytest.raises(UserError, match="top_k=0"):
        EvaluationMetrics(3, top_k=0)


def test_hit_at_five_does_not_depend_on_top_k():
    """A label in fifth place, and no other label that widens the ranking."""
    metrics = EvaluationMetrics(10, top_k=1)
    labels = np.eye(10, dtype=np.uint8)[[4]]
    metrics.accumulate(labels, np.linspace(1, 0, 10)[None], 0.0)
    assert metrics.get()["avg_hit_at_five"] == 1
