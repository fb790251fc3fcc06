"""Tests the walk over TFRecord files."""

import gzip

import pytest
import tensorflow as tf

from tests.data.damage import flip_byte, offsets, truncate
from tests.data.records import write_records
from youtube8m_monet.data.framing import (
    count_records,
    find_record,
    starts_record,
    walk_records,
)

RECORDS = [b"first", b"", b"third" * 1000, b"fourth"]


@pytest.fixture
def shard(tmp_path):
    return write_records(tmp_path / "a.tfrecord", RECORDS)


def test_walk_agrees_with_tensorflow(shard):
    walked = list(walk_records(shard))
    read = list(tf.data.TFRecordDataset(shard).as_numpy_iterator())
    assert [raw.data for raw in walked] == read == RECORDS
    assert [raw.offset for raw in walked] == offsets(shard)[:-1]
    assert [raw.number for raw in walked] == [0, 1, 2, 3]
    assert not any(raw.fault for raw in walked)


def test_empty_file(tmp_path):
    assert list(walk_records(write_records(tmp_path / "a", []))) == []


def test_corrupted_data_is_one_fault_among_good_records(shard):
    flip_byte(shard, offsets(shard)[2] + 100)
    walked = list(walk_records(shard))
    assert [raw.data for raw in walked] == [b"first", b"", None, b"fourth"]
    assert walked[2].fault.what == "corrupted data"


@pytest.mark.parametrize("kept", [1, 11, 12, 13, 5015])
def test_truncated(shard, kept):
    start = offsets(shard)[2]
    truncate(shard, start + kept)
    last = list(walk_records(shard))[-1]
    assert (last.number, last.offset) == (2, start)
    assert last.fault.what == "truncated file"
    assert last.fault.received == f"bytes={kept}"


def test_corrupted_length_ends_the_walk(shard):
    flip_byte(shard, offsets(shard)[1])
    first, second = walk_records(shard)
    assert first.data == b"first"
    assert second.fault.what == "corrupted record length"
    assert second.fault.ends_shard


@pytest.mark.parametrize("content", [b"x", b"some,comma,separated,text\n" * 9])
def test_not_a_tfrecord_file(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    (only,) = walk_records(str(path))
    assert only.fault.what == "not a TFRecord file"


def test_records_are_counted_without_their_data(shard, tmp_path):
    assert count_records(shard, most=9) == (4, offsets(shard)[-1])
    assert count_records(shard, most=2) == (2, 21 + 16)
    empty = write_records(tmp_path / "b", [])
    assert count_records(empty, most=9) == (0, 0)


def test_a_record_is_found_by_its_place(shard):
    for walked in walk_records(shard):
        assert find_record(shard, walked.offset) == walked
        assert starts_record(shard, walked.offset)
        for beside in (walked.offset - 1, walked.offset + 1):
            assert find_record(shard, beside) is None
            assert not starts_record(shard, beside)
    end = offsets(shard)[-1]
    assert find_record(shard, end) is None
    assert not starts_record(shard, end)


def test_a_record_with_a_broken_length_is_found_too(shard):
    start = offsets(shard)[2]
    flip_byte(shard, start)
    assert not starts_record(shard, start)
    assert find_record(shard, start).fault.what == "corrupted record length"
    assert find_record(shard, offsets(shard)[-1]) is None


def test_a_bad_record_counts_among_the_numbers(shard):
    flip_byte(shard, offsets(shard)[1] + 13)  # in the checksum of no data
    numbers = [raw.number for raw in walk_records(shard)]
    assert numbers == [0, 1, 2, 3]


def test_a_compressed_file_is_told(tmp_path):
    path = tmp_path / "a.tfrecord.gz"
    path.write_bytes(gzip.compress(b"x" * 100))
    (raw,) = walk_records(str(path))
    assert raw.fault.what == "a gzip-compressed file"
    assert raw.fault.ends_shard
