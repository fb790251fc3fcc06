import os

import pytest
import tensorflow as tf

from youtube8m_monet.files import read_locally, write_text, written_whole

# TensorFlow's file system in memory stands for a remote one.
REMOTE = "ram://files_test"


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def stop_halfway(path):
    with written_whole(path) as local:
        write(local, "half")
        raise RuntimeError("stop")


def test_write_text_replaces_the_whole_file(tmp_path):
    path = tmp_path / "a.txt"
    write_text(str(path), "long and old")
    write_text(str(path), "new")
    assert path.read_text() == "new"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_written_whole_appears_at_the_end(tmp_path):
    path = tmp_path / "a.h5"
    with written_whole(str(path)) as local:
        assert os.path.basename(local) == "a.h5"
        write(local, "bytes")
        assert not path.exists()
    assert path.read_text() == "bytes"
    assert os.listdir(tmp_path) == ["a.h5"]


def test_written_whole_leaves_the_old_file_when_it_fails(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError, match="stop"):
        stop_halfway(str(path))
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_written_whole_works_in_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with written_whole("a.txt") as local:
        write(local, "bytes")
    assert (tmp_path / "a.txt").read_text() == "bytes"


def test_remote_files_are_written_and_read():
    path = f"{REMOTE}/a.txt"
    with written_whole(path) as local:
        write(local, "bytes")
        assert not tf.io.gfile.exists(path)
    with read_locally(path) as local:
        assert os.path.basename(local) == "a.txt"
        with open(local) as file:
            assert file.read() == "bytes"
    assert not os.path.exists(local)


def test_remote_files_do_not_appear_when_writing_fails():
    path = f"{REMOTE}/b.txt"
    with pytest.raises(RuntimeError, match="stop"):
        stop_halfway(path)
    assert not tf.io.gfile.exists(path)


def test_local_files_are_read_where_they_are(tmp_path):
    path = str(tmp_path / "a.txt")
    with read_locally(path) as local:
        assert local == path


def test_a_local_file_is_renamed_and_not_copied(tmp_path):
    """A copy could be seen half, and a rename cannot leave the disk."""
    path = tmp_path / "a.txt"
    with written_whole(str(path)) as local:
        write(local, "bytes")
        assert os.path.dirname(os.path.dirname(local)) == str(tmp_path)
        number = os.stat(local).st_ino
    assert path.stat().st_ino == number
