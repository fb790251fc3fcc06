"""Tests that faults are named, and only faults."""

import numpy as np
import pytest
import tensorflow as tf

from tests.data.records import frame_record, random_videos, video_record
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
