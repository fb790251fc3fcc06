"""Says in words what is wrong with a record.

It accepts exactly the records that `parsing` accepts, slower.
"""

from youtube8m_monet.data.record_fault import RecordFault
from youtube8m_monet.data.record_layout import (
    BYTES,
    FLOAT_BYTES,
    FLOATS,
)
from youtube8m_monet.data.record_proto import (
    RecordProto,
    is_sound,
    size_of,
    storage_of,
)

_KIND_NAMES = {
    "frame": "a frame-level record (SequenceExample)",
    "video": "a video-level record (Example)",
}
_KIND_FIXES = {
    "frame": "Choose a video-level --model, or let",
    "video": "Choose a frame-level --model, or let",
}


def find_fault(data, layout):
    """Returns the `RecordFault` of a serialised record, or None.

    Args:
        data: The bytes of the record.
        layout: The `RecordLayout` that it should have.
    """
    try:
        record = RecordProto(data)
    except ValueError:
        return unparsable(data)
    return (
        find_kind_fault(record, layout.schema)
        or _find_id_fault(record, layout.id_key)
        or find_feature_fault(record, layout)
        or _find_label_fault(record, layout)
    )


def unparsable(data):
    """Returns the fault of bytes that are no Example."""
    return RecordFault(
        "not an Example",
        expected="a serialised tf.train.Example or SequenceExample",
        received=f"bytes={data[:16]!r}",
    )


def find_kind_fault(record, schema, pattern="the data pattern"):
    """Returns the fault of a record of the other kind, or None.

    Args:
        record: A `RecordProto`.
        schema: The `RecordSchema` that asks for a kind.
        pattern: What named the files.
    """
    if record.kind == schema.kind:
        return None
    return RecordFault(
        f"{record.kind}-level where the model needs {schema.kind}-level",
        expected=_KIND_NAMES[schema.kind],
        received=f"{_KIND_NAMES[record.kind]} with features "
        + ", ".join(record.feature_names),
        fix=f"{'Let' if schema.of_run else _KIND_FIXES[schema.kind]} "
        f"{pattern} match {schema.kind}-level records",
        video_id=_any_id(record),
    )


def find_feature_fault(record, layout):
    """Returns the fault of a record's features, or None.

    Args:
        record: A `RecordProto` of the right kind.
        layout: The `RecordLayout` that it should have. The storage of a
            feature that is not stored in any known way is None.
    """
    for field in layout.fields:
        fault = _find_vector_fault(record, layout.schema, *field)
        if fault is not None:
            return fault
    return _find_frames_fault(record, layout)


def _find_vector_fault(record, schema, name, key, size, storage):
    """Returns the fault of one feature's presence, type and size, or None."""
    if key not in record.feature_names:
        return RecordFault(
            f"no feature {key!r}",
            expected="one of " + (", ".join(record.feature_names) or "none"),
            received=f"feature_names={name!r}",
            fix=schema.fix("feature_names"),
            video_id=_any_id(record),
        )
    for vector in record.frames(key):
        if storage is None or not is_sound(vector, size, storage):
            return _find_storage_fault(
                record, schema, vector, name, size, storage
            )
    return None


def _find_storage_fault(record, schema, vector, name, size, storage):
    """Returns the fault of a vector that is not sound."""
    otherwise = FLOAT_BYTES if storage == FLOAT_BYTES else BYTES
    found = storage_of(vector, size, otherwise)
    if storage is None or found != storage:
        wanted = "bytes or floats" if storage is None else storage
        return _vector_fault(record, name, wanted, found)
    if found != FLOATS and len(vector.bytes_list.value) != 1:
        count = len(vector.bytes_list.value)
        return _vector_fault(
            record, name, "one byte string a frame", f"{count} strings"
        )
    return RecordFault(
        f"feature {name!r} has the wrong size",
        expected=f"{size} values a vector",
        received=f"{name}={_size_text(vector, found)}",
        fix=schema.fix("feature_sizes"),
        video_id=_any_id(record),
    )


def _size_text(vector, storage):
    count = size_of(vector, storage)
    if storage == BYTES and count and count % 4 == 0:
        return f"{count} values, {count // 4} if they are float32"
    return f"{count:g} values"


def _find_frames_fault(record, layout):
    """Returns the fault of a record's numbers of frames, or None."""
    counts = {
        name: len(record.frames(key)) for name, key, _, _ in layout.fields
    }
    received = ", ".join(f"{name}={n} frames" for name, n in counts.items())
    if 0 in counts.values():
        return RecordFault(
            "a video without frames",
            expected="at least one frame",
            received=received,
            video_id=_any_id(record),
        )
    bound = counts.keys() - set(layout.schema.free_lengths)
    if len({counts[name] for name in bound}) > 1:
        others = {counts[name] for name in bound - {"flow"}}
        return RecordFault(
            "features differ in their number of frames",
            expected="the same number of frames for every feature",
            received=received,
            fix=layout.schema.fix("align_flow") if len(others) == 1 else None,
            video_id=_any_id(record),
        )
    return None


def _find_id_fault(record, id_key):
    if record.video_id(id_key):
        return None
    return RecordFault(
        "no video id",
        expected=f"one non-empty byte string in feature {id_key!r}",
        received="features=" + ", ".join(sorted(record.context)),
    )


def _find_label_fault(record, layout):
    if layout.label_key not in record.context:
        return None
    feature = record.context[layout.label_key]
    num_classes = layout.schema.num_classes
    wrong = [
        label
        for label in feature.int64_list.value
        if not 0 <= label < num_classes
    ]
    if feature.WhichOneof("kind") in (None, "int64_list") and not wrong:
        return None
    received = f"label={wrong[0]}" if wrong else "labels of another type"
    return RecordFault(
        "a label that is no class",
        expected=f"int64 labels in [0, {num_classes})",
        received=received,
        fix=layout.schema.fix("num_classes"),
        video_id=_any_id(record),
    )


def _vector_fault(record, name, expected, received):
    return RecordFault(
        f"feature {name!r} is stored in another way",
        expected=expected,
        received=f"{name}={received}",
        video_id=_any_id(record),
    )


def _any_id(record):
    return None if record.id_key is None else record.video_id(record.id_key)
