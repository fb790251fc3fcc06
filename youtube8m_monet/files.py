"""Whole-or-nothing files, local or gs://."""

import contextlib
import os
import tempfile

import tensorflow as tf


def make_folder(path):
    """Makes a folder, unless there is one.

    A bucket knows no folders, only longer names. What is made sure of there is
    the bucket: that there is none, TensorFlow would say only after minutes of
    trying to write to it.

    Args:
        path: Local or gs://.

    Raises:
        OpError: If that is not possible.
    """
    if "://" in path:
        tf.io.gfile.glob(os.path.join(path, "*"))
    else:
        tf.io.gfile.makedirs(path)


def write_text(path, text):
    """Writes a text file, local or gs://, whole or not at all."""
    with written_whole(path) as local, open(local, "w") as file:
        file.write(text)


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
