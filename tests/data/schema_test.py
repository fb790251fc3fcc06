"""Tests `RecordSchema`."""

import pytest

from youtube8m_monet.data import RecordSchema
from youtube8m_monet.errors import UserError


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


def test_free_lengths():
    features = {"flow": 2, "rgb": 4, "audio": 3}
    schema = RecordSchema("frame", features, 7, free_lengths=["flow"])
    assert schema.free_lengths == ("flow",)
    assert schema.main_feature == "rgb"
    assert RecordSchema("frame", features, 7).free_lengths == ()
    assert RecordSchema("frame", features, 7).main_feature == "flow"
    assert hash(schema)


@pytest.mark.parametrize("names", [["flow"], ["rgb"], ["rgb", "audio"]])
def test_a_free_length_needs_the_feature_and_another(names):
    with pytest.raises(UserError) as error:
        RecordSchema("frame", dict.fromkeys(names, 4), 7, free_lengths=["flow"])
    text = str(error.value)
    assert "Expected: flow and other features." in text
    assert f"feature_names={','.join(names)!r}" in text
    assert "Set --feature_names" in text
