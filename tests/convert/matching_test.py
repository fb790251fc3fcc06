import pytest

from frame_level_models.dbof import DbofModel
from frame_level_models.nextvlad import NeXtVLADModel
from youtube8m_monet.convert.convert_config import ConvertConfig
from youtube8m_monet.convert.matching import (
    add_other_scopes,
    match_features,
    match_options,
)
from youtube8m_monet.convert.original_model import OriginalModel
from youtube8m_monet.errors import UserError

ORIGINAL = OriginalModel([], {"groups": 4, "expansion": 1, "num_classes": 7})


def test_the_checkpoint_fills_what_no_flag_says():
    config = ConvertConfig(model="NeXtVLADModel", groups=4, drop_rate=0.1)
    matched = match_options(config, ORIGINAL)
    assert matched == ConvertConfig(
        model="NeXtVLADModel",
        groups=4,
        drop_rate=0.1,
        expansion=1,
        num_classes=7,
    )


def test_without_a_classifier_the_classes_are_youtube8ms():
    config = ConvertConfig()
    assert match_options(config, OriginalModel([])).num_classes == 3862
    config = ConvertConfig(num_classes=5)
    assert match_options(config, OriginalModel([])).num_classes == 5


def test_every_contradiction_is_listed():
    config = ConvertConfig(
        checkpoint="m.ckpt", groups=8, expansion=1, num_classes=3862
    )
    with pytest.raises(UserError) as error:
        match_options(config, ORIGINAL)
    text = str(error.value)
    assert "the options of 'm.ckpt'" in text
    assert "--groups: the checkpoint has 4, asked 8" in text
    assert "--num_classes: the checkpoint has 7, asked 3862" in text
    assert "--expansion" not in text


def test_other_scopes():
    original = OriginalModel([], other_scopes=("RGB",))
    config = ConvertConfig(other_scopes="classifier/, tower/D")
    scopes = add_other_scopes(config, original).other_scopes
    assert scopes == ("RGB", "classifier", "tower/D")
    assert add_other_scopes(ConvertConfig(), original) == original


def test_features():
    config = ConvertConfig()
    both = {"rgb": 1024, "audio": 128}
    for sizes in ([1024, 128], [1152], []):
        original = OriginalModel([], {}, sizes)
        assert match_features(config, original, NeXtVLADModel) == both


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([1024, 64], "features of sizes 1024, 64"),
        ([1024], "sizes that add up to 1024"),
    ],
)
def test_features_of_other_sizes(sizes, expected):
    with pytest.raises(UserError) as error:
        match_features(ConvertConfig(), OriginalModel([], {}, sizes), DbofModel)
    text = str(error.value)
    assert expected in text
    assert "feature_names='rgb,audio', feature_sizes='1024,128'" in text
    assert "Set --feature_names and --feature_sizes" in text


def test_an_explicit_false_contradicts_too():
    original = OriginalModel([], {"dbof_add_batch_norm": True})
    config = ConvertConfig(dbof_add_batch_norm=False)
    with pytest.raises(UserError, match="--dbof_add_batch_norm"):
        match_options(config, original)
