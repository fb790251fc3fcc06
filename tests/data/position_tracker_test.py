"""Tests `PositionTracker`."""

import numpy as np
import pytest

from youtube8m_monet.data import Position, PositionTracker
from youtube8m_monet.data.packing import pack


def tags(*pairs):
    return np.array([pack(*pair) for pair in pairs], np.int64)


def test_positions_after_batches():
    tracker = PositionTracker(Position())
    tracker.note(0, tags((0, 0), (0, 1)))
    tracker.note(1, tags((0, 2), (1, 0)))
    assert tracker.after(-1) == Position()
    assert tracker.after(0) == Position(0, 2)
    assert tracker.after(1) == Position(1, 1)


def test_records_per_epoch_is_known_once_one_is_passed():
    tracker = PositionTracker(Position())
    tracker.note(0, tags((0, 0), (0, 1), (0, 2)))
    assert tracker.records_per_epoch is None
    tracker.note(1, tags((1, 0), (1, 1), (1, 2)))
    assert tracker.records_per_epoch == 3


def test_records_per_epoch_from_within_a_batch_of_several_epochs():
    tracker = PositionTracker(Position(4, 1))
    tracker.note(0, tags((4, 1), (5, 0), (5, 1), (6, 0)))
    assert tracker.records_per_epoch == 2


def test_records_per_epoch_when_resumed_at_the_end_of_an_epoch():
    tracker = PositionTracker(Position(4, 8))
    tracker.note(0, tags((5, 0), (5, 1)))
    assert tracker.records_per_epoch == 8


def test_resuming_within_an_epoch_teaches_nothing():
    tracker = PositionTracker(Position(4, 8))
    tracker.note(0, tags((4, 8), (4, 9)))
    assert tracker.records_per_epoch is None


def test_unread_and_forgotten_batches():
    tracker = PositionTracker(Position(), remembered=2)
    for number in range(3):
        tracker.note(number, tags((0, number)))
    assert tracker.after(1) == Position(0, 2)
    for unknown in (0, 3):
        with pytest.raises(LookupError, match=f"after batch {unknown} is"):
            tracker.after(unknown)


def test_a_new_iteration_begins_at_the_start_again():
    tracker = PositionTracker(Position())
    for _ in range(2):
        tracker.note(0, tags((0, 0), (0, 1)))
        assert tracker.records_per_epoch is None
    assert tracker.after(0) == Position(0, 2)


def test_thousands_of_batches_are_remembered():
    tracker = PositionTracker(Position())
    for number in range(4000):
        tracker.note(number, tags((0, number)))
    assert tracker.after(0) == Position(0, 1)


def test_records_between_two_positions():
    tracker = PositionTracker(Position(1, 5))
    assert tracker.between(Position(1, 5), Position(1, 9)) == 4
    tracker.note(0, tags((1, 5), (1, 6), (2, 0)))
    assert tracker.between(Position(1, 5), Position(2, 1)) == 3
    assert tracker.between(Position(1, 5), Position(3, 0)) == 9
