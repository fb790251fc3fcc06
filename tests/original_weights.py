"""Gives layers and models the weights that a recording holds."""

import numpy as np

from youtube8m_monet.convert.importer import import_weights
from youtube8m_monet.convert.original_model import OriginalModel
from youtube8m_monet.convert.original_models import original_model
from youtube8m_monet.convert.original_variables import OriginalVariables
from youtube8m_monet.convert.pair import Pair, prefixed

ADDONS_NETVLAD = [
    Pair("dense/kernel", "W"),
    Pair("dense/bias", "b"),
    Pair("cluster_centers", "c"),
]


def arrays(recording):
    """Returns the recorded variables by their full names."""
    return {
        name.removeprefix("var:"): value
        for name, value in recording.items()
        if name.startswith("var:")
    }


def original_variables(values):
    """Returns the `OriginalVariables` of a mapping of name to array."""
    shapes = {name: np.shape(value) for name, value in values.items()}
    return OriginalVariables(shapes, values.__getitem__)


def fill_layer(layer, pairs, recording, scope=""):
    """Gives a built layer its recorded weights, found under a scope."""
    variables = original_variables(arrays(recording))
    original = OriginalModel(prefixed(pairs, scope, ""))
    import_weights(layer, original, variables)


def fill_model(model, values):
    """Gives a built model the values of its original's variables.

    Returns:
        What those said about the model.
    """
    variables = original_variables(values)
    original = original_model(type(model).__name__, variables.shapes)
    import_weights(model, original, variables)
    return original


def check_recorded_predictions(model, recording):
    """A model predicts what its original did with the same weights.

    Args:
        model: It reads one feature, the recording's.
        recording: Of one of the starter's models.
    """
    model.build()
    # The recording starts after normalisation.
    model.stream.frame_features.l2_normalize = False
    fill_model(model, arrays(recording))
    (feature,) = model.features
    inputs = {
        feature: recording["features"],
        "num_frames": recording["num_frames"],
    }
    np.testing.assert_allclose(
        model(inputs)["predictions"], recording["predictions"], atol=1e-5
    )
