import pytest
import tensorflow as tf

from tests.data.damage import flip_byte, offsets
from youtube8m_monet.data import evaluation_dataset, explained_failures
from youtube8m_monet.errors import UserError


def read_all(shards, layout):
    with explained_failures(shards, layout):
        for _ in evaluation_dataset(shards, layout, batch_size=4):
            pass


def test_good_records_pass(frame_shards, frame_layout):
    read_all(frame_shards, frame_layout)


def test_a_bad_record_is_named(frame_shards, frame_layout):
    start = offsets(frame_shards[2])[4]
    flip_byte(frame_shards[2], start + 50)
    with pytest.raises(UserError, match=f"record 4 at byte {start}"):
        read_all(frame_shards, frame_layout)


def test_what_is_not_about_records_stays_as_it_is(frame_shards, frame_layout):
    error = tf.errors.ResourceExhaustedError(None, None, "out of memory")
    with (
        pytest.raises(tf.errors.ResourceExhaustedError, match="out of memory"),
        explained_failures(frame_shards, frame_layout),
    ):
        raise error
