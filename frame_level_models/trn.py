"""Temporal relations between frames."""

import keras

from frame_level_models.stream_classifier import StreamClassifier
from youtube8m_monet.layers import TemporalRelation


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class TrnModel(StreamClassifier):
    """A multi-scale temporal relation network: see `TemporalRelation`."""

    make_encoder = TemporalRelation
