"""Tests what is found out from the first record."""

import dataclasses

import numpy as np
import pytest

from tests.data.damage import flip_byte, truncate
from tests.data.records import (
    random_videos,
    write_frame_shard,
    write_monet_shard,
    write_records,
)
from youtube8m_monet.data import BadRecords, RecordSchema, detect_layout
from youtube8m_monet.errors import UserError


def error_text(shards, schema, **kwargs):
    with pytest.raises(UserError) as caught:
        detect_layout(shards, schema, **kwargs)
    return str(caught.value)


@pytest.mark.parametrize("id_key", ["id", "video_id"])
@pytest.mark.parametrize(
    ("dtype", "storage"), [("uint8", "bytes"), ("float32", "floats")]
)
def test_frame_level(tmp_path, id_key, dtype, storage):
    videos = random_videos(1, {"rgb": 3}, 9, frames=(2, 4), dtype=dtype)
    empty = write_records(tmp_path / "a", [])
    shard = write_frame_shard(tmp_path / "b", videos, id_key)
    layout = detect_layout([empty, shard], RecordSchema("frame", {"rgb": 3}, 9))
    assert layout.id_key == id_key
    assert layout.storage == (("rgb", storage),)


def test_video_level(video_layout):
    assert video_layout.id_key == "id"
    assert video_layout.storage == (
        ("mean_rgb", "floats"),
        ("mean_audio", "floats"),
    )


def test_frame_level_model_on_video_level_records(video_shards, frame_schema):
    text = error_text(video_shards, frame_schema, flag="eval_data_pattern")
    assert "video-level where the model needs frame-level" in text
    assert "with features mean_audio, mean_rgb" in text
    assert "Choose a video-level --model, or" in text
    assert "let --eval_data_pattern match frame-level records" in text


def test_video_level_model_on_frame_level_records(frame_shards, video_schema):
    text = error_text(frame_shards, video_schema)
    assert "frame-level where the model needs video-level" in text
    assert "Choose a frame-level --model, or" in text
    assert "let --train_data_pattern match video-level records" in text
    assert "on_bad_record" not in text


@pytest.mark.parametrize("kind", ["frame", "video"])
def test_missing_feature(kind, frame_shards, video_shards):
    shards = frame_shards if kind == "frame" else video_shards
    known = "audio, rgb" if kind == "frame" else "mean_audio, mean_rgb"
    text = error_text(shards, RecordSchema(kind, {"flow": 8}, 10))
    assert "no feature 'flow'" in text
    assert f"Expected: one of {known}." in text
    assert "Set --feature_names." in text


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_wrong_size(tmp_path, dtype):
    videos = random_videos(1, {"rgb": 3}, 9, frames=(2, 4), dtype=dtype)
    shard = write_frame_shard(tmp_path / "a", videos)
    text = error_text([shard], RecordSchema("frame", {"rgb": 1024}, 9))
    assert f"{shard}, record 0 at byte 0, video 'v000000'" in text
    assert "Expected: 1024 values a vector." in text
    assert "Received: rgb=3 values." in text
    assert "Set --feature_sizes." in text


def test_no_records(tmp_path, frame_schema):
    shards = [write_records(tmp_path / name, []) for name in "ab"]
    text = error_text(shards, frame_schema, flag="eval_data_pattern")
    assert text.startswith("The files of --eval_data_pattern hold no records.")
    assert "files=2" in text


def test_not_a_tfrecord_file(tmp_path, frame_schema):
    path = tmp_path / "vocabulary.csv"
    path.write_text("Index,TrainVideoCount,Name\n")
    text = error_text([str(path)], frame_schema)
    assert f"{path}, record 0 at byte 0: not a TFRecord file." in text


def test_missing_file(tmp_path, frame_schema):
    text = error_text([str(tmp_path / "none")], frame_schema)
    assert text.startswith("A file cannot be read:")


def test_record_without_an_id(tmp_path, frame_schema):
    videos = random_videos(1, {"rgb": 8, "audio": 4}, 9, frames=(2, 4))
    shard = write_frame_shard(tmp_path / "a", videos, id_key="name")
    text = error_text([shard], frame_schema)
    assert "no video id" in text
    assert "Received: features=labels, name." in text


def test_video_without_frames(tmp_path, frame_schema):
    (video,) = random_videos(1, {"rgb": 8, "audio": 4}, 9, frames=(2, 4))
    video["features"]["audio"] = np.zeros([0, 4], "uint8")
    video["features"]["rgb"] = np.zeros([0, 8], "uint8")
    shard = write_frame_shard(tmp_path / "a", [video])
    assert "without frames" in error_text([shard], frame_schema)


def test_skipping_goes_on_to_the_first_readable_record(
    frame_shards, frame_schema
):
    flip_byte(frame_shards[0], 40)
    truncate(frame_shards[2], 30)
    assert "corrupted data" in error_text(frame_shards, frame_schema)
    layout = detect_layout(
        frame_shards, frame_schema, bad_records=BadRecords("skip")
    )
    assert layout.id_key == "id"


def test_skipping_ends_where_all_is_bad(tmp_path, frame_schema):
    shard = write_records(tmp_path / "a", [b"no record"] * 3)
    text = error_text([shard], frame_schema, bad_records=BadRecords("skip"))
    assert text.startswith("Every record is bad. Bad records left out: 3")
    few = BadRecords("skip", max_bad_records=2)
    text = error_text([shard], frame_schema, bad_records=few)
    assert text.startswith("There are too many bad records.")
    assert f"{shard}, record 0 at byte 0: not an Example" in text


@pytest.mark.parametrize(
    ("features", "flag"),
    [({"rgb": 1024}, "feature_sizes"), ({"sound": 4}, "feature_names")],
)
def test_the_features_of_a_run_are_no_flags_matter(
    frame_shards, features, flag
):
    schema = RecordSchema("frame", features, 10)
    assert f"Set --{flag}" in error_text(frame_shards, schema)
    schema = dataclasses.replace(schema, of_run=True)
    text = error_text(frame_shards, schema)
    assert text.endswith("Read records like those that the run was trained on.")


def test_skipping_does_not_excuse_wrong_flags(frame_shards):
    schema = RecordSchema("frame", {"rgb": 1024}, 10)
    text = error_text(frame_shards, schema, bad_records=BadRecords("skip"))
    assert "Set --feature_sizes." in text


MONET_SIZES = {"rgb": 8, "flow": 4, "monet_flow": 4}


@pytest.fixture
def monet_shard(tmp_path):
    videos = random_videos(
        3, MONET_SIZES, 9, frames=(2, 4), dtype="float32", labels=1
    )
    return write_monet_shard(tmp_path / "a", videos)


def test_layout_of_the_monet_authors(monet_shard):
    layout = detect_layout([monet_shard], RecordSchema("frame", MONET_SIZES, 9))
    assert layout.id_key == "video"
    assert layout.label_key == "label_index"
    assert layout.fields == (
        ("rgb", "rgb_feature", 8, "float_bytes"),
        ("flow", "flow_feature", 4, "float_bytes"),
        ("monet_flow", "Monet_flow_feature", 4, "float_bytes"),
    )


def test_names_as_they_are_in_the_records(monet_shard):
    schema = RecordSchema("frame", {"rgb_feature": 8}, 9)
    layout = detect_layout([monet_shard], schema)
    assert layout.keys == ()
    assert layout.fields == (("rgb_feature", "rgb_feature", 8, "float_bytes"),)


def test_a_missing_feature_has_the_name_asked_for(monet_shard):
    text = error_text([monet_shard], RecordSchema("frame", {"audio": 8}, 9))
    assert "no feature 'audio'" in text
    known = "Monet_flow_feature, flow_feature, rgb_feature"
    assert f"Expected: one of {known}." in text


def test_wrong_size_of_float_bytes(monet_shard):
    text = error_text([monet_shard], RecordSchema("frame", {"rgb": 1024}, 9))
    assert "feature 'rgb' has the wrong size" in text
    assert "Received: rgb=32 values, 8 if they are float32." in text
    assert "Set --feature_sizes." in text


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_youtube8m_records_with_flow(tmp_path, dtype):
    (video,) = random_videos(1, {"rgb": 8}, 9, frames=(4, 4))
    (other,) = random_videos(1, {"flow": 4}, 9, frames=(4, 4), dtype=dtype)
    video["features"] |= other["features"]
    shard = write_frame_shard(tmp_path / "a", [video])
    schema = RecordSchema("frame", {"rgb": 8, "flow": 4}, 9)
    storage = {"uint8": "bytes", "float32": "floats"}[dtype]
    assert detect_layout([shard], schema).storage == (
        ("rgb", "bytes"),
        ("flow", storage),
    )


def flow_shard(tmp_path, num_flow, num_rgb=4):
    frames = {"rgb": (num_rgb, num_rgb), "flow": (num_flow, num_flow)}
    videos = random_videos(1, {"rgb": 8, "flow": 4}, 9, frames=frames)
    return write_frame_shard(tmp_path / "a", videos)


@pytest.mark.parametrize("names", ["rgb flow", "flow rgb"])
def test_flow_of_another_length(tmp_path, names):
    shard = flow_shard(tmp_path, num_flow=3)
    sizes = {name: {"rgb": 8, "flow": 4}[name] for name in names.split()}
    text = error_text([shard], RecordSchema("frame", sizes, 9))
    assert "features differ in their number of frames" in text
    assert "flow=3 frames" in text
    assert "Set --align_flow." in text
    schema = RecordSchema("frame", sizes, 9, free_lengths=("flow",))
    assert detect_layout([shard], schema).schema.free_lengths == ("flow",)


def test_flow_without_frames(tmp_path):
    (video,) = random_videos(1, {"rgb": 8, "flow": 4}, 9, frames=(3, 3))
    video["features"]["flow"] = np.zeros([0, 4], "uint8")
    shard = write_frame_shard(tmp_path / "a", [video])
    schema = RecordSchema(
        "frame", {"rgb": 8, "flow": 4}, 9, free_lengths=["flow"]
    )
    text = error_text([shard], schema)
    assert "without frames" in text
    assert "rgb=3 frames, flow=0 frames" in text


def test_real_pairs(shared_data):
    shard = f"{shared_data}/i3d_pairs/pairs.tfrecord"
    schema = RecordSchema("frame", {"rgb": 1024, "flow": 1024}, 3862)
    layout = detect_layout([shard], schema)
    assert layout.id_key == "video"
    assert layout.label_key == "label_index"
    assert layout.fields == (
        ("rgb", "rgb_feature", 1024, "float_bytes"),
        ("flow", "flow_feature", 1024, "float_bytes"),
    )


def test_skipping_passes_over_a_file_that_was_cut(frame_shards, frame_schema):
    """What would mend the file is no reason to stop."""
    truncate(frame_shards[0], 30)
    bad_records = BadRecords("skip")
    detect_layout(frame_shards, frame_schema, bad_records=bad_records)
    assert bad_records.count == 1


def test_the_kind_of_a_run_is_no_flags_matter(video_shards, frame_schema):
    schema = dataclasses.replace(frame_schema, of_run=True)
    text = error_text(video_shards, schema, flag="eval_data_pattern")
    assert text.endswith("Let --eval_data_pattern match frame-level records.")
