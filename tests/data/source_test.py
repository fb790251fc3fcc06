import types

import pytest

from tests.data.records import random_videos, write_frame_shard
from youtube8m_monet.data import RecordSchema, source
from youtube8m_monet.data.samples.sample_files import Sample
from youtube8m_monet.errors import UserError

FEATURES = {"rgb": 8, "audio": 4}


@pytest.fixture
def videos():
    return random_videos(3, FEATURES, 10, frames=(2, 5))


def schema(**features):
    return RecordSchema("frame", features or FEATURES, 10)


def test_shards_and_layout(tmp_path, videos):
    paths = [
        write_frame_shard(tmp_path / f"{name}.tfrecord", videos)
        for name in "ab"
    ]
    shards, layout = source.open_records(
        str(tmp_path / "*.tfrecord"), "train_data_pattern", schema(), "train"
    )
    assert list(shards) == paths
    assert layout.schema == schema()


def test_no_match_names_the_flag(tmp_path):
    pattern = str(tmp_path / "*.tfrecord")
    with pytest.raises(UserError) as error:
        source.open_records(pattern, "eval_data_pattern", schema(), "validate")
    assert f"eval_data_pattern={pattern!r}" in str(error.value)


@pytest.mark.parametrize("split", ["train", "validate"])
def test_without_a_pattern_the_sample_is_used_and_named(
    tmp_path, videos, monkeypatch, capsys, split
):
    for name in ("train", "validate"):
        write_frame_shard(tmp_path / f"{name}0.tfrecord", videos)
    patterns = Sample(str(tmp_path / "train*"), str(tmp_path / "validate*"))
    found = types.SimpleNamespace(make_sample=lambda: patterns)
    monkeypatch.setattr(source, "find_sample", {"rhythm": found}.get)
    shards, _ = source.open_records("", "x_data_pattern", schema(), split)
    assert list(shards) == [str(tmp_path / f"{split}0.tfrecord")]
    said = capsys.readouterr().out
    assert "No --x_data_pattern: using the built-in sample" in said
    assert str(tmp_path / f"{split}*") in said
