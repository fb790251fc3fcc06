import numpy as np
import pytest

from youtube8m_monet.errors import UserError
from youtube8m_monet.metrics.ranked_batch import RankedBatch

LABELS = np.array([[0, 1, 0, 0], [0, 0, 0, 0], [1, 1, 0, 1]], np.uint8)
PREDICTIONS = np.array(
    [[0.1, 0.2, 0.9, 0.3], [0.4, 0.4, 0.4, 0.4], [0.8, 0.1, 0.6, 0.7]],
    np.float32,
)


def test_ranks_as_many_as_the_largest_number_of_labels():
    batch = RankedBatch.rank(LABELS, PREDICTIONS, k=1)
    assert batch.classes.tolist() == [[2, 3, 1], [0, 1, 2], [0, 3, 2]]
    assert batch.hits.tolist() == [
        [False, False, True],
        [False, False, False],
        [True, True, False],
    ]
    assert batch.labels_per_video.tolist() == [1, 0, 3]
    assert batch.labels_per_class.tolist() == [1, 2, 0, 1]


def test_cut():
    batch = RankedBatch.rank(LABELS, PREDICTIONS, k=2)
    classes, scores, hits = batch.cut(2)
    assert classes.tolist() == [[2, 3], [0, 1], [0, 3]]
    assert scores.dtype == np.float32
    assert hits.shape == (3, 2)


def test_video_metrics():
    batch = RankedBatch.rank(LABELS, PREDICTIONS)
    assert batch.hit_at_one() == pytest.approx(1 / 3)
    assert batch.precision_at_equal_recall_rate() == pytest.approx(2 / 9)


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int64, np.float32])
def test_label_types(dtype):
    batch = RankedBatch.rank(LABELS.astype(dtype), PREDICTIONS)
    assert batch.hits.sum() == 3


def test_bad_shapes():
    with pytest.raises(UserError, match=r"labels.shape=\(3, 4\), pred"):
        RankedBatch.rank(LABELS, PREDICTIONS[:, :3])
    with pytest.raises(UserError, match="There is no video"):
        RankedBatch.rank(LABELS[:0], PREDICTIONS[:0])


def test_hit_at_five_looks_at_five():
    predictions = np.tile(np.linspace(1, 0, 8, dtype=np.float32), (2, 1))
    labels = np.eye(8, dtype=np.uint8)[[4, 5]]
    batch = RankedBatch.rank(labels, predictions, k=8)
    assert batch.hit_at_five() == 0.5


def test_k_below_one():
    """The number of labels must not stand in for it."""
    with pytest.raises(UserError, match="top_k=0"):
        RankedBatch.rank(LABELS, PREDICTIONS, k=0)
