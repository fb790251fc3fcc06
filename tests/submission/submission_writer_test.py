import contextlib
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import pytest
import tensorflow as tf

from youtube8m_monet.errors import UserError
from youtube8m_monet.submission import HEADER, SubmissionWriter
from youtube8m_monet.submission import submission_writer as module

ORIGIN = {"checkpoint": "run/step_30", "input_data_pattern": "test*.tfrecord"}
IDS = [f"v{i:03d}" for i in range(10)]
PREDICTIONS = np.random.default_rng(0).random((10, 30), np.float32)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "out" / "predictions.csv"


def write_rest(writer, stop=10, batch_size=3):
    for start in range(writer.num_done, stop, batch_size):
        rows = slice(start, min(start + batch_size, stop))
        writer.write(IDS[rows], PREDICTIONS[rows])


def interrupted(path, stop=5, origin=ORIGIN, top_k=4):
    """Leaves what a run leaves that dies after `stop` videos."""
    writer = SubmissionWriter(path, top_k, origin)
    write_rest(writer, stop)
    writer.close()
    return path.with_name(path.name + ".partial")


@pytest.fixture
def expected(tmp_path):
    path = tmp_path / "straight.csv"
    with SubmissionWriter(path, 4, ORIGIN) as writer:
        write_rest(writer)
    return path.read_text()


def check_complete(path, expected):
    assert path.read_text() == expected
    assert os.listdir(path.parent) == [path.name]


def test_content(expected):
    lines = expected.splitlines(keepends=True)
    assert lines[0] == HEADER
    assert [line.split(",")[0] for line in lines[1:]] == IDS
    assert all(len(line.split(" ")) == 8 for line in lines[1:])


def test_final_name_appears_at_commit(path, expected):
    writer = SubmissionWriter(path, 4, ORIGIN)
    write_rest(writer)
    assert not path.exists()
    assert writer.num_done == 10
    writer.commit()
    writer.commit()
    check_complete(path, expected)


def test_every_batch_reaches_the_file(path):
    partial = path.with_name(path.name + ".partial")
    writer = SubmissionWriter(path, 4, ORIGIN)
    for done in (3, 6, 9):
        write_rest(writer, done)
        assert partial.read_text().count("\n") == done + 1
    writer.close()


@pytest.mark.parametrize("stop", [0, 1, 5, 10])
def test_goes_on_where_it_stopped(path, expected, stop):
    interrupted(path, stop)
    with SubmissionWriter(path, 4, dict(reversed(ORIGIN.items()))) as writer:
        assert writer.num_done == stop
        assert writer.moved_aside is None
        write_rest(writer)
    check_complete(path, expected)


def test_any_cut_of_the_partial_file(path, expected):
    partial = interrupted(path, stop=3)
    whole = partial.read_bytes()
    for size in range(len(whole) + 1):
        partial.write_bytes(whole[:size])
        writer = SubmissionWriter(path, 4, ORIGIN)
        complete = whole[:size].count(b"\n")
        assert writer.num_done == max(0, complete - 1)
        write_rest(writer)
        writer.close()
        assert partial.read_text() == expected


def test_killed_process(path, expected):
    script = f"""
import os, signal
from tests.submission.submission_writer_test import *
writer = SubmissionWriter({os.fspath(path)!r}, 4, ORIGIN)
write_rest(writer, 6)
writer._file.write(b"v006,3 0.")
writer._file.flush()
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True)
    assert done.returncode == -9, done.stderr
    assert not path.exists()
    with SubmissionWriter(path, 4, ORIGIN) as writer:
        assert writer.num_done == 6
        write_rest(writer)
    check_complete(path, expected)


@pytest.mark.parametrize("origin", [ORIGIN, {"checkpoint": "other"}])
def test_two_at_once(path, expected, origin):
    with SubmissionWriter(path, 4, ORIGIN) as writer:
        write_rest(writer, 6)
        with pytest.raises(UserError, match="Another run is writing this file"):
            SubmissionWriter(path, 4, origin)
        write_rest(writer)
    check_complete(path, expected)


@contextlib.contextmanager
def dying_at(call, monkeypatch):
    """Lets the n-th rename of a file raise, as a kill would."""
    replace, rename, calls = os.replace, os.rename, []

    def dies(function):
        def call_or_die(*args):
            calls.append(args)
            if len(calls) == call:
                raise KeyboardInterrupt
            return function(*args)

        return call_or_die

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", dies(replace))
        patched.setattr(os, "rename", dies(rename))
        yield


@pytest.mark.parametrize("call", range(1, 4))
def test_killed_between_renames(path, expected, monkeypatch, call):
    """Dies at the n-th rename of a run that finds another run's partial."""
    other = interrupted(path, origin={"checkpoint": "other"}).read_text()
    with dying_at(call, monkeypatch), pytest.raises(KeyboardInterrupt):
        SubmissionWriter(path, 4, ORIGIN)
    with SubmissionWriter(path, 4, ORIGIN) as writer:
        assert writer.num_done == 0
        write_rest(writer)
    assert path.read_text() == expected
    assert other in [
        file.read_text() for file in path.parent.glob("*.partial.*")
    ]


def test_killed_in_commit_before_the_rename(path, expected, monkeypatch):
    writer = SubmissionWriter(path, 4, ORIGIN)
    write_rest(writer)
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            writer.commit()
    writer.close()
    with SubmissionWriter(path, 4, ORIGIN) as writer:
        assert writer.num_done == 10
    check_complete(path, expected)


def test_killed_in_commit_after_the_rename(path, expected, monkeypatch):
    writer = SubmissionWriter(path, 4, ORIGIN)
    write_rest(writer)
    with monkeypatch.context() as patched:
        patched.setattr(os, "remove", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            writer.commit()
    writer.close()
    assert path.read_text() == expected
    with SubmissionWriter(path, 4, ORIGIN) as writer:
        assert writer.num_done == 0
        write_rest(writer)
    check_complete(path, expected)


@pytest.mark.parametrize(
    ("origin", "top_k"),
    [({**ORIGIN, "checkpoint": "run/step_40"}, 4), ({}, 4), (ORIGIN, 5)],
)
def test_another_origin_is_moved_aside(path, origin, top_k):
    before = interrupted(path, origin=origin, top_k=top_k).read_text()
    for number in (1, 2):
        writer = SubmissionWriter(path, 4, {"run": number})
        assert writer.num_done == 0
        assert writer.moved_aside == f"{path}.partial.{number}"
        writer.close()
    first = path.with_name(path.name + ".partial.1")
    assert first.read_text() == before
    sidecar = json.loads(first.with_name(first.name + ".json").read_text())
    assert sidecar == {**origin, "top_k": top_k}


@pytest.mark.parametrize("sidecar", [None, "", "{", "[]"])
def test_a_lost_or_broken_sidecar_is_another_origin(path, sidecar):
    partial = interrupted(path)
    sidecar_path = partial.with_name(partial.name + ".json")
    if sidecar is None:
        sidecar_path.unlink()
    else:
        sidecar_path.write_text(sidecar)
    writer = SubmissionWriter(path, 4, ORIGIN)
    assert writer.num_done == 0
    assert writer.moved_aside == f"{partial}.1"
    writer.close()


def test_an_error_keeps_the_partial_file(path, expected):
    def fail():
        with SubmissionWriter(path, 4, ORIGIN) as writer:
            write_rest(writer, 6)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not path.exists()
    with SubmissionWriter(path, 4, ORIGIN) as writer:
        assert writer.num_done == 6
        write_rest(writer)
    check_complete(path, expected)


def test_an_old_result_stays_until_commit(path, expected):
    path.parent.mkdir()
    path.write_text("old")
    writer = SubmissionWriter(path, 4, ORIGIN)
    write_rest(writer)
    assert path.read_text() == "old"
    writer.commit()
    check_complete(path, expected)


def test_a_refused_batch_writes_nothing(path):
    writer = SubmissionWriter(path, 4, ORIGIN)
    with pytest.raises(UserError, match="comma"):
        writer.write(["a", "b,c"], PREDICTIONS[:2])
    assert writer.num_done == 0
    writer.close()
    assert path.with_name(path.name + ".partial").read_text() == HEADER


def test_values_that_are_not_json(path):
    origin = {"path": path, "sizes": (1024, 128)}
    interrupted(path, origin=origin)
    writer = SubmissionWriter(path, 4, origin)
    assert writer.num_done == 5
    writer.close()


def test_bare_file_name(tmp_path, monkeypatch, expected):
    monkeypatch.chdir(tmp_path)
    with SubmissionWriter("bare.csv", 4, ORIGIN) as writer:
        write_rest(writer)
    assert (tmp_path / "bare.csv").read_text() == expected


def test_unwritable(tmp_path):
    (tmp_path / "file").write_text("")
    for bad in (tmp_path / "file" / "out.csv", tmp_path):
        with pytest.raises(UserError, match="Set --output_file"):
            SubmissionWriter(bad, 4, ORIGIN)


def test_remote(tmp_path, monkeypatch, expected):
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "tmp"))
    path = "ram://bucket/predictions.csv"
    writer = SubmissionWriter(path, 4, ORIGIN)
    write_rest(writer, 6)
    writer.close()
    sidecar = ["predictions.csv.partial.json"]
    assert tf.io.gfile.listdir("ram://bucket") == sidecar
    with SubmissionWriter(path, 4, ORIGIN) as writer:
        assert writer.num_done == 6
        write_rest(writer)
    with tf.io.gfile.GFile(path) as file:
        assert file.read() == expected
    assert tf.io.gfile.listdir("ram://bucket") == ["predictions.csv"]
    assert os.listdir(tmp_path / "tmp") == []


def test_remote_paths_of_one_name_do_not_meet():
    first = module._partial_path("gs://a/out.csv", remote=True)
    assert first != module._partial_path("gs://b/out.csv", remote=True)
    assert first.endswith("_out.csv.partial")


def test_unwritable_remote():
    with pytest.raises(UserError, match="Set --output_file"):
        SubmissionWriter("nowhere://bucket/out.csv", 4, ORIGIN)


def test_the_lines_are_on_the_disk_before_the_rename(path, monkeypatch):
    """Else a power cut may leave an empty file under the final name."""
    calls = []

    def noted(name, function):
        def call(*args):
            calls.append(name)
            return function(*args)

        return call

    writer = SubmissionWriter(path, 4, ORIGIN)
    write_rest(writer)
    for name in ("fsync", "replace"):
        monkeypatch.setattr(os, name, noted(name, getattr(os, name)))
    writer.commit()
    assert calls == ["fsync", "replace"]


@pytest.mark.parametrize("call", range(1, 4))
def test_what_is_moved_aside_keeps_its_origin(path, monkeypatch, call):
    """Also where the run dies between the two renames."""
    interrupted(path, origin={"checkpoint": "other"})
    with dying_at(call, monkeypatch), pytest.raises(KeyboardInterrupt):
        SubmissionWriter(path, 4, ORIGIN)
    SubmissionWriter(path, 4, ORIGIN).close()
    sidecars = path.parent.glob("*.partial.*.json")
    origins = [json.loads(file.read_text()) for file in sidecars]
    assert {"checkpoint": "other", "top_k": 4} in origins


def test_a_remote_file_of_many_blocks(tmp_path, monkeypatch, expected):
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "tmp"))
    monkeypatch.setattr(module, "_BLOCK", 100)
    path = "ram://blocks/predictions.csv"
    with SubmissionWriter(path, 4, ORIGIN) as writer:
        write_rest(writer)
    with tf.io.gfile.GFile(path) as file:
        assert file.read() == expected
