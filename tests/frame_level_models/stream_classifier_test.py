import inspect

import keras
import pytest

from frame_level_models.nextvlad import NeXtVLADModel
from frame_level_models.stream_classifier import StreamClassifier
from youtube8m_monet.layers import (
    FramePooling,
    LogisticClassifier,
    LstmEncoder,
    MoeClassifier,
    NeXtVLADEncoder,
)


def defaults(make):
    return {
        name: parameter.default
        for name, parameter in inspect.signature(make).parameters.items()
        if parameter.default is not inspect.Parameter.empty
    }


def test_the_signature_spells_out_the_options_of_the_parts():
    signature = defaults(NeXtVLADModel)
    encoder = defaults(NeXtVLADEncoder)
    assert encoder.items() <= signature.items()
    assert set(signature) - set(encoder) == {
        "num_classes",
        "features",
        "name",
        "dtype",
        "trainable",
        "video_level_classifier_model",
        "moe_num_mixtures",
        "l2_penalty",
    }


def test_options_reach_their_part():
    model = NeXtVLADModel(
        5, {"flow": 16}, groups=2, moe_num_mixtures=4, l2_penalty=0.1
    )
    assert model.stream.encoder.groups == 2
    assert model.stream.encoder.feature_sizes == [16]
    assert isinstance(model.stream.classifier, MoeClassifier)
    assert model.stream.classifier.moe_num_mixtures == 4
    assert model.stream.classifier.l2_penalty == 0.1
    assert model.stream.classifier.num_classes == 5


def test_the_classifier_is_an_option():
    model = NeXtVLADModel(5, video_level_classifier_model="LogisticModel")
    assert isinstance(model.stream.classifier, LogisticClassifier)


def test_an_unknown_option_is_named():
    with pytest.raises(TypeError, match="no option 'grops'.*groups"):
        NeXtVLADModel(5, grops=4)


def test_a_model_is_two_lines():
    class Tiny(StreamClassifier):
        make_encoder = LstmEncoder
        make_classifier = LogisticClassifier

    assert set(defaults(Tiny)) == {
        "num_classes", "features", "name", "dtype", "trainable",
        "lstm_cells", "lstm_layers", "l2_penalty",
    }  # fmt: skip
    model = Tiny(3, {"rgb": 4}, lstm_cells=2)
    outputs = model(model.example_inputs())
    assert tuple(outputs["predictions"].shape) == (2, 3)


def test_a_subclass_adds_arguments_of_its_own():
    class Named(NeXtVLADModel):
        def __init__(self, num_classes=3, features=None, extra=1, **options):
            super().__init__(num_classes, features, **options)
            self.extra = extra

    signature = defaults(Named)
    assert signature["extra"] == 1
    assert signature["groups"] == 8
    assert Named(extra=2, groups=4).options["groups"] == 4


def test_streams_share_options_but_not_weights():
    model = NeXtVLADModel(5, {"rgb": 16}, groups=4)
    other = model.make_stream({"flow": 8}, "flow")
    assert other.encoder.groups == 4
    assert other.encoder.feature_sizes == [8]
    assert other.encoder is not model.stream.encoder


def test_the_dtype_policy_reaches_the_parts():
    model = NeXtVLADModel(5, dtype="mixed_bfloat16")
    layers = [layer for layer in model._flatten_layers() if layer is not model]
    assert {layer.dtype_policy.name for layer in layers} == {"mixed_bfloat16"}


def test_encoders_without_options():
    class Averages(StreamClassifier):
        make_encoder = staticmethod(lambda **kwargs: FramePooling(**kwargs))
        make_classifier = LogisticClassifier

    assert isinstance(Averages(3).stream.encoder, FramePooling)
    assert isinstance(Averages(3), keras.Model)
