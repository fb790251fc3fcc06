"""Walks the framing of TFRecord files, without TensorFlow's readers.

TensorFlow's own reader is what training uses; this one knows byte offsets and
can go on behind a bad record.
"""

import dataclasses
import math
import struct

import google_crc32c
import tensorflow as tf

from youtube8m_monet.data.record_fault import RecordFault

_HEADER = struct.Struct("<QI")  # length of the data, masked CRC of the length
_FOOTER = struct.Struct("<I")  # masked CRC of the data
_GZIP = b"\x1f\x8b"
HEADER_SIZE = _HEADER.size
_OVERHEAD = _HEADER.size + _FOOTER.size


@dataclasses.dataclass(frozen=True)
class RawRecord:
    """One record of a shard: its bytes, or what is wrong with them.

    Args:
        number: Of the record in the shard, from 0.
        offset: Of the record in the shard, in bytes.
        data: The serialised record, None where `fault` is given.
        fault: The `RecordFault` of the framing, or None.
    """

    number: int
    offset: int
    data: bytes | None = None
    fault: RecordFault | None = None


def walk_records(shard):
    """Yields every record of a TFRecord file as a `RawRecord`.

    A record whose data fails its checksum has a fault, and the walk goes on
    behind it; where the framing itself is broken, the walk ends with a fault.
    """
    with tf.io.gfile.GFile(shard, "rb") as file:
        size = file.size()
        number = offset = 0
        while offset < size:
            record = _read_record(file, number, offset, size)
            yield record
            if record.fault is not None and record.fault.ends_shard:
                return
            offset = file.tell()
            number += 1


def starts_record(shard, offset):
    """Says whether a length with the right checksum lies at an offset."""
    with tf.io.gfile.GFile(shard, "rb") as file:
        if not 0 <= offset <= file.size() - _HEADER.size:
            return False
        file.seek(offset)
        header = file.read(_HEADER.size)
        return _HEADER.unpack(header)[1] == masked_crc(header[:8])


def find_record(shard, offset):
    """Returns the `RawRecord` at an offset, or None if none starts there.

    Those before it are passed over by their lengths, without their data.
    """
    number, start = count_records(shard, until=offset)
    with tf.io.gfile.GFile(shard, "rb") as file:
        size = file.size()
        if start != offset or offset >= size:
            return None
        file.seek(offset)
        return _read_record(file, number, offset, size)


def count_records(shard, most=math.inf, until=math.inf):
    """Counts records by their lengths alone, without reading their data.

    Args:
        shard: A TFRecord file.
        most: Records to stop at.
        until: Offset in bytes to stop at.

    Returns:
        How many there are before `most`, `until`, the end or a fault, and the
        bytes that they take.
    """
    with tf.io.gfile.GFile(shard, "rb") as file:
        size = file.size()
        offset = number = 0
        while number < most and offset < min(size, until):
            length, fault = _read_length(file, offset, size)
            if fault is not None:
                break
            offset += length + _OVERHEAD
            number += 1
            file.seek(offset)
    return number, offset


def _read_record(file, number, offset, size):
    length, fault = _read_length(file, offset, size)
    if fault is not None:
        return RawRecord(number, offset, fault=fault)
    data = file.read(length)
    (crc,) = _FOOTER.unpack(file.read(_FOOTER.size))
    if crc != masked_crc(data):
        fault = RecordFault(
            "corrupted data",
            expected=f"data with checksum {crc:#010x}",
            received=f"checksum={masked_crc(data):#010x}",
        )
        return RawRecord(number, offset, fault=fault)
    return RawRecord(number, offset, data=data)


def _read_length(file, offset, size):
    """Returns the length of the record's data, or a fault."""
    header = file.read(_HEADER.size)
    if len(header) == _HEADER.size:
        length, crc = _HEADER.unpack(header)
        if crc != masked_crc(header[:8]):
            return None, _broken_header(offset, header)
        if offset + length + _OVERHEAD <= size:
            return length, None
        needed = f"{length + _OVERHEAD} bytes from byte {offset} on"
    elif offset == 0:
        return None, _broken_header(offset, header)
    else:
        needed = f"at least {_OVERHEAD} bytes from byte {offset} on"
    return None, RecordFault(
        "truncated file",
        expected=needed,
        received=f"bytes={size - offset}",
        fix="Copy the file again",
        ends_shard=True,
    )


def _broken_header(offset, header):
    if offset == 0 and header.startswith(_GZIP):
        return RecordFault(
            "a gzip-compressed file",
            expected="a TFRecord file that is not compressed",
            received=f"bytes={header!r}",
            fix="Decompress the file",
            ends_shard=True,
        )
    if offset == 0:
        return RecordFault(
            "not a TFRecord file",
            expected="a length with its checksum as the first 12 bytes",
            received=f"bytes={header!r}",
            fix="Let the data pattern match TFRecord files only",
            ends_shard=True,
        )
    return RecordFault(
        "corrupted record length",
        expected="a length with its checksum",
        received=f"bytes={header!r}",
        fix="Copy the file again",
        ends_shard=True,
    )


def masked_crc(data):
    """Returns the masked CRC-32C that TFRecord files hold."""
    crc = google_crc32c.value(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF
