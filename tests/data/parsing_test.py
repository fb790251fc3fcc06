"""Tests records against the tensors they become."""

import numpy as np
import pytest
import tensorflow as tf

from tests.data.records import frame_record, random_videos, video_record
from youtube8m_monet.data import RecordLayout, RecordSchema
from youtube8m_monet.data.parsing import (
    pad_frames,
    parse_frame_batch,
    parse_video_batch,
)

SIZES = {"rgb": 8, "audio": 4}


def layout_of(dtype="uint8", max_frames=300):
    storage = "bytes" if dtype == "uint8" else "floats"
    schema = RecordSchema("frame", SIZES, 10, max_frames)
    return RecordLayout(schema, "id", tuple((n, storage) for n in SIZES))


def parse_one(record, layout):
    """Parses in a graph, as the pipeline does."""
    parse = tf.function(lambda *batch: parse_frame_batch(*batch, layout))
    batch = parse(tf.constant([77], tf.int64), tf.constant([record]))
    return tf.nest.map_structure(lambda t: t.numpy()[0], batch)


def video_of(dtype="uint8", frames=6):
    (video,) = random_videos(1, SIZES, 10, frames=(frames, frames), dtype=dtype)
    return video


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_frame_record(dtype):
    video = video_of(dtype) | {"labels": [9, 0, 9]}
    video_id, inputs, labels = parse_one(frame_record(video), layout_of(dtype))
    assert video_id == video["id"].encode()
    assert inputs["num_frames"] == 6
    assert inputs["num_frames"].dtype == np.int32
    for name in SIZES:
        assert inputs[name].dtype == dtype
        np.testing.assert_array_equal(inputs[name], video["features"][name])
    assert labels.dtype == np.uint8
    np.testing.assert_array_equal(labels, [1, 0, 0, 0, 0, 0, 0, 0, 0, 1])


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_frames_past_max_frames_are_cut_off(dtype):
    video = video_of(dtype)
    layout = layout_of(dtype, max_frames=4)
    _, inputs, _ = parse_one(frame_record(video), layout)
    assert inputs["num_frames"] == 4
    for name in SIZES:
        np.testing.assert_array_equal(inputs[name], video["features"][name][:4])


@pytest.mark.parametrize("labels", [None, []])
def test_video_without_labels(labels):
    video = video_of() | {"labels": labels}
    _, _, hot = parse_one(frame_record(video), layout_of())
    np.testing.assert_array_equal(hot, np.zeros(10))


def test_error_carries_the_origin():
    bad, good = (
        frame_record(video_of() | {"labels": [label]}) for label in (10, 9)
    )
    with pytest.raises(tf.errors.InvalidArgumentError, match="origin=77"):
        parse_frame_batch(
            tf.constant([5, 77, 6], tf.int64),
            tf.constant([good, bad, good]),
            layout_of(),
        )


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_shorter_videos_are_padded_with_zeros(dtype):
    videos = [video_of(dtype, frames) for frames in (2, 6, 1)]
    _, inputs, _ = parse_frame_batch(
        tf.range(3, dtype=tf.int64),
        tf.constant([frame_record(video) for video in videos]),
        layout_of(dtype, max_frames=5),
    )
    np.testing.assert_array_equal(inputs["num_frames"], [2, 5, 1])
    for name, size in SIZES.items():
        assert inputs[name].shape == (3, 5, size)
        for row, video in enumerate(videos):
            expected = np.zeros([5, size])
            frames = video["features"][name][:5]
            expected[: len(frames)] = frames
            np.testing.assert_array_equal(inputs[name][row], expected)


@pytest.mark.parametrize("labels", [[3, 9, 3], None, []])
def test_video_batch(labels):
    videos = random_videos(3, {"mean_rgb": 6, "mean_audio": 3}, 10)
    videos[1]["labels"] = labels
    schema = RecordSchema("video", {"mean_rgb": 6, "mean_audio": 3}, 10)
    video_ids, inputs, hot = parse_video_batch(
        tf.range(3, dtype=tf.int64),
        tf.constant([video_record(video) for video in videos]),
        RecordLayout(schema, "id", ()),
    )
    assert video_ids.numpy().tolist() == [v["id"].encode() for v in videos]
    for name in ("mean_rgb", "mean_audio"):
        expected = np.stack([v["features"][name] for v in videos])
        np.testing.assert_array_equal(inputs[name], expected)
    np.testing.assert_array_equal(inputs["num_frames"], [1, 1, 1])
    assert inputs["num_frames"].dtype == tf.int32
    expected = np.zeros([3, 10])
    for row, video in enumerate(videos):
        expected[row, video["labels"] or []] = 1
    np.testing.assert_array_equal(hot, expected)
    assert hot.dtype == tf.uint8


@pytest.mark.parametrize(
    ("frames", "multiple", "padded"),
    [(3, 5, 5), (5, 5, 5), (11, 5, 12), (12, 5, 12), (2, 1, 2), (2, 50, 12)],
)
def test_padding(frames, multiple, padded):
    rgb = np.random.default_rng(0).integers(0, 256, [2, frames, 8], np.uint8)
    inputs = {"rgb": rgb, "audio": rgb[..., :4], "num_frames": [frames, 1]}
    inputs = pad_frames(inputs, layout_of(max_frames=12), multiple)
    assert inputs["rgb"].shape == (2, padded, 8)
    assert inputs["audio"].shape == (2, padded, 4)
    np.testing.assert_array_equal(inputs["rgb"][:, :frames], rgb)
    assert not np.any(inputs["rgb"][:, frames:])
    assert inputs["num_frames"] == [frames, 1]
