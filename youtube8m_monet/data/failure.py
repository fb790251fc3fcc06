"""Turns TensorFlow's reading errors into errors that name the record."""

import itertools
import re

import tensorflow as tf

from youtube8m_monet.data.framing import (
    HEADER_SIZE,
    find_record,
    starts_record,
    walk_records,
)
from youtube8m_monet.data.packing import unpack
from youtube8m_monet.data.parsing import ORIGIN_MARK
from youtube8m_monet.data.validation import find_fault
from youtube8m_monet.errors import UserError

_OURS = re.compile(r"UserError: (.*?)\nTraceback", re.DOTALL)
_ORIGIN = re.compile(ORIGIN_MARK + r"(\d+)")
_OFFSET = re.compile(r"(?:corrupted|truncated) record at (\d+)")
_UNPARSABLE = "Could not parse example input"


def is_record_failure(error):
    """Says whether a TensorFlow error comes from the records.

    Args:
        error: Any exception.
    """
    if not isinstance(error, tf.errors.OpError):
        return False
    patterns = (_OURS, _ORIGIN, _OFFSET, re.compile(_UNPARSABLE))
    return any(pattern.search(str(error)) for pattern in patterns)


def explain_failure(error, shards, layout):
    """Returns the `UserError` that names the record behind an error.

    Args:
        error: What TensorFlow raised while a dataset of ours was read.
        shards: Files, in the order in which the dataset got them.
        layout: Their `RecordLayout`.
    """
    message = str(error)
    ours = _OURS.search(message)
    if ours:
        return UserError(ours[1])
    try:
        found = next(_suspects(message, shards, layout), None)
    except tf.errors.OpError:
        found = None
    if found is not None:
        return found
    return UserError(
        f"The data cannot be read: {message}",
        fix="Check the data pattern and the right to read the files.",
    )


def _suspects(message, shards, layout):
    """Yields a `UserError` for each bad record that may have been meant."""
    origin = _ORIGIN.search(message)
    offset = _OFFSET.search(message)
    if origin:
        shard, number = unpack(int(origin[1]))
        yield from _faults(shards[shard], layout, number=number)
    elif offset:
        yield from _broken_records(shards, int(offset[1]))
    elif _UNPARSABLE in message:
        for shard in shards:
            yield from _faults(shard, layout)


def _broken_records(shards, offset):
    """Yields the records whose framing TensorFlow may have found broken.

    It names no file. Where the data are broken, its offset is theirs, and a
    sound length lies before them; else it is that of the length.
    """
    start = offset - HEADER_SIZE
    of_data = (
        (shard, start) for shard in shards if starts_record(shard, start)
    )
    of_length = ((shard, offset) for shard in shards)
    for shard, place in itertools.chain(of_data, of_length):
        raw = find_record(shard, place)
        if raw is not None and raw.fault is not None:
            yield raw.fault.error(shard, raw.number, raw.offset)


def _faults(shard, layout, number=None):
    """Yields a shard's faults, or those of one record of it."""
    for raw in walk_records(shard):
        if number not in (None, raw.number):
            continue
        fault = raw.fault or find_fault(raw.data, layout)
        if fault is not None:
            yield fault.error(shard, raw.number, raw.offset)
