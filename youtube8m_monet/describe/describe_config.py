"""The configuration of `python -m youtube8m_monet.describe`."""

import dataclasses

from youtube8m_monet.config.data_options import FeatureOptions
from youtube8m_monet.config.model_options import ModelOptions
from youtube8m_monet.config.options import option


@dataclasses.dataclass(frozen=True)
class DescribeConfig(FeatureOptions, ModelOptions):
    """What is described."""

    train_dir: str = option(
        "",
        "Folder of a run, local or gs://: describes its model. Empty: the "
        "model of the flags.",
    )
    num_frames: int | None = option(
        None, "Frames of the video. Default: as many as are read at most."
    )
    flow_classifier: str = option(
        "",
        "MoNetHallucination: folder of the run on true flow that judges the "
        "hallucinated flow.",
    )
    regularization_penalty: float = option(
        1.0, "Weight of the regularisation loss; it costs nothing here."
    )
