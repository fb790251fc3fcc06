"""The configuration of `python -m youtube8m_monet.convert`."""

import dataclasses

from youtube8m_monet.config.data_options import FeatureOptions
from youtube8m_monet.config.model_options import ModelOptions
from youtube8m_monet.config.options import option


@dataclasses.dataclass(frozen=True)
class ConvertConfig(FeatureOptions, ModelOptions):
    """What a conversion does."""

    checkpoint: str = option(
        "", "TensorFlow 1 checkpoint, e.g. model.ckpt-1000, local or gs://."
    )
    train_dir: str = option(
        "", "Folder of the run to write, local or gs://; it must hold none."
    )
    other_scopes: str = option(
        "",
        "Scopes of other networks in the checkpoint, comma separated, to leave "
        "out. RGB, I3D in the released MoNet, is known.",
    )
    num_classes: int | None = option(
        None, "Number of label classes. Default: as the checkpoint has it."
    )
    sample: str | None = option(
        None,
        "The built-in sample that eval.py and inference.py read where they get "
        "no data pattern: rhythm or motion.",
    )
    label_loss: str = option(
        "CrossEntropyLoss", "Name of the label loss, for training on."
    )
    regularization_penalty: float = option(
        1.0, "Weight of the regularisation loss, for training on."
    )
