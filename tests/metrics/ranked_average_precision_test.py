import fractions

import numpy as np
import pytest

from tests.metrics import naive
from youtube8m_monet.metrics.ranked_average_precision import (
    _reciprocal_sum,
    rank_keys,
    ranked_average_precision,
)


def one_list(scores, hits, num_positives):
    keys = rank_keys(np.array(scores, np.float32))
    return ranked_average_precision(keys, np.array(hits, bool), [num_positives])


def test_by_hand():
    ap = one_list([0.9, 0.8, 0.7, 0.6], [1, 0, 1, 0], 3)
    assert ap == pytest.approx((1 + 2 / 3) / 3)


@pytest.mark.parametrize("seed", range(8))
def test_ties_are_the_mean_over_all_orders(seed):
    rng = np.random.default_rng(seed)
    scores = rng.integers(-1, 2, 12).astype(np.float32)
    hits = rng.random(12) < 0.4
    expected = naive.average_precision(
        list(zip(scores.tolist(), hits.tolist(), strict=True)), 9
    )
    assert one_list(scores, hits, 9) == pytest.approx(expected, rel=1e-13)


def test_ties_are_the_mean_of_random_orders():
    rng = np.random.default_rng(0)
    scores = rng.integers(0, 8, 300).astype(np.float32)
    hits = rng.random(300) < 0.3
    aps = []
    for _ in range(2000):
        shuffled = rng.permutation(300)
        order = shuffled[np.argsort(-scores[shuffled], kind="stable")]
        found = np.cumsum(hits[order])
        precision = found / np.arange(1, 301)
        aps.append((precision * hits[order]).sum() / hits.sum())
    error = np.std(aps) / np.sqrt(len(aps))
    exact = one_list(scores, hits, hits.sum())[0]
    assert abs(exact - np.mean(aps)) < 4 * error


def test_order_of_the_entries_does_not_matter():
    rng = np.random.default_rng(1)
    scores = rng.integers(0, 5, 200)
    hits = scores + rng.normal(size=200) > 3
    order = np.argsort(hits)
    first = one_list(scores[order], hits[order], 90)
    last = one_list(scores[order[::-1]], hits[order[::-1]], 90)
    np.testing.assert_array_equal(first, last)


def test_groups_are_lists_of_their_own():
    rng = np.random.default_rng(2)
    scores = rng.integers(-3, 3, 100).astype(np.float32)
    groups = rng.integers(0, 4, 100)
    hits = rng.random(100) < 0.5
    totals = np.array([40, 50, 0, 60, 7])
    hits[groups == 2] = False
    keys = rank_keys(scores, groups)
    aps = ranked_average_precision(keys, hits, totals)
    for group in (0, 1, 3):
        mine = groups == group
        expected = one_list(scores[mine], hits[mine], totals[group])
        assert aps[group] == pytest.approx(expected[0])
    assert np.isnan(aps[2])
    assert aps[4] == 0


def test_empty_list():
    keys = rank_keys(np.zeros(0, np.float32))
    aps = ranked_average_precision(keys, np.zeros(0, bool), [3])
    assert aps.tolist() == [0]


@pytest.mark.parametrize("c", [0, 5, 126, 127, 128, 129, 1000])
@pytest.mark.parametrize("n", [1, 2, 130])
def test_reciprocal_sum(c, n):
    exact = sum(fractions.Fraction(1, c + i) for i in range(1, n + 1))
    value = _reciprocal_sum(np.array([c]), np.array([n]))[0]
    assert value == pytest.approx(float(exact), rel=4e-15)


def test_reciprocal_sum_far_down_the_list():
    value = _reciprocal_sum(np.array([19_999_999]), np.array([1]))[0]
    assert value == pytest.approx(1 / 20_000_000, rel=1e-14)
