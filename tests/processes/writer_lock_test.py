import os
import subprocess
import sys

import pytest

from youtube8m_monet.processes import writer_lock as module
from youtube8m_monet.processes.writer_lock import WriterLock


def test_one_at_a_time(tmp_path):
    path = str(tmp_path / "lock")
    first = WriterLock(path)
    for _ in range(2):
        with pytest.raises(BlockingIOError):
            WriterLock(path)
    first.release()
    assert not os.path.exists(path)
    second = WriterLock(path)
    first.release()
    with pytest.raises(BlockingIOError):
        WriterLock(path)
    second.release()


def test_a_killed_process_leaves_no_lock(tmp_path):
    path = str(tmp_path / "lock")
    script = f"""
import os, signal
from youtube8m_monet.processes.writer_lock import WriterLock
lock = WriterLock({path!r})
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True)
    assert done.returncode == -9, done.stderr
    assert os.path.exists(path)
    WriterLock(path).release()
    assert not os.path.exists(path)


def test_a_file_that_went_meanwhile_is_no_lock(tmp_path, monkeypatch):
    """Its holder gave it back between opening and locking."""
    path = str(tmp_path / "lock")
    first = WriterLock(path)
    flock = module.fcntl.flock

    def late(file, operation):
        monkeypatch.setattr(module.fcntl, "flock", flock)
        first.release()
        flock(file, operation)

    monkeypatch.setattr(module.fcntl, "flock", late)
    second = WriterLock(path)
    assert os.path.exists(path)
    with pytest.raises(BlockingIOError):
        WriterLock(path)
    second.release()


def test_a_file_system_without_locks(tmp_path, monkeypatch):
    def flock(descriptor, operation):
        raise OSError(module.errno.ENOLCK, "No locks available")

    monkeypatch.setattr(module.fcntl, "flock", flock)
    WriterLock(str(tmp_path / "lock")).release()
    assert not os.listdir(tmp_path)


def test_the_file_goes_before_the_lock(tmp_path, monkeypatch):
    """Else it may be the file of whoever took the lock in between."""
    path, close, seen = str(tmp_path / "lock"), os.close, []
    lock = WriterLock(path)

    def look_and_close(descriptor):
        seen.append(os.path.exists(path))
        close(descriptor)

    monkeypatch.setattr(module.os, "close", look_and_close)
    lock.release()
    assert seen == [False]
