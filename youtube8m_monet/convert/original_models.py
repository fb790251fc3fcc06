"""The original models by the names of ours."""

from youtube8m_monet.convert import nextvlad_models, starter_models
from youtube8m_monet.convert.original_layers import RELEASED_MONET
from youtube8m_monet.convert.original_model import (
    OriginalModel,
    known_sizes,
    size,
)
from youtube8m_monet.convert.pair import prefixed
from youtube8m_monet.errors import unknown_name


def released_monet(shapes):
    """Describes the MoNet of the authors' public code.

    It is a hallucinator without a classifier. How many layers it has, no shape
    tells: they share their weights. Beside it is the I3D network whose
    features it reads.
    """
    kernel, state = "cnn_trans_x/conv1d/kernel", "cnn_trans/conv1d/kernel"
    return OriginalModel(
        prefixed(RELEASED_MONET, "", "hallucinator.cell."),
        {"hallucinator": "monet", "monet_variant": "released"},
        known_sizes(size(shapes, kernel, 1), size(shapes, state, 1)),
        part="hallucinator",
        other_scopes=("RGB",),
    )


ORIGINALS = {
    "LogisticModel": starter_models.logistic_model,
    "MoeModel": starter_models.moe_model,
    "FrameLevelLogisticModel": starter_models.logistic_model,
    "DbofModel": starter_models.dbof_model,
    "LstmModel": starter_models.lstm_model,
    "NeXtVLADModel": nextvlad_models.nextvlad_model,
    "MixNeXtVladModel": nextvlad_models.mix_nextvlad_model,
    "MoNetHallucination": released_monet,
}


def original_model(name, shapes):
    """Returns what a checkpoint says about one of our models.

    Args:
        name: Name of our model.
        shapes: Mapping of name, without scopes, to shape.

    Returns:
        The `OriginalModel`. It may name variables that the checkpoint lacks.

    Raises:
        UserError: If that model has no original.
    """
    if name not in ORIGINALS:
        raise unknown_name("original model", name, ORIGINALS, "model")
    return ORIGINALS[name](shapes)
