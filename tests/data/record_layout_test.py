"""Tests `RecordLayout`."""

from youtube8m_monet.data import RecordLayout, RecordSchema


def test_fields_follow_the_schema():
    schema = RecordSchema("frame", {"rgb": 4, "flow": 2}, 7)
    layout = RecordLayout(schema, "id", (("flow", "floats"), ("rgb", "bytes")))
    assert layout.fields == (("rgb", 4, "bytes"), ("flow", 2, "floats"))
    assert layout.is_frame_level
