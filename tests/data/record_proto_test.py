"""Tests `RecordProto`."""

import pytest
import tensorflow as tf

from tests.data.records import (
    MONET_KEYS,
    frame_record,
    monet_record,
    random_videos,
    video_record,
)
from youtube8m_monet.data.record_proto import (
    RecordProto,
    is_sound,
    size_of,
    storage_of,
)


@pytest.mark.parametrize(
    ("dtype", "storage"), [("uint8", "bytes"), ("float32", "floats")]
)
def test_frame_level(dtype, storage):
    (video,) = random_videos(
        1, {"rgb": 5, "audio": 2}, 9, frames=(3, 3), dtype=dtype
    )
    record = RecordProto(frame_record(video, id_key="video_id"))
    assert record.kind == "frame"
    assert record.id_key == "video_id"
    assert record.video_id("video_id") == video["id"]
    assert record.feature_names == ("audio", "rgb")
    frames = record.frames("rgb")
    assert [size_of(frame, storage) for frame in frames] == [5, 5, 5]
    assert storage_of(frames[0], 5) == storage
    assert record.label_key == "labels"


def test_video_level():
    (video,) = random_videos(1, {"mean_rgb": 5}, 9)
    record = RecordProto(video_record(video))
    assert record.kind == "video"
    assert record.id_key == "id"
    assert record.feature_names == ("mean_rgb",)
    assert size_of(record.frames("mean_rgb")[0], "floats") == 5
    assert record.label_key == "labels"


def test_layout_of_the_monet_authors():
    sizes = {"rgb": 5, "flow": 2, "monet_flow": 2}
    (video,) = random_videos(1, sizes, 9, frames=(3, 3), dtype="float32")
    record = RecordProto(monet_record(video))
    assert record.id_key == "video"
    assert record.label_key == "label_index"
    for name in sizes:
        assert record.feature_key(name) == MONET_KEYS[name]
        assert record.feature_key(MONET_KEYS[name]) == MONET_KEYS[name]
    frame = record.frames("rgb_feature")[0]
    assert storage_of(frame, 5) == "float_bytes"
    assert size_of(frame, "float_bytes") == 5


def test_a_name_that_is_there_wins():
    features = {"rgb": 5, "rgb_feature": 5}
    (video,) = random_videos(1, features, 9, frames=(3, 3))
    record = RecordProto(frame_record(video))
    assert record.feature_key("rgb") == "rgb"
    assert record.feature_key("rgb_feature") == "rgb_feature"
    assert record.feature_key("flow") == "flow"


@pytest.mark.parametrize("otherwise", ["bytes", "float_bytes"])
def test_byte_strings_are_told_apart_by_their_size(otherwise):
    frame = tf.train.Feature()
    frame.bytes_list.value.append(bytes(8))
    assert storage_of(frame, 8, otherwise) == "bytes"
    assert storage_of(frame, 2, otherwise) == "float_bytes"
    assert storage_of(frame, 3, otherwise) == otherwise
    assert size_of(frame, "bytes") == 8
    assert size_of(frame, "float_bytes") == 2


@pytest.mark.parametrize("storage", ["bytes", "floats", "float_bytes"])
def test_sound_vectors(storage):
    frame = tf.train.Feature()
    assert not is_sound(frame, 3, storage)
    if storage == "floats":
        frame.float_list.value.extend([0.0] * 3)
    else:
        width = 12 if storage == "float_bytes" else 3
        frame.bytes_list.value.append(bytes(width))
    for other in ("bytes", "floats", "float_bytes"):
        assert is_sound(frame, 3, other) == (other == storage)
    assert not is_sound(frame, 4, storage)
    if storage != "floats":
        frame.bytes_list.value.append(b"")
        assert not is_sound(frame, 3, storage)


def test_other_types_are_no_storage():
    frame = tf.train.Feature()
    frame.int64_list.value.append(1)
    assert storage_of(frame, 1) is None
    assert storage_of(tf.train.Feature(), 1) is None


def test_neither():
    with pytest.raises(ValueError, match="neither Example"):
        RecordProto(b"no protocol buffer")
