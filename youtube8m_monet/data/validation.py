"""Says in words what is wrong with a record.

It accepts exactly the records that `parsing` accepts, slower.
"""

from youtube8m_monet.data.record_fault import RecordFault
from youtube8m_monet.data.record_layout import BYTES
from youtube8m_monet.data.record_proto import (
    RecordProto,
    size_of,
    storage_of,
)

_KIND_NAMES = {
    "frame": "a frame-level record (SequenceExample)",
    "video": "a video-level record (Example)",
}
_KIND_FIXES = {
    "frame": "Choose a video-level --model, unset --frame_features",
    "video": "Choose a frame-level --model, set --frame_features",
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
        or _find_feature_fault(record, layout)
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
        fix=f"{_KIND_FIXES[schema.kind]}, or let {pattern} match "
        f"{schema.kind}-level records",
        video_id=_any_id(record),
    )


def find_vector_fault(record, name, size, storage):
    """Returns the fault of one feature's presence, type and size, or None.

    Args:
        record: A `RecordProto`.
        name: Of the feature.
        size: That it should have.
        storage: "bytes", "floats", or None for either.
    """
    if name not in record.feature_names:
        return RecordFault(
            f"no feature {name!r}",
            expected="one of " + (", ".join(record.feature_names) or "none"),
            received=f"feature_names={name!r}",
            fix="Set --feature_names",
            video_id=_any_id(record),
        )
    for vector in record.frames(name):
        found = storage_of(vector)
        if found is None or (storage is not None and found != storage):
            wanted = "bytes or floats" if storage is None else storage
            return _vector_fault(record, name, wanted, found)
        if found == BYTES and len(vector.bytes_list.value) != 1:
            count = len(vector.bytes_list.value)
            return _vector_fault(
                record, name, "one byte string a frame", f"{count} strings"
            )
        if size_of(vector) != size:
            return RecordFault(
                f"feature {name!r} has the wrong size",
                expected=f"{size} values a vector",
                received=f"{name}={size_of(vector)} values",
                fix="Set --feature_sizes",
                video_id=_any_id(record),
            )
    return None


def find_frames_fault(record, schema):
    """Returns the fault of a record's numbers of frames, or None."""
    counts = {name: len(record.frames(name)) for name in schema.feature_names}
    received = ", ".join(f"{name}={n} frames" for name, n in counts.items())
    if len(set(counts.values())) > 1:
        return RecordFault(
            "features differ in their number of frames",
            expected="the same number of frames for every feature",
            received=received,
            video_id=_any_id(record),
        )
    if 0 in counts.values():
        return RecordFault(
            "a video without frames",
            expected="at least one frame",
            received=received,
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


def _find_feature_fault(record, layout):
    for name, size, storage in layout.fields:
        fault = find_vector_fault(record, name, size, storage)
        if fault is not None:
            return fault
    return find_frames_fault(record, layout.schema)


def _find_label_fault(record, layout):
    if "labels" not in record.context:
        return None
    feature = record.context["labels"]
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
        fix="Set --num_classes",
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
