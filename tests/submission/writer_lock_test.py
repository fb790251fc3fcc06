import os
import subprocess
import sys

import pytest

from youtube8m_monet.submission import writer_lock as module
from youtube8m_monet.submission.writer_lock import WriterLock


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
from youtube8m_monet.submission.writer_lock import WriterLock
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
