import numpy as np
import pytest

from tests.metrics.naive import ranked_classes
from youtube8m_monet.errors import UserError
from youtube8m_monet.metrics.best_classes import best_classes


def check(predictions, k):
    classes, scores = best_classes(predictions, k)
    expected = [ranked_classes(row)[:k] for row in predictions]
    np.testing.assert_array_equal(classes, expected)
    np.testing.assert_array_equal(
        scores, np.take_along_axis(predictions, classes, axis=1)
    )


@pytest.mark.parametrize("num_classes", [1, 7, 41, 397, 500])
@pytest.mark.parametrize("k", [1, 5, 20])
def test_agrees_with_a_full_sort(num_classes, k):
    rng = np.random.default_rng(num_classes)
    predictions = rng.normal(size=(9, num_classes)).astype(np.float32)
    check(predictions, min(k, num_classes))


@pytest.mark.parametrize("levels", [1, 2, 30])
def test_ties_go_to_the_lower_class(levels):
    rng = np.random.default_rng(levels)
    predictions = rng.integers(0, levels, (9, 500)).astype(np.float32)
    check(predictions, 20)


def test_infinities_and_both_zeros():
    predictions = np.full((1, 500), -np.inf, np.float32)
    predictions[0, [3, 450]] = [np.inf, -0.0]
    predictions[0, 499] = 0.0
    classes, _ = best_classes(predictions, 5)
    assert classes.tolist() == [[3, 450, 499, 0, 1]]


def test_k_is_clamped():
    classes, scores = best_classes(np.eye(3, dtype=np.float32), 20)
    assert classes.shape == scores.shape == (3, 3)


def test_no_videos():
    classes, scores = best_classes(np.zeros((0, 500), np.float32), 3)
    assert classes.shape == scores.shape == (0, 3)


def test_does_not_change_its_input():
    predictions = np.random.default_rng(0).random((4, 300), np.float32)
    before = predictions.copy()
    best_classes(predictions, 3)
    np.testing.assert_array_equal(predictions, before)


@pytest.mark.parametrize(
    ("predictions", "k", "text"),
    [
        ([[0.5]], 0, "top_k=0"),
        ([0.5], 1, "Expected: shape"),
        ([[0.5, np.nan], [0.1, 0.2]], 1, "1 of 2 videos with NaN"),
    ],
)
def test_bad_input(predictions, k, text):
    with pytest.raises(UserError, match=text.replace("[", r"\[")):
        best_classes(predictions, k)
