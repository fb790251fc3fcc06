"""Tests records against the tensors they become."""

import numpy as np
import pytest
import tensorflow as tf

from tests.data.records import (
    frame_record,
    monet_record,
    random_videos,
    video_record,
)
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
        RecordLayout(
            schema, "id", tuple((n, "floats") for n in schema.feature_names)
        ),
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


MONET_SIZES = {"rgb": 8, "flow": 4, "monet_flow": 4}


def monet_layout(max_frames=300):
    return RecordLayout(
        RecordSchema("frame", MONET_SIZES, 10, max_frames),
        "video",
        tuple((name, "float_bytes") for name in MONET_SIZES),
        (
            ("rgb", "rgb_feature"),
            ("flow", "flow_feature"),
            ("monet_flow", "Monet_flow_feature"),
        ),
        "label_index",
    )


@pytest.mark.parametrize("max_frames", [300, 4])
def test_layout_of_the_monet_authors(max_frames):
    videos = [
        random_videos(1, MONET_SIZES, 10, seed, (n, n), "float32", labels=1)[0]
        for seed, n in enumerate((2, 6))
    ]
    video_ids, inputs, labels = parse_frame_batch(
        tf.range(2, dtype=tf.int64),
        tf.constant([monet_record(video) for video in videos]),
        monet_layout(max_frames),
    )
    assert video_ids.numpy().tolist() == [v["id"].encode() for v in videos]
    kept = min(6, max_frames)
    np.testing.assert_array_equal(inputs["num_frames"], [2, kept])
    assert set(inputs) == {*MONET_SIZES, "num_frames"}
    for name, size in MONET_SIZES.items():
        expected = np.zeros([2, kept, size], "float32")
        for row, video in enumerate(videos):
            frames = video["features"][name][:kept]
            expected[row, : len(frames)] = frames
        assert inputs[name].dtype == tf.float32
        np.testing.assert_array_equal(inputs[name], expected)
    for row, video in enumerate(videos):
        (label,) = video["labels"]
        np.testing.assert_array_equal(labels[row], np.eye(10)[label])


STORAGE = {"uint8": "bytes", "float32": "floats"}


def free_layout(dtype, max_frames, float_bytes=False):
    schema = RecordSchema(
        "frame", {"rgb": 8, "flow": 4}, 10, max_frames, ("flow",)
    )
    storage = "float_bytes" if float_bytes else STORAGE[dtype]
    return RecordLayout(schema, "id", (("rgb", storage), ("flow", storage)))


def parse_free(lengths, dtype, max_frames, float_bytes=False):
    """Parses videos of such (rgb, flow) lengths; returns them and inputs."""
    videos = [
        random_videos(
            1,
            {"rgb": 8, "flow": 4},
            10,
            seed,
            {"rgb": (num_rgb, num_rgb), "flow": (num_flow, num_flow)},
            dtype,
        )[0]
        for seed, (num_rgb, num_flow) in enumerate(lengths)
    ]
    layout = free_layout(dtype, max_frames, float_bytes)
    parse = tf.function(lambda *batch: parse_frame_batch(*batch, layout))
    records = [frame_record(v, float_bytes=float_bytes) for v in videos]
    _, inputs, _ = parse(
        tf.range(len(lengths), dtype=tf.int64), tf.constant(records)
    )
    return videos, inputs


@pytest.mark.parametrize(
    ("dtype", "float_bytes"),
    [("uint8", False), ("float32", False), ("float32", True)],
)
def test_free_lengths(dtype, float_bytes):
    # Kept of 12, 8, 6, 9 and 1 frames at most 6: a half, 3 / 4, all, 2 / 3.
    lengths = [(12, 5), (8, 9), (6, 20), (9, 1), (1, 7)]
    kept_flow = [3, 7, 20, 1, 7]
    videos, inputs = parse_free(lengths, dtype, 6, float_bytes)
    np.testing.assert_array_equal(inputs["num_frames"], [6, 6, 6, 6, 1])
    np.testing.assert_array_equal(inputs["num_flow"], kept_flow)
    assert inputs["num_flow"].dtype == tf.int32
    assert inputs["rgb"].shape == (5, 6, 8)
    assert inputs["flow"].shape == (5, 20, 4)
    assert inputs["flow"].dtype == dtype
    for row, (video, count) in enumerate(zip(videos, kept_flow, strict=True)):
        flow = inputs["flow"][row]
        np.testing.assert_array_equal(
            flow[:count], video["features"]["flow"][:count]
        )
        assert not np.any(flow[count:])


def test_frames_that_are_cut_away_take_no_room():
    _, inputs = parse_free([(12, 24), (10, 5)], "uint8", 3)
    assert inputs["flow"].shape == (2, 6, 4)
    np.testing.assert_array_equal(inputs["num_flow"], [6, 2])


def test_free_lengths_are_at_least_one():
    with pytest.raises(tf.errors.InvalidArgumentError, match="origin=1"):
        parse_free([(3, 3), (3, 0)], "uint8", 6)


@pytest.mark.parametrize(
    ("frames", "multiple", "padded"), [(3, 5, 5), (13, 5, 15), (300, 50, 300)]
)
def test_padding_of_free_lengths_has_no_limit(frames, multiple, padded):
    rgb = np.ones([2, 4, 8], np.uint8)
    inputs = {"rgb": rgb, "flow": np.ones([2, frames, 4], np.uint8)}
    layout = free_layout("uint8", max_frames=12)
    inputs = pad_frames(inputs, layout, multiple)
    assert inputs["rgb"].shape == (2, min(12, multiple), 8)
    assert inputs["flow"].shape == (2, padded, 4)
    assert np.all(inputs["flow"][:, :frames] == 1)
    assert not np.any(inputs["flow"][:, frames:])


@pytest.mark.parametrize(
    "change", [{"labels": [-1]}, {"id": ""}, {"features": {}}]
)
def test_a_record_that_is_no_video_fails_with_its_origin(change):
    """A label below all classes, no id, no frames."""
    record = frame_record(video_of() | change)
    with pytest.raises(tf.errors.InvalidArgumentError, match="origin=77"):
        parse_frame_batch(
            tf.constant([77], tf.int64), tf.constant([record]), layout_of()
        )


@pytest.mark.parametrize("labels", [None, []])
def test_a_last_video_without_labels_has_its_row(labels):
    videos = [video_of(), video_of() | {"labels": labels}]
    _, _, hot = parse_frame_batch(
        tf.range(2, dtype=tf.int64),
        tf.constant([frame_record(video) for video in videos]),
        layout_of(),
    )
    assert hot.shape == (2, 10)
    assert not np.any(hot[1])
