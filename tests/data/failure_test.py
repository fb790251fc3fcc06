"""Tests that a reading error names the record and the flag."""

import numpy as np
import pytest
import tensorflow as tf

from tests.data.damage import failure_text, flip_byte, offsets, truncate
from tests.data.records import (
    frame_record,
    random_videos,
    video_record,
    write_frame_shard,
    write_monet_shard,
    write_records,
)
from youtube8m_monet.data import (
    RecordSchema,
    detect_layout,
    evaluation_dataset,
    explain_failure,
    is_record_failure,
    training_dataset,
)
from youtube8m_monet.errors import UserError

SKIP = "leave such records out with --on_bad_record=skip."


@pytest.fixture
def explain(frame_shards, frame_layout):
    """Explains what training on the frame shards fails with."""

    def text():
        data = training_dataset(
            frame_shards, frame_layout, batch_size=4, seed=0, num_epochs=1
        )
        return failure_text(data.dataset, frame_shards, frame_layout)

    return text


def spoil(shard, video, position=1):
    """Puts a frame-level video into a shard, at a position."""
    good = list(tf.data.TFRecordDataset(shard).as_numpy_iterator())
    good[position] = frame_record(video)
    write_records(shard, good)
    return f"{shard}, record {position} at byte {offsets(shard)[position]}"


def one_video(**changes):
    (video,) = random_videos(1, {"rgb": 8, "audio": 4}, 10, 99, frames=(3, 3))
    return video | changes


def test_corrupted_data(explain, frame_shards):
    start = offsets(frame_shards[2])[4]
    flip_byte(frame_shards[2], start + 50)
    text = explain()
    assert f"{frame_shards[2]}, record 4 at byte {start}" in text
    assert "corrupted data." in text
    assert text.endswith(SKIP)


def test_another_fault_is_not_taken_for_it(frame_shards):
    """A reader that does not parse has not come upon bad labels."""
    for shard in (frame_shards[0], frame_shards[2]):
        spoil(shard, one_video(labels=[99]))
    start = offsets(frame_shards[3])[2]
    flip_byte(frame_shards[3], start + 50)
    with pytest.raises(tf.errors.DataLossError) as error:
        list(tf.data.TFRecordDataset(frame_shards))
    layout = detect_layout(
        frame_shards, RecordSchema("frame", {"rgb": 8, "audio": 4}, 10)
    )
    text = str(explain_failure(error.value, frame_shards, layout))
    where = f"{frame_shards[3]}, record 2 at byte {start}"
    assert f"{where}: corrupted data" in text


def test_corrupted_length(explain, frame_shards):
    start = offsets(frame_shards[2])[4]
    flip_byte(frame_shards[2], start + 3)
    text = explain()
    assert f"{frame_shards[2]}, record 4 at byte {start}" in text
    assert "corrupted record length." in text


def test_truncated(explain, frame_shards):
    start = offsets(frame_shards[3])[2]
    truncate(frame_shards[3], start + 70)
    text = explain()
    assert f"{frame_shards[3]}, record 2 at byte {start}: truncated" in text
    assert "Received: bytes=70." in text
    assert "Copy the file again, or leave" in text


def test_not_a_tfrecord_file(explain, frame_shards):
    with open(frame_shards[1], "w") as file:
        file.write("Index,TrainVideoCount,Name\n")
    text = explain()
    assert f"{frame_shards[1]}, record 0 at byte 0: not a TFRecord" in text
    assert "Let the data pattern match TFRecord files only" in text


def test_no_example(explain, frame_shards):
    good = list(tf.data.TFRecordDataset(frame_shards[0]).as_numpy_iterator())
    write_records(frame_shards[0], [*good, b"no protocol buffer"])
    assert "record 5 at byte" in explain()
    assert "not an Example." in explain()


def test_wrong_size(explain, frame_shards):
    video = one_video(
        features={
            "rgb": np.ones([3, 9], "uint8"),
            "audio": np.ones([3, 4], "uint8"),
        }
    )
    where = spoil(frame_shards[2], video)
    text = explain()
    assert f"{where}, video 'v990000': feature 'rgb' has the wrong size" in text
    assert "Expected: 8 values a vector." in text
    assert "Received: rgb=9 values." in text
    assert "Set --feature_sizes, or leave" in text


def test_missing_feature(explain, frame_shards):
    video = one_video(features={"rgb": np.ones([3, 8], "uint8")})
    where = spoil(frame_shards[2], video)
    text = explain()
    assert f"{where}, video 'v990000': no feature 'audio'." in text
    assert "Set --feature_names, or leave" in text


def test_float_frames_among_bytes(explain, frame_shards):
    video = one_video()
    video["features"]["rgb"] = np.ones([3, 8], "float32")
    spoil(frame_shards[2], video)
    assert "feature 'rgb' is stored in another way." in explain()


def test_features_of_different_length(explain, frame_shards):
    video = one_video()
    video["features"]["rgb"] = video["features"]["rgb"][:2]
    spoil(frame_shards[2], video)
    text = explain()
    assert "features differ in their number of frames." in text
    assert "Received: rgb=2 frames, audio=3 frames." in text


def test_no_frames(explain, frame_shards):
    features = {
        "rgb": np.ones([0, 8], "uint8"),
        "audio": np.ones([0, 4], "uint8"),
    }
    where = spoil(frame_shards[2], one_video(features=features))
    assert f"{where}, video 'v990000': a video without frames." in explain()


@pytest.mark.parametrize("label", [-1, 10, 3861])
def test_label_that_is_no_class(explain, frame_shards, label):
    where = spoil(frame_shards[2], one_video(labels=[2, label]))
    text = explain()
    assert f"{where}, video 'v990000': a label that is no class." in text
    assert "Expected: int64 labels in [0, 10)." in text
    assert f"Received: label={label}." in text
    assert "Set --num_classes, or leave" in text


def test_missing_id(explain, frame_shards):
    spoil(frame_shards[2], one_video(id=""))
    assert "no video id." in explain()


def video_level(**changes):
    sizes = {"mean_rgb": 6, "mean_audio": 3}
    (video,) = random_videos(1, sizes, 10, 99)
    video["features"] |= changes.pop("features", {})
    return video_record(video | changes)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (video_level(labels=[10]), "a label that is no class."),
        (video_level(labels=[-1]), "a label that is no class."),
        (
            video_level(features={"mean_rgb": np.ones([7], "float32")}),
            "feature 'mean_rgb' has the wrong size.",
        ),
        (video_record({"id": "a", "features": {}}), "no feature 'mean_rgb'."),
        (video_level(id=""), "no video id."),
        (frame_record(one_video()), "frame-level where the model needs"),
        (b"no protocol buffer", "not an Example."),
    ],
)
def test_video_level(video_shards, video_layout, record, expected):
    good = list(tf.data.TFRecordDataset(video_shards[2]).as_numpy_iterator())
    good[3] = record
    write_records(video_shards[2], good)
    dataset = evaluation_dataset(video_shards, video_layout, batch_size=4)
    text = failure_text(dataset, video_shards, video_layout)
    start = offsets(video_shards[2])[3]
    assert f"{video_shards[2]}, record 3 at byte {start}" in text
    assert expected in text
    assert text.endswith(SKIP)


def test_float_features_of_different_length(tmp_path):
    sizes = {"rgb": 3, "flow": 2}
    videos = random_videos(5, sizes, 10, frames=(4, 4), dtype="float32")
    videos[3]["features"]["flow"] = videos[3]["features"]["flow"][:2]
    shards = [write_frame_shard(tmp_path / "a", videos)]
    layout = detect_layout(shards, RecordSchema("frame", sizes, 10))
    dataset = evaluation_dataset(shards, layout, batch_size=5)
    text = failure_text(dataset, shards, layout)
    assert "record 3 at byte" in text
    assert "Received: rgb=4 frames, flow=2 frames." in text


def test_flow_of_another_length(tmp_path):
    sizes = {"rgb": 3, "flow": 2}
    videos = random_videos(5, sizes, 10, frames=(4, 4), dtype="float32")
    videos[3]["features"]["flow"] = videos[3]["features"]["flow"][:2]
    shards = [write_monet_shard(tmp_path / "a", videos)]
    layout = detect_layout(shards, RecordSchema("frame", sizes, 10))
    dataset = evaluation_dataset(shards, layout, batch_size=5)
    text = failure_text(dataset, shards, layout)
    assert "record 3 at byte" in text
    assert "video 'v000003'" in text
    assert "Received: rgb=4 frames, flow=2 frames." in text
    assert "Set --align_flow, or leave such records out" in text


def test_origin_spares_a_search(frame_shards, frame_layout):
    for shard, position in ((2, 0), (2, 1), (0, 1)):
        spoil(frame_shards[shard], one_video(labels=[10]), position)
    message = f"origin={(2 << 40) + 1}"
    error = tf.errors.InvalidArgumentError(None, None, message)
    text = str(explain_failure(error, frame_shards, frame_layout))
    assert f"{frame_shards[2]}, record 1" in text


def test_unknown_error_is_passed_on(frame_shards, frame_layout):
    error = tf.errors.UnavailableError(None, None, "The bucket is on fire.")
    explained = explain_failure(error, frame_shards, frame_layout)
    assert isinstance(explained, UserError)
    assert "The bucket is on fire." in str(explained)
    assert not is_record_failure(error)


def test_which_errors_come_from_records():
    def invalid(message):
        return tf.errors.InvalidArgumentError(None, None, message)

    assert is_record_failure(invalid("assertion failed: [origin=12]"))
    assert is_record_failure(
        tf.errors.DataLossError(None, None, "corrupted record at 0")
    )
    assert not is_record_failure(invalid("Matrix size-incompatible"))
    assert not is_record_failure(ValueError("origin=12"))
