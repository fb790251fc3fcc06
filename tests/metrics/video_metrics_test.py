import numpy as np
import pytest

from tests.metrics import naive
from youtube8m_monet.errors import UserError
from youtube8m_monet.metrics import (
    hit_at_one,
    precision_at_equal_recall_rate,
)


def random_case(seed, levels=None, num_classes=60):
    rng = np.random.default_rng(seed)
    labels = rng.random((30, num_classes)) < 0.05
    labels[4] = False
    predictions = rng.random((30, num_classes), np.float32)
    if levels is not None:
        predictions = np.floor(predictions * levels) / np.float32(levels)
    return labels, predictions


@pytest.mark.parametrize("levels", [None, 2, 6])
def test_agree_with_the_definitions(levels):
    labels, predictions = random_case(0, levels)
    assert hit_at_one(labels, predictions) == pytest.approx(
        naive.hit_at_one(labels, predictions)
    )
    assert precision_at_equal_recall_rate(labels, predictions) == pytest.approx(
        naive.perr(labels, predictions)
    )


def test_a_video_without_labels_scores_zero():
    labels, predictions = [[0, 0], [1, 0]], [[0.5, 0.1], [0.5, 0.1]]
    assert hit_at_one(labels, predictions) == 0.5
    assert precision_at_equal_recall_rate(labels, predictions) == 0.5


def test_perr_ignores_scores_of_zero():
    assert precision_at_equal_recall_rate([[1, 1]], [[0.5, 0.0]]) == 0.5


def test_more_labels_than_twenty():
    labels = np.zeros((1, 100), np.uint8)
    labels[0, :40] = 1
    predictions = np.linspace(1, 0.01, 100, dtype=np.float32)[None]
    assert precision_at_equal_recall_rate(labels, predictions) == 1


def test_random_state_is_left_alone():
    before = naive.global_random_state()
    hit_at_one(*random_case(1))
    precision_at_equal_recall_rate(*random_case(1))
    assert naive.global_random_state() == before


def test_nan_is_refused():
    with pytest.raises(UserError, match="NaN"):
        hit_at_one([[1, 0]], [[np.nan, 0.5]])
