import numpy as np
import pytest

from youtube8m_monet.metrics import prediction_store
from youtube8m_monet.metrics.prediction_store import PredictionStore
from youtube8m_monet.metrics.ranked_average_precision import rank_keys


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(prediction_store, "_CHUNK_VIDEOS", 4)


def entries(count, seed=0, num_classes=50):
    rng = np.random.default_rng(seed)
    return (
        rng.integers(0, num_classes, (count, 3)),
        rng.random((count, 3), np.float32),
        rng.random((count, 3)) < 0.5,
    )


@pytest.mark.parametrize("sizes", [[1], [4], [3, 3], [9, 2, 4, 1]])
def test_holds_what_was_appended(sizes):
    classes, scores, hits = entries(sum(sizes))
    store, start = PredictionStore(50, 3), 0
    for size in sizes:
        rows = slice(start, start + size)
        store.append(classes[rows], scores[rows], hits[rows])
        start += size
    assert store.num_videos == sum(sizes)
    np.testing.assert_array_equal(store.hits(), hits.ravel())
    np.testing.assert_array_equal(
        store.keys(by_class=True), rank_keys(scores.ravel(), classes.ravel())
    )
    np.testing.assert_array_equal(
        store.keys(by_class=False), rank_keys(scores.ravel())
    )


def test_keys_are_copies():
    store = PredictionStore(50, 3)
    store.append(*entries(6))
    before = store.keys(by_class=True)
    store.keys(by_class=True).sort()
    np.testing.assert_array_equal(store.keys(by_class=True), before)


@pytest.mark.parametrize("num_classes", [65_536, 65_537, 100_000])
def test_many_classes(num_classes):
    store = PredictionStore(num_classes, 1)
    last = np.array([[num_classes - 1]])
    store.append(last, np.ones((1, 1), np.float32), np.ones((1, 1), bool))
    assert store.keys(by_class=True)[0] >> np.uint64(32) == num_classes - 1


def test_empty():
    assert PredictionStore(5, 3).hits().shape == (0,)
