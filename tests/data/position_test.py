"""Tests `Position`."""

from youtube8m_monet.data import Position


def test_positions_are_ordered():
    assert Position() == Position(0, 0)
    assert Position(0, 99) < Position(1, 0) < Position(1, 1)
