"""Tests `RecordLayout`."""

import dataclasses

from youtube8m_monet.data import RecordLayout, RecordSchema
from youtube8m_monet.data.record_layout import BYTES, FLOAT_BYTES, FLOATS


def test_fields_follow_the_schema():
    schema = RecordSchema("frame", {"rgb": 4, "flow": 2}, 7)
    layout = RecordLayout(schema, "id", (("flow", "floats"), ("rgb", "bytes")))
    assert layout.fields == (
        ("rgb", "rgb", 4, "bytes"),
        ("flow", "flow", 2, "floats"),
    )
    assert layout.is_frame_level
    assert layout.label_key == "labels"


def test_features_may_have_other_names_in_the_records():
    schema = RecordSchema("frame", {"rgb": 4, "flow": 2}, 7)
    storage = (("rgb", "bytes"), ("flow", "float_bytes"))
    layout = RecordLayout(schema, "id", storage, (("flow", "flow_feature"),))
    assert layout.fields == (
        ("rgb", "rgb", 4, "bytes"),
        ("flow", "flow_feature", 2, "float_bytes"),
    )
    assert layout.key_of("rgb") == "rgb"
    assert layout.key_of("flow") == "flow_feature"


def test_labels_need_not_be_read():
    schema = RecordSchema("frame", {"rgb": 4}, 7)
    layout = RecordLayout(schema, "id", (("rgb", "bytes"),))
    other = layout.without_labels()
    assert other != layout
    assert dataclasses.replace(other, label_key="labels") == layout


def test_codes_are_uint8_and_all_else_float32():
    storage = (("a", BYTES), ("b", FLOATS), ("c", FLOAT_BYTES))
    schema = RecordSchema("frame", {"a": 1, "b": 1, "c": 1}, 2)
    layout = RecordLayout(schema, "id", storage)
    assert layout.dtypes == {"a": "uint8", "b": "float32", "c": "float32"}
