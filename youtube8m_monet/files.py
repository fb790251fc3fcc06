"""Whole-or-nothing files, local or gs://."""

import contextlib
import os
import tempfile

import tensorflow as tf


def write_text(path, text):
    """Writes a text file under a temporary name, then renames it."""
    temporary = path + ".partial"
    with tf.io.gfile.GFile(temporary, "w") as file:
        file.write(text)
    tf.io.gfile.rename(temporary, path, overwrite=True)


@contextlib.contextmanager
def written_whole(path):
    """Yields a local path to write; at the end its file gets its real name.

    If the block raises, nothing appears under `path`.

    Args:
        path: The final name, local or gs://.
    """
    suffix = os.path.basename(path)
    remote = "://" in path
    folder = None if remote else os.path.dirname(os.path.abspath(path))
    with tempfile.TemporaryDirectory(prefix=".partial-", dir=folder) as scratch:
        local = os.path.join(scratch, suffix)
        yield local
        if remote:
            # An object appears in a bucket only once it is complete.
            tf.io.gfile.copy(local, path, overwrite=True)
        else:
            os.replace(local, path)


@contextlib.contextmanager
def read_locally(path):
    """Yields a local path that holds the same bytes as `path`."""
    if "://" not in path:
        yield path
        return
    with tempfile.TemporaryDirectory() as scratch:
        local = os.path.join(scratch, os.path.basename(path))
        tf.io.gfile.copy(path, local)
        yield local
