"""Tests reading on behind bad records."""

import pytest
import tensorflow as tf

from tests.data.damage import failure_text, flip_byte, offsets, truncate
from youtube8m_monet.data import BadRecords, evaluation_dataset
from youtube8m_monet.data.training_dataset import training_dataset


@pytest.fixture
def damaged(frame_shards):
    """Three bad records: 1 of the first shard, 0 of the third, a tail."""
    flip_byte(frame_shards[0], offsets(frame_shards[0])[1] + 30)
    flip_byte(frame_shards[2], offsets(frame_shards[2])[0] + 30)
    truncate(frame_shards[4], offsets(frame_shards[4])[4] + 9)
    return frame_shards


def ids(dataset):
    return [i.decode() for batch in dataset for i in batch[0].numpy()]


def test_good_records_come_in_the_order_of_files(frame_shards, frame_layout):
    skipping, failing = (
        ids(
            evaluation_dataset(
                frame_shards,
                frame_layout,
                batch_size=4,
                bad_records=BadRecords(policy),
            )
        )
        for policy in ("skip", "fail")
    )
    assert skipping == failing


def test_counts_are_exact(damaged, frame_layout, frame_videos):
    bad = BadRecords("skip")
    dataset = evaluation_dataset(
        damaged, frame_layout, batch_size=4, bad_records=bad
    )
    expected = {video["id"] for videos in frame_videos for video in videos}
    lost = {
        frame_videos[0][1]["id"],
        frame_videos[2][0]["id"],
        frame_videos[4][4]["id"],
        frame_videos[4][5]["id"],
    }
    for _ in range(2):
        read = ids(dataset)
        assert len(read) == len(set(read))
        assert set(read) == expected - lost
        assert bad.count == 3
    report = bad.report()
    assert report.startswith(
        "Bad records left out: 3, and all that lies behind them in 1 shard(s)\n"
    )
    assert report.count("the rest is lost") == 1
    for shard in (0, 2, 4):
        assert damaged[shard] in report
    assert "truncated file" in report


def test_training_epochs_are_exact(damaged, frame_layout):
    bad = BadRecords("skip")
    data = training_dataset(
        damaged,
        frame_layout,
        batch_size=4,
        seed=0,
        num_epochs=2,
        bad_records=bad,
    )
    assert sum(len(labels) for _, labels in data.dataset) == 2 * 19
    assert data.positions.records_per_epoch == 19
    assert bad.count == 3


def test_too_many(damaged, frame_layout):
    bad = BadRecords("skip", max_bad_records=2)
    dataset = evaluation_dataset(
        damaged, frame_layout, batch_size=4, bad_records=bad
    )
    text = failure_text(dataset, damaged, frame_layout)
    assert text.startswith("There are too many bad records. Bad records left")
    assert text.endswith("Mend the files, or raise --max_bad_records.")
    assert "Traceback" not in text


def test_nothing_but_bad_records_ends(frame_shards, frame_layout):
    for shard in frame_shards:
        truncate(shard, 20)
    data = training_dataset(
        frame_shards,
        frame_layout,
        batch_size=4,
        seed=0,
        bad_records=BadRecords("skip"),
    )
    text = failure_text(data.dataset, frame_shards, frame_layout)
    assert text.startswith("Every record is bad. Bad records left out: 4")


def test_batches_have_static_types(frame_shards, frame_layout):
    specs = [
        evaluation_dataset(
            frame_shards,
            frame_layout,
            batch_size=4,
            bad_records=BadRecords(policy),
        ).element_spec
        for policy in ("fail", "skip")
    ]
    assert specs[0] == specs[1]
    assert specs[0][2] == tf.TensorSpec([None, 10], tf.uint8)
