"""Tests evaluation batches, on written and on real records."""

import numpy as np
import pytest
import tensorflow as tf

from tests.data.damage import flip_byte, offsets
from tests.data.records import (
    random_videos,
    write_frame_shard,
    write_monet_shard,
)
from youtube8m_monet.data import (
    BadRecords,
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


def test_nothing_is_tuned(frame_shards, frame_layout):
    """The thread that tunes holds up the end of reading, up to a minute."""
    dataset = evaluation_dataset(frame_shards, frame_layout, batch_size=4)
    assert dataset.options().autotune.enabled is False


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


@pytest.mark.parametrize("policy", ["fail", "skip"])
def test_layout_of_the_monet_authors(tmp_path, policy):
    sizes = {"rgb": 3, "flow": 2, "monet_flow": 2}
    videos = random_videos(
        5, sizes, 9, frames=(2, 6), dtype="float32", labels=1
    )
    shard = write_monet_shard(tmp_path / "a", videos)
    layout = detect_layout([shard], RecordSchema("frame", sizes, 9))
    found = read([shard], layout, bad_records=BadRecords(policy))
    assert list(found) == [video["id"] for video in videos]
    for video in videos:
        inputs, labels = found[video["id"]]
        np.testing.assert_array_equal(np.nonzero(labels)[0], video["labels"])
        for name, value in video["features"].items():
            np.testing.assert_array_equal(inputs[name][: len(value)], value)


@pytest.mark.parametrize("policy", ["fail", "skip"])
@pytest.mark.parametrize("float_bytes", [False, True])
def test_flow_of_another_length(tmp_path, policy, float_bytes):
    sizes = {"rgb": 3, "flow": 2}
    frames = {"rgb": (2, 14), "flow": (1, 40)}
    videos = random_videos(9, sizes, 9, frames=frames, dtype="float32")
    shard = write_frame_shard(tmp_path / "a", videos, float_bytes=float_bytes)
    schema = RecordSchema("frame", sizes, 9, 7, free_lengths=("flow",))
    layout = detect_layout([shard], schema)
    found = read([shard], layout, bad_records=BadRecords(policy))
    assert len(found) == 9
    for video in videos:
        inputs, _ = found[video["id"]]
        rgb, flow = (video["features"][name] for name in sizes)
        assert inputs["num_frames"] == min(len(rgb), 7)
        count = inputs["num_flow"]
        assert count == np.ceil(len(flow) * inputs["num_frames"] / len(rgb))
        assert len(inputs["rgb"]) <= 7
        assert len(inputs["flow"]) % 5 == 0
        np.testing.assert_array_equal(inputs["flow"][:count], flow[:count])
        assert not inputs["flow"][count:].any()


def test_real_pairs_of_appearance_and_flow(shared_data):
    shards = list_shards(f"{shared_data}/i3d_pairs/pairs.tfrecord")
    schema = RecordSchema("frame", {"rgb": 1024, "flow": 1024}, 3862)
    found = read(shards, detect_layout(shards, schema), frame_multiple=50)
    assert len(found) == 11
    assert "beam_final1" in found
    assert sum(inputs["num_frames"] for inputs, _ in found.values()) == 477
    for inputs, labels in found.values():
        np.testing.assert_array_equal(np.nonzero(labels)[0], [0])
        for name in ("rgb", "flow"):
            frames = inputs[name]
            assert frames.dtype == np.float32
            assert frames.shape in [(50, 1024), (100, 1024), (150, 1024)]
            assert frames[: inputs["num_frames"]].any(axis=1).all()
            assert not frames[inputs["num_frames"] :].any()
        assert not np.array_equal(inputs["rgb"], inputs["flow"])


def test_real_pairs_are_what_is_in_the_bytes(shared_data):
    shards = list_shards(f"{shared_data}/i3d_pairs/pairs.tfrecord")
    schema = RecordSchema(
        "frame", {"rgb": 1024, "flow": 1024}, 1, 60, free_lengths=("flow",)
    )
    found = read(shards, detect_layout(shards, schema))
    assert len(found) == 11
    for record in tf.data.TFRecordDataset(shards).as_numpy_iterator():
        proto = tf.train.SequenceExample.FromString(record)
        video_id = proto.context.feature["video"].bytes_list.value[0].decode()
        inputs, _ = found[video_id]
        for name in ("rgb", "flow"):
            key = f"{name}_feature"
            frames = proto.feature_lists.feature_list[key].feature[:60]
            data = b"".join(f.bytes_list.value[0] for f in frames)
            expected = np.frombuffer(data, "<f4").reshape(-1, 1024)
            np.testing.assert_array_equal(inputs[name][: len(frames)], expected)
        assert inputs["num_frames"] == inputs["num_flow"] == len(frames)


def test_bad_records_are_left_out(frame_shards, frame_layout):
    flip_byte(frame_shards[0], offsets(frame_shards[0])[2] + 20)
    bad_records = BadRecords("skip")
    found = read(frame_shards, frame_layout, bad_records=bad_records)
    assert len(found) == 22
    assert bad_records.count == 1
