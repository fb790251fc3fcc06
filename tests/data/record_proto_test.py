"""Tests `RecordProto`."""

import pytest

from tests.data.records import frame_record, random_videos, video_record
from youtube8m_monet.data.record_proto import (
    RecordProto,
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
    assert [size_of(frame) for frame in record.frames("rgb")] == [5, 5, 5]
    assert storage_of(record.frames("rgb")[0]) == storage


def test_video_level():
    (video,) = random_videos(1, {"mean_rgb": 5}, 9)
    record = RecordProto(video_record(video))
    assert record.kind == "video"
    assert record.id_key == "id"
    assert record.feature_names == ("mean_rgb",)
    assert size_of(record.frames("mean_rgb")[0]) == 5


def test_neither():
    with pytest.raises(ValueError, match="neither Example"):
        RecordProto(b"no protocol buffer")
