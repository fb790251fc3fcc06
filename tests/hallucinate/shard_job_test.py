import os

import numpy as np
import pytest
import tensorflow as tf

from tests.data.records import (
    frame_record,
    monet_record,
    random_videos,
    write_records,
)
from tests.frame_level_models import runs
from youtube8m_monet.data import RecordSchema, detect_layout
from youtube8m_monet.errors import UserError
from youtube8m_monet.hallucinate.flow_adder import without_flow
from youtube8m_monet.hallucinate.shard_job import ShardJob, with_model
from youtube8m_monet.training.checkpoint import latest_checkpoint

FEATURES = {"rgb": 3}


class Doubling:
    """Stands for a model: flow is twice the appearance."""

    def predict_on_batch(self, inputs):
        return {"flow": inputs["rgb"].astype("float32") * 2}


@pytest.fixture
def records():
    videos = random_videos(7, FEATURES, 5, frames=(2, 10))
    return [frame_record(video) for video in videos]


def job(shard, output_dir, **options):
    schema = RecordSchema("frame", FEATURES, 5, max_frames=6)
    layout = detect_layout([shard], schema)
    return ShardJob(layout, str(output_dir), **{"batch_size": 3, **options})


def read(path):
    return list(tf.data.TFRecordDataset(str(path)).as_numpy_iterator())


def feature(record, name):
    example = tf.train.SequenceExample.FromString(record)
    return example.feature_lists.feature_list[name].feature


def check_flow(record, most=6):
    rgb = [list(f.bytes_list.value[0]) for f in feature(record, "rgb")]
    flow = [list(f.float_list.value) for f in feature(record, "flow")]
    expected = 2 * np.array(rgb)
    expected[most:] = 0
    np.testing.assert_array_equal(flow, expected)


def test_every_record_with_its_flow(records, tmp_path):
    shard = write_records(tmp_path / "a", records)
    (tmp_path / "out").mkdir()
    result = job(shard, tmp_path / "out")(Doubling(), shard)
    written = read(tmp_path / "out" / "a")
    assert [without_flow(record) for record in written] == records
    for record in written:
        check_flow(record)
    lengths = [min(len(feature(record, "rgb")), 6) for record in records]
    assert max(len(feature(record, "rgb")) for record in records) > 6
    assert result.path == str(tmp_path / "out" / "a")
    assert result.num_records == 7
    assert result.num_values == 3 * sum(lengths)
    assert result.num_clipped == 0
    assert result.seconds > 0


def test_codes(records, tmp_path):
    shard = write_records(tmp_path / "a", records)
    (tmp_path / "out").mkdir()
    result = job(shard, tmp_path / "out", flow_storage="uint8")(
        Doubling(), shard
    )
    # Twice a byte is almost always above 2.
    assert 0.9 < result.num_clipped / result.num_values < 1
    frames = feature(read(result.path)[0], "flow")
    assert {len(frame.bytes_list.value[0]) for frame in frames} == {3}


def test_a_shard_that_is_there_stays(records, tmp_path):
    shard = write_records(tmp_path / "a", records)
    (tmp_path / "out").mkdir()
    work = job(shard, tmp_path / "out")
    first = work(Doubling(), shard)
    written = os.stat(first.path).st_mtime_ns
    again = work(None, shard)
    assert again.was_there
    assert os.stat(first.path).st_mtime_ns == written


def test_a_shard_that_was_made_from_another_one(records, tmp_path):
    shard = write_records(tmp_path / "a", records)
    (tmp_path / "out").mkdir()
    (tmp_path / "more").mkdir()
    work = job(shard, tmp_path / "out")
    work(Doubling(), shard)
    other = write_records(tmp_path / "more" / "a", records[1:])
    with pytest.raises(UserError) as caught:
        work(Doubling(), other)
    assert str(caught.value) == (
        "A shard of this name is there, made from another one.\n"
        f"  Expected: the records of {other!r}, with flow.\n"
        f"  Received: shard={str(tmp_path / 'out' / 'a')!r}.\n"
        "  Set another --output_dir."
    )


def test_an_empty_shard(records, tmp_path):
    shard = write_records(tmp_path / "a", records)
    empty = write_records(tmp_path / "b", [])
    (tmp_path / "out").mkdir()
    work = job(shard, tmp_path / "out")
    assert work(Doubling(), empty).num_records == 0
    assert read(tmp_path / "out" / "b") == []
    assert work(Doubling(), empty).was_there


def test_a_failure_leaves_no_half_shard(records, tmp_path):
    records[5] = b"no record"
    shard = write_records(tmp_path / "a", records)
    (tmp_path / "out").mkdir()
    with pytest.raises(UserError) as caught:
        job(shard, tmp_path / "out")(Doubling(), shard)
    assert f"Bad record: {shard}, record 5 at byte " in str(caught.value)
    assert "--on_bad_record=skip" in str(caught.value)
    assert os.listdir(tmp_path / "out") == []


def test_bad_records_may_be_left_out(records, tmp_path):
    records[0] = records[5] = b"no record"
    shard = write_records(tmp_path / "a", records)
    good = write_records(tmp_path / "good", records[1:2])
    (tmp_path / "out").mkdir()
    work = job(good, tmp_path / "out", on_bad_record="skip")
    result = work(Doubling(), shard)
    kept = [without_flow(record) for record in read(result.path)]
    assert kept == records[1:5] + records[6:]
    assert result.line().splitlines()[1] == "Bad records left out: 2"
    assert work(None, shard).was_there


def test_more_bad_records_than_may_be(records, tmp_path):
    records[1] = records[5] = b"no record"
    shard = write_records(tmp_path / "a", records)
    (tmp_path / "out").mkdir()
    work = job(shard, tmp_path / "out", on_bad_record="skip", max_bad_records=1)
    with pytest.raises(UserError, match="too many bad records"):
        work(Doubling(), shard)
    assert os.listdir(tmp_path / "out") == []


def test_the_records_of_monets_authors(tmp_path):
    features = {"rgb": 3, "monet_flow": 3}
    videos = random_videos(2, features, 5, frames=(3, 5), dtype="float32")
    shard = write_records(tmp_path / "a", map(monet_record, videos))
    (tmp_path / "out").mkdir()
    result = job(shard, tmp_path / "out")(Doubling(), shard)
    flow = [
        list(frame.float_list.value)
        for frame in feature(read(result.path)[1], "flow")
    ]
    np.testing.assert_array_equal(flow, 2 * videos[1]["features"]["rgb"])


def test_a_remote_folder(records, tmp_path):
    # TensorFlow's file system in memory stands for a remote one.
    folder = "ram://shard_job_test"
    shard = write_records(tmp_path / "a", records)
    work = job(shard, folder)
    result = work(Doubling(), shard)
    assert len(read(result.path)) == 7
    assert work(None, shard).was_there


def test_the_model_of_a_run(tmp_path):
    def rebuild(flags):
        assert flags == {"some": "flags"}
        return runs.registry.create(settings, runs.SIZES)

    settings = runs.config("MoNetNeXtVLAD")
    model = runs.saved_run(tmp_path / "run", settings)
    weights = latest_checkpoint(str(tmp_path / "run"))
    work = with_model(
        lambda model, shard: model.predict_on_batch(shard),
        rebuild,
        {"some": "flags"},
        weights,
    )
    inputs = model.example_inputs()
    found = work(inputs)
    assert found.keys() == {"flow"}
    expected = model(inputs)["flow"]
    np.testing.assert_allclose(found["flow"], expected, atol=1e-6)
