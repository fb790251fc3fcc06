"""Tests that faults are named, and only faults."""

import numpy as np
import pytest
import tensorflow as tf

from tests.data.records import (
    frame_record,
    monet_record,
    random_videos,
    video_record,
    write_records,
)
from youtube8m_monet.data import RecordSchema, detect_layout
from youtube8m_monet.data.parsing import parse_frame_batch
from youtube8m_monet.data.validation import find_fault


@pytest.fixture
def video():
    (video,) = random_videos(1, {"rgb": 8, "audio": 4}, 10, frames=(3, 3))
    return video


def test_good_records(video, frame_layout, video_layout):
    assert find_fault(frame_record(video), frame_layout) is None
    (flat,) = random_videos(1, {"mean_rgb": 6, "mean_audio": 3}, 10)
    assert find_fault(video_record(flat), video_layout) is None


@pytest.mark.parametrize("labels", [None, []])
def test_videos_without_labels_are_good(video, frame_layout, labels):
    video["labels"] = labels
    assert find_fault(frame_record(video), frame_layout) is None


@pytest.mark.parametrize("label", [-1, 10])
def test_label_that_is_no_class(video, frame_layout, label):
    video["labels"] = [3, label]
    fault = find_fault(frame_record(video), frame_layout)
    assert fault.what == "a label that is no class"
    assert fault.video_id == "v000000"
    assert fault.received == f"label={label}"
    assert fault.fix == "Set --num_classes"


def test_labels_of_another_type(video, frame_layout):
    proto = tf.train.SequenceExample.FromString(frame_record(video))
    proto.context.feature["labels"].bytes_list.value.append(b"Food")
    fault = find_fault(proto.SerializeToString(), frame_layout)
    assert fault.received == "labels of another type"


def test_features_of_different_length(video, frame_layout):
    video["features"]["audio"] = video["features"]["audio"][:2]
    fault = find_fault(frame_record(video), frame_layout)
    assert fault.what == "features differ in their number of frames"
    assert fault.received == "rgb=3 frames, audio=2 frames"
    assert fault.fix is None


def test_no_frames(video, frame_layout):
    video["features"] = {
        name: value[:0] for name, value in video["features"].items()
    }
    proto = tf.train.SequenceExample.FromString(frame_record(video))
    for name in ("rgb", "audio"):
        proto.feature_lists.feature_list[name].SetInParent()
    fault = find_fault(proto.SerializeToString(), frame_layout)
    assert fault.what == "a video without frames"


def test_one_frame_of_another_size(video, frame_layout):
    proto = tf.train.SequenceExample.FromString(frame_record(video))
    frames = proto.feature_lists.feature_list["rgb"].feature
    frames[2].bytes_list.value[0] = b"short"
    fault = find_fault(proto.SerializeToString(), frame_layout)
    assert fault.received == "rgb=5 values"


def test_other_storage(video, frame_layout):
    video["features"]["audio"] = np.ones([3, 4], "float32")
    fault = find_fault(frame_record(video), frame_layout)
    assert fault.what == "feature 'audio' is stored in another way"
    assert fault.received == "audio=floats"


def test_missing_feature(video, frame_layout):
    del video["features"]["audio"]
    fault = find_fault(frame_record(video), frame_layout)
    assert fault.what == "no feature 'audio'"
    assert fault.expected == "one of rgb"


def test_missing_id(video, frame_layout):
    fault = find_fault(frame_record(video, id_key="video_id"), frame_layout)
    assert fault.what == "no video id"


def test_other_kind(frame_layout):
    (flat,) = random_videos(1, {"mean_rgb": 6}, 10)
    fault = find_fault(video_record(flat), frame_layout)
    assert fault.what.startswith("video-level")


def test_no_example(frame_layout):
    fault = find_fault(b"no protocol buffer", frame_layout)
    assert fault.what == "not an Example"


SIZES = {"rgb": 8, "flow": 4}


@pytest.fixture
def pair():
    (pair,) = random_videos(
        1, SIZES, 10, frames=(3, 3), dtype="float32", labels=1
    )
    return pair


@pytest.fixture
def layout_of(tmp_path):
    """Finds the layout of a record."""

    def detect(record, sizes=SIZES, **options):
        shard = write_records(tmp_path / "layout", [record])
        schema = RecordSchema("frame", sizes, 10, **options)
        return detect_layout([shard], schema)

    return detect


def changed(record, change):
    """Returns a serialised record after a change to its proto."""
    proto = tf.train.SequenceExample.FromString(record)
    change(proto)
    return proto.SerializeToString()


def flow_frame(proto):
    return proto.feature_lists.feature_list["flow_feature"].feature[1]


def set_flow(value):
    def change(proto):
        flow_frame(proto).bytes_list.value[0] = value

    return change


def drop(name):
    def change(proto):
        del proto.feature_lists.feature_list[name].feature[2]

    return change


def as_floats(proto):
    frame = flow_frame(proto)
    frame.ClearField("bytes_list")
    frame.float_list.value.extend([1.0] * 4)


def label_in_labels(proto):
    proto.context.feature["labels"].int64_list.value.append(10)


def two_strings(proto):
    flow_frame(proto).bytes_list.value.append(b"")


def label(value):
    def change(proto):
        proto.context.feature["label_index"].int64_list.value[0] = value

    return change


MONET_CHANGES = [
    (lambda proto: None, None),
    (label_in_labels, None),
    (lambda proto: proto.context.feature.pop("label_index"), None),
    (label(10), "label=10"),
    (set_flow(bytes(4)), "flow=bytes"),
    (set_flow(bytes(13)), "flow=3.25 values"),
    (set_flow(bytes(12)), "flow=3 values"),
    (set_flow(b""), "flow=0 values"),
    (as_floats, "flow=floats"),
    (two_strings, "flow=2 strings"),
    (drop("rgb_feature"), "rgb=2 frames, flow=3 frames"),
    (
        lambda proto: proto.feature_lists.feature_list.pop("flow_feature"),
        "feature_names='flow'",
    ),
]


@pytest.mark.parametrize(("change", "received"), MONET_CHANGES)
def test_accepts_what_parsing_accepts(pair, layout_of, change, received):
    good = monet_record(pair)
    layout = layout_of(good)
    record = changed(good, change)
    fault = find_fault(record, layout)
    assert (None if fault is None else fault.received) == received
    if received is None:
        parse(record, layout)
    else:
        with pytest.raises(tf.errors.InvalidArgumentError):
            parse(record, layout)


def parse(record, layout):
    return parse_frame_batch(
        tf.constant([0], tf.int64), tf.constant([record]), layout
    )


@pytest.mark.parametrize("name", ["rgb_feature", "flow_feature"])
def test_free_lengths(pair, layout_of, name):
    good = monet_record(pair)
    record = changed(good, drop(name))
    fault = find_fault(record, layout_of(good))
    assert fault.what == "features differ in their number of frames"
    assert fault.fix == "Set --align_flow"
    layout = layout_of(good, free_lengths=("flow",))
    assert find_fault(record, layout) is None
    parse(record, layout)


def test_free_lengths_are_at_least_one(pair, layout_of):
    good = monet_record(pair)
    layout = layout_of(good, free_lengths=("flow",))
    for _ in range(3):
        good = changed(
            good,
            lambda p: p.feature_lists.feature_list[
                "flow_feature"
            ].feature.pop(),
        )
    fault = find_fault(good, layout)
    assert fault.what == "a video without frames"
    assert fault.received == "rgb=3 frames, flow=0 frames"


def test_other_features_stay_bound(pair, layout_of):
    pair["features"]["audio"] = np.ones([3, 2], "float32")
    sizes = SIZES | {"audio": 2}
    layout = layout_of(frame_record(pair), sizes, free_lengths=("flow",))
    pair["features"]["flow"] = pair["features"]["flow"][:1]
    assert find_fault(frame_record(pair), layout) is None
    pair["features"]["audio"] = pair["features"]["audio"][:2]
    fault = find_fault(frame_record(pair), layout)
    assert fault.received == "rgb=3 frames, flow=1 frames, audio=2 frames"
    assert fault.fix is None
