"""Tests evaluation batches, on written and on real records."""

import numpy as np
import pytest

from tests.data.records import random_videos, write_frame_shard
from youtube8m_monet.data import (
    RecordSchema,
    detect_layout,
    evaluation_dataset,
    list_shards,
)


def read(shards, layout, **kwargs):
    """Returns video id -> (inputs, labels) in the order of reading."""
    kwargs = {"batch_size": 4, "frame_multiple": 5} | kwargs
    found = {}
    dataset = evaluation_dataset(shards, layout, **kwargs)
    for video_ids, inputs, labels in dataset.as_numpy_iterator():
        for row, video_id in enumerate(video_ids):
            assert video_id.decode() not in found
            found[video_id.decode()] = (
                {name: value[row] for name, value in inputs.items()},
                labels[row],
            )
    return found


def by_id(videos):
    return {video["id"]: video for shard in videos for video in shard}


def test_every_frame_level_record_once_and_unchanged(
    frame_shards, frame_layout, frame_videos
):
    found = read(frame_shards, frame_layout)
    expected = by_id(frame_videos)
    assert set(found) == set(expected)
    for video_id, (inputs, labels) in found.items():
        video = expected[video_id]
        np.testing.assert_array_equal(np.nonzero(labels)[0], video["labels"])
        for name, value in video["features"].items():
            assert inputs["num_frames"] == len(value)
            np.testing.assert_array_equal(inputs[name][: len(value)], value)


def test_every_video_level_record_once_and_unchanged(
    video_shards, video_layout, video_videos
):
    found = read(video_shards, video_layout)
    expected = by_id(video_videos)
    assert set(found) == set(expected)
    for video_id, (inputs, labels) in found.items():
        video = expected[video_id]
        np.testing.assert_array_equal(np.nonzero(labels)[0], video["labels"])
        for name, value in video["features"].items():
            np.testing.assert_array_equal(inputs[name], value)


def test_order_is_fixed(frame_shards, frame_layout):
    order = list(read(frame_shards, frame_layout))
    for kwargs in ({"num_readers": 1}, {"batch_size": 7}, {}):
        assert list(read(frame_shards, frame_layout, **kwargs)) == order


@pytest.mark.parametrize("skip", [0, 1, 4, 22, 23])
def test_skipped_records_are_the_first(frame_shards, frame_layout, skip):
    order = list(read(frame_shards, frame_layout))
    rest = list(read(frame_shards, frame_layout, skip_records=skip))
    assert rest == order[skip:]


@pytest.mark.parametrize("id_key", ["id", "video_id"])
def test_float_features_and_both_versions_of_ids(tmp_path, id_key):
    sizes = {"rgb": 3, "audio": 2, "flow": 5}
    videos = random_videos(5, sizes, 9, frames=(2, 6), dtype="float32")
    shard = write_frame_shard(tmp_path / "a", videos, id_key)
    layout = detect_layout([shard], RecordSchema("frame", sizes, 9))
    found = read([shard], layout)
    assert list(found) == [video["id"] for video in videos]
    for video in videos:
        inputs, _ = found[video["id"]]
        for name, value in video["features"].items():
            assert inputs[name].dtype == np.float32
            np.testing.assert_array_equal(inputs[name][: len(value)], value)


def test_features_stored_in_different_ways(tmp_path):
    videos = random_videos(3, {"rgb": 3}, 9, frames=(4, 4))
    for video in videos:
        video["features"]["flow"] = np.full([4, 2], 0.5, "float32")
    shard = write_frame_shard(tmp_path / "a", videos)
    schema = RecordSchema("frame", {"flow": 2, "rgb": 3}, 9)
    found = read([shard], detect_layout([shard], schema))
    inputs, _ = found[videos[0]["id"]]
    assert inputs["rgb"].dtype == np.uint8
    assert inputs["flow"].dtype == np.float32


def test_real_frame_level_video(shared_data):
    shards = list_shards(f"{shared_data}/frame_level/real_SjJ3.tfrecord")
    schema = RecordSchema("frame", {"rgb": 1024, "audio": 128}, 3862)
    found = read(shards, detect_layout(shards, schema), frame_multiple=50)
    ((inputs, labels),) = found.values()
    assert list(found) == ["SjJ3"]
    assert inputs["num_frames"] == 170
    assert inputs["rgb"].shape == (200, 1024)
    assert inputs["audio"].shape == (200, 128)
    assert not inputs["rgb"][170:].any()
    assert inputs["rgb"][:170].any(axis=1).all()
    np.testing.assert_array_equal(np.nonzero(labels)[0], [11])


def test_simulated_frame_level_videos(shared_data):
    shards = list_shards(f"{shared_data}/frame_level/simulated_validate*")
    schema = RecordSchema("frame", {"rgb": 1024, "audio": 128}, 3862)
    found = read(shards, detect_layout(shards, schema), batch_size=64)
    lengths = [inputs["num_frames"] for inputs, _ in found.values()]
    assert len(found) == 160
    assert min(lengths) >= 20
    assert max(lengths) <= 45


def test_real_video_level_records(shared_data):
    shards = list_shards(f"{shared_data}/video_level/validate/*.tfrecord")
    schema = RecordSchema("video", {"mean_rgb": 1024, "mean_audio": 128}, 3862)
    found = read(shards, detect_layout(shards, schema), batch_size=256)
    assert 1300 < len(found) < 1600
    inputs, labels = next(iter(found.values()))
    assert inputs["mean_rgb"].shape == (1024,)
    assert 0.1 < np.abs(inputs["mean_rgb"]).mean() < 1.0
    assert all(labels.any() for _, labels in found.values())
