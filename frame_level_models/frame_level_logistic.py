"""Logistic regression on the average of the frames."""

import keras

from frame_level_models.stream_classifier import StreamClassifier
from youtube8m_monet.layers import FramePooling, LogisticClassifier


def average_frames(**kwargs):
    """Returns the encoder that averages the valid frames."""
    return FramePooling("average", **kwargs)


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class FrameLevelLogisticModel(StreamClassifier):
    """The starter's FrameLevelLogisticModel: see `LogisticClassifier`."""

    make_encoder = staticmethod(average_frames)
    make_classifier = LogisticClassifier
