import types

import pytest

from youtube8m_monet.config import TrainConfig, resolve_features
from youtube8m_monet.errors import UserError

FRAME_MODEL = types.new_class("FrameModel")
FRAME_MODEL.frame_features = True
FRAME_MODEL.default_features = {"rgb": 1024, "audio": 128}
VIDEO_MODEL = types.new_class("VideoModel")
VIDEO_MODEL.frame_features = False
VIDEO_MODEL.default_features = {"mean_rgb": 1024}


def resolve(model=FRAME_MODEL, **options):
    return resolve_features(TrainConfig(**options), model)


def test_defaults_follow_from_the_model():
    assert resolve() == {"rgb": 1024, "audio": 128}
    assert resolve(VIDEO_MODEL) == {"mean_rgb": 1024}


def test_flags_win():
    assert resolve(feature_names="rgb") == {"rgb": 1024}
    assert resolve(feature_sizes="8,4") == {"rgb": 8, "audio": 4}
    assert resolve(feature_names="x", feature_sizes="5") == {"x": 5}
    assert resolve(VIDEO_MODEL, feature_names="mean_rgb, mean_audio") == {
        "mean_rgb": 1024,
        "mean_audio": 128,
    }


@pytest.mark.parametrize(
    "names", ["rgb,flow,monet_flow", "rgb_feature,flow_feature"]
)
def test_sizes_of_paired_features_are_known(names):
    expected = dict.fromkeys(names.split(","), 1024)
    assert resolve(feature_names=names) == expected
    assert resolve(feature_names="Monet_flow_feature") == {
        "Monet_flow_feature": 1024
    }


def test_order_is_kept():
    names = list(resolve(feature_names="audio,rgb"))
    assert names == ["audio", "rgb"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"feature_sizes": "1024"}, ["do not pair up", "'1024'"]),
        ({"feature_names": "rgb,rgb"}, ["do not pair up", "'rgb,rgb'"]),
        ({"feature_names": ","}, ["do not pair up", "--feature_names"]),
        ({"feature_sizes": "1024,x"}, ["positive integers", "'1024,x'"]),
        ({"feature_sizes": "1024,0"}, ["positive integers", "'1024,0'"]),
        ({"feature_sizes": ""}, ["positive integers", "--feature_sizes"]),
        ({"feature_names": "depth"}, ["'depth'", "Set --feature_sizes"]),
    ],
)
def test_what_does_not_fit_is_refused(options, words):
    with pytest.raises(UserError) as error:
        resolve(**options)
    for word in words:
        assert word in str(error.value)


@pytest.mark.parametrize(
    ("model", "asked", "kind"),
    [
        (FRAME_MODEL, False, "frame-level"),
        (VIDEO_MODEL, True, "video-level"),
    ],
)
def test_the_kind_of_records_must_be_the_models(model, asked, kind):
    assert resolve(model, frame_features=not asked)
    with pytest.raises(UserError) as error:
        resolve(model, frame_features=asked)
    assert f"{model.__name__} reads {kind} features." in str(error.value)
    assert f"frame_features={asked}" in str(error.value)
