"""Lets one process at a time write a file."""

import errno
import fcntl
import os

# File systems without locks: there one has to see to it oneself.
_NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS)


class WriterLock:
    """Lets one process at a time write a file.

    The system gives the lock back when the process ends, however that comes.

    Args:
        path: Of a file that stands for the lock; it goes with it.

    Raises:
        BlockingIOError: If another process, or lock, has it.
    """

    def __init__(self, path):
        self._path = path
        self._descriptor = _lock(path)

    def release(self):
        """Gives the lock back; once is enough."""
        if self._descriptor is not None:
            os.remove(self._path)
            os.close(self._descriptor)
            self._descriptor = None


def _lock(path):
    """Returns the descriptor of the locked file."""
    while True:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                os.close(descriptor)
                raise
        # Whoever had the lock before may have removed this file since.
        if _is_at(descriptor, path):
            return descriptor
        os.close(descriptor)


def _is_at(descriptor, path):
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False
