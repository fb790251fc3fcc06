"""Damages TFRecord files, and asks what the errors say."""

import pathlib
import struct

import pytest
import tensorflow as tf

from youtube8m_monet.data import explain_failure


def offsets(path):
    """Returns the offset of each record and, last, the file's size."""
    data = pathlib.Path(path).read_bytes()
    found = [0]
    while found[-1] < len(data):
        (length,) = struct.unpack_from("<Q", data, found[-1])
        found.append(found[-1] + length + 16)
    return found


def flip_byte(path, offset):
    """Changes one byte of a file."""
    path = pathlib.Path(path)
    data = bytearray(path.read_bytes())
    data[offset] ^= 0xFF
    path.write_bytes(data)


def truncate(path, size):
    """Cuts a file to `size` bytes."""
    path = pathlib.Path(path)
    path.write_bytes(path.read_bytes()[:size])


def failure_text(dataset, shards, layout):
    """Reads a dataset, which must fail, and returns the explanation."""
    with pytest.raises(tf.errors.OpError) as caught:
        for _ in dataset:
            pass
    return str(explain_failure(caught.value, shards, layout))
