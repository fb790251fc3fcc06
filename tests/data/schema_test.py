"""Tests `RecordSchema`."""

import pytest

from youtube8m_monet.data import RecordSchema


def test_features_from_dict_and_pairs_are_equal():
    from_dict = RecordSchema("frame", {"rgb": 4, "audio": 2}, 7)
    from_pairs = RecordSchema("frame", [("rgb", 4), ("audio", 2)], 7)
    assert from_dict == from_pairs
    assert from_dict.features == (("rgb", 4), ("audio", 2))
    assert from_dict.feature_names == ("rgb", "audio")
    assert from_dict.max_frames == 300


def test_unknown_kind():
    with pytest.raises(ValueError, match="kind must be one of"):
        RecordSchema("segment", {"rgb": 4}, 7)
