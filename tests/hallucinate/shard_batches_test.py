import numpy as np
import pytest

from tests.data.records import frame_record, random_videos, write_records
from youtube8m_monet.data import (
    BadRecords,
    RecordSchema,
    detect_layout,
    evaluation_dataset,
)
from youtube8m_monet.hallucinate.shard_batches import shard_batches

FEATURES = {"rgb": 3, "audio": 2}
SCHEMA = RecordSchema("frame", FEATURES, 5, max_frames=7)


@pytest.fixture
def records():
    videos = random_videos(8, FEATURES, 5, frames=(2, 10))
    return [frame_record(video) for video in videos]


def read(shard, batch_size, layout=None, policy="fail"):
    layout = detect_layout([shard], SCHEMA) if layout is None else layout
    bad_records = BadRecords(policy)
    batches = shard_batches(shard, layout, batch_size, bad_records)
    return list(batches.as_numpy_iterator())


@pytest.mark.parametrize("batch_size", [1, 3, 8, 20])
def test_batches_are_those_of_evaluation_but_of_one_shape(
    batch_size, records, tmp_path
):
    shard = write_records(tmp_path / "a", records)
    found = read(shard, batch_size)
    assert [r for batch, _ in found for r in batch] == records
    expected = evaluation_dataset(
        [shard], detect_layout([shard], SCHEMA), batch_size=batch_size
    ).as_numpy_iterator()
    for (batch, inputs), (_, others, _) in zip(found, expected, strict=True):
        assert inputs.keys() == others.keys()
        count = len(batch)
        for name, other in others.items():
            values = inputs[name]
            assert values.dtype == other.dtype
            assert len(values) == batch_size
            assert not values[count:].any()
            if name != "num_frames":
                assert values.shape[1] == SCHEMA.max_frames
                values = values[:, : other.shape[1]]
            np.testing.assert_array_equal(values[:count], other)


def test_bad_records_may_be_left_out(records, tmp_path):
    records[2] = b"no record"
    shard = write_records(tmp_path / "a", records)
    found = read(shard, 3, policy="skip")
    kept = [record for batch, _ in found for record in batch]
    assert kept == records[:2] + records[3:]


def test_a_shard_of_bad_records_is_an_empty_one(records, tmp_path):
    layout = detect_layout([write_records(tmp_path / "a", records)], SCHEMA)
    bad = write_records(tmp_path / "b", [b"no record"])
    assert read(bad, 3, layout, "skip") == []


@pytest.mark.parametrize("policy", ["fail", "skip"])
def test_an_empty_shard(policy, records, tmp_path):
    layout = detect_layout([write_records(tmp_path / "a", records)], SCHEMA)
    empty = write_records(tmp_path / "b", [])
    assert read(empty, 3, layout, policy) == []
