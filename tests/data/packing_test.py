"""Tests the packing of two integers."""

import numpy as np
import pytest

from youtube8m_monet.data.packing import START, pack, unpack


@pytest.mark.parametrize("pair", [(0, 0), (3, 7), (5000, START - 1)])
def test_round_trip(pair):
    assert unpack(pack(*pair)) == pair


def test_order_is_that_of_pairs():
    assert pack(1, 0) == pack(0, START - 1) + 1


def test_arrays():
    major, minor = unpack(pack(np.array([1, 2]), np.array([30, 40])))
    np.testing.assert_array_equal(major, [1, 2])
    np.testing.assert_array_equal(minor, [30, 40])
