"""Finds out from the first record how a data set is stored."""

import tensorflow as tf

from youtube8m_monet.data.bad_records import BadRecords
from youtube8m_monet.data.framing import walk_records
from youtube8m_monet.data.record_fault import RecordFault
from youtube8m_monet.data.record_layout import RecordLayout
from youtube8m_monet.data.record_proto import (
    ID_KEYS,
    RecordProto,
    storage_of,
)
from youtube8m_monet.data.validation import (
    find_feature_fault,
    find_kind_fault,
    unparsable,
)
from youtube8m_monet.errors import UserError


def detect_layout(shards, schema, flag="train_data_pattern", bad_records=None):
    """Returns the `RecordLayout` of a data set, from its first record.

    Args:
        shards: Files, as `list_shards` returns them.
        schema: The `RecordSchema` that the flags ask for.
        flag: The flag that named the files, without dashes.
        bad_records: A `BadRecords`; where it skips, records that cannot be
            read at all are passed over, and counted, here too.

    Raises:
        UserError: There is no record, or the first one is not what the
            schema asks for.
    """
    if bad_records is None:
        bad_records = BadRecords()
    for shard in shards:
        for raw in _walk(shard, flag):
            found = _inspect(raw, schema, flag)
            if isinstance(found, RecordLayout):
                return found
            may_skip = raw.fault is not None or found.fix is None
            if not (bad_records.skips and may_skip):
                raise found.error(shard, raw.number, raw.offset, may_skip)
            bad_records.add(shard, raw.number, raw.offset, found)
    if bad_records.count:
        raise bad_records.nothing_else()
    raise UserError(
        f"The files of --{flag} hold no records.",
        expected="at least one record",
        received=f"files={len(shards)}",
        fix=f"Set --{flag}.",
    )


def _walk(shard, flag):
    try:
        yield from walk_records(shard)
    except tf.errors.OpError as error:
        raise UserError(
            f"A file cannot be read: {error.message}",
            received=f"file={shard}",
            fix=f"Check --{flag} and the right to read the file.",
        ) from error


def _inspect(raw, schema, flag):
    """Returns the layout of a record, or its fault."""
    if raw.fault is not None:
        return raw.fault
    try:
        record = RecordProto(raw.data)
    except ValueError:
        return unparsable(raw.data)
    fault = find_kind_fault(record, schema, f"--{flag}") or _find_id_fault(
        record
    )
    if fault is not None:
        return fault
    layout = _layout_of(record, schema)
    return find_feature_fault(record, layout) or layout


def _layout_of(record, schema):
    keys = {name: record.feature_key(name) for name in schema.feature_names}
    storage = {name: None for name in schema.feature_names}
    for name, size in schema.features:
        if keys[name] in record.feature_names:
            for vector in record.frames(keys[name])[:1]:
                storage[name] = storage_of(vector, size)
    return RecordLayout(
        schema=schema,
        id_key=record.id_key,
        storage=tuple(storage.items()),
        keys=tuple((name, key) for name, key in keys.items() if key != name),
        label_key=record.label_key,
    )


def _find_id_fault(record):
    if record.id_key is not None:
        return None
    return RecordFault(
        "no video id",
        expected="a byte string in one of " + ", ".join(ID_KEYS),
        received="features=" + ", ".join(sorted(record.context)),
    )
