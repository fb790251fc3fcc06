import pytest

from youtube8m_monet.data import list_shards
from youtube8m_monet.data.samples.sample_files import (
    default_folder,
    make_files,
)


def test_the_cache_folder_is_the_users(monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/c")
    assert default_folder("sample-2") == "/c/youtube8m_monet/sample-2"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/u")
    assert default_folder("x") == "/home/u/.cache/youtube8m_monet/x"


def test_only_what_is_missing_is_written(tmp_path):
    made = []

    def records_of(split, shard):
        made.append((split, shard))
        return [b"record"] * (shard + 1)

    shards = {"train": 2, "validate": 1}
    sample = make_files(str(tmp_path), shards, records_of)
    assert made == [("train", 0), ("train", 1), ("validate", 0)]
    assert len(list_shards(sample.train)) == 2
    assert len(list_shards(sample.validate)) == 1
    (tmp_path / "train0001.tfrecord").unlink()
    make_files(str(tmp_path), shards, records_of)
    assert made[3:] == [("train", 1)]


def test_a_failure_leaves_no_half_shard(tmp_path):
    def records_of(split, shard):
        yield b"record"
        raise RuntimeError("no space left")

    with pytest.raises(RuntimeError):
        make_files(str(tmp_path), {"train": 1}, records_of)
    assert list(tmp_path.iterdir()) == []
