"""Small data sets that the tests of this folder share."""

import pytest

from tests.data.records import (
    random_videos,
    write_frame_shard,
    write_video_shard,
)
from youtube8m_monet.data import RecordSchema, detect_layout

FRAME_FEATURES = {"rgb": 8, "audio": 4}
VIDEO_FEATURES = {"mean_rgb": 6, "mean_audio": 3}
NUM_CLASSES = 10
SHARD_SIZES = (5, 0, 9, 3, 6)


@pytest.fixture
def frame_schema():
    return RecordSchema("frame", FRAME_FEATURES, NUM_CLASSES, max_frames=12)


@pytest.fixture
def video_schema():
    return RecordSchema("video", VIDEO_FEATURES, NUM_CLASSES)


@pytest.fixture
def frame_videos():
    """The videos of each shard."""
    return [
        random_videos(n, FRAME_FEATURES, NUM_CLASSES, seed, frames=(3, 12))
        for seed, n in enumerate(SHARD_SIZES)
    ]


@pytest.fixture
def video_videos():
    """The videos of each shard, video-level."""
    return [
        random_videos(n, VIDEO_FEATURES, NUM_CLASSES, seed)
        for seed, n in enumerate(SHARD_SIZES)
    ]


@pytest.fixture
def frame_shards(tmp_path, frame_videos):
    return tuple(
        write_frame_shard(tmp_path / f"frame{i}.tfrecord", videos)
        for i, videos in enumerate(frame_videos)
    )


@pytest.fixture
def video_shards(tmp_path, video_videos):
    return tuple(
        write_video_shard(tmp_path / f"video{i}.tfrecord", videos)
        for i, videos in enumerate(video_videos)
    )


@pytest.fixture
def frame_layout(frame_shards, frame_schema):
    return detect_layout(frame_shards, frame_schema)


@pytest.fixture
def video_layout(video_shards, video_schema):
    return detect_layout(video_shards, video_schema)
