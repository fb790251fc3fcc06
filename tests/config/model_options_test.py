import dataclasses
import inspect

from frame_level_models.registry import MODELS
from youtube8m_monet.config.model_options import ModelOptions

OPTIONS = {field.name: field for field in dataclasses.fields(ModelOptions)}


def arguments():
    """Returns the names of all constructor arguments of all models."""
    return {
        name
        for model in MODELS.values()
        for name in inspect.signature(model).parameters
    }


def test_every_option_is_an_argument_of_some_model():
    assert set(OPTIONS) - {"model"} <= arguments()


def test_every_argument_of_a_model_is_an_option():
    shared = {"features", "name", "dtype", "trainable", "max_frames"}
    # From --flow_classifier, and with the features.
    shared |= {"judge", "align_flow", "kwargs"}
    assert arguments() - shared <= set(OPTIONS)


def test_models_have_the_last_word_on_defaults():
    for name, field in OPTIONS.items():
        if name not in ("model", "num_classes"):
            assert field.default is None
