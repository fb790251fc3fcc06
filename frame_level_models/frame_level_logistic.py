"""Logistic regression on the average of the frames."""

import keras

from frame_level_models.stream_classifier import StreamClassifier
from youtube8m_monet.layers import (
    FramePooling,
    LogisticClassifier,
    SoftmaxClassifier,
)


def average_frames(**kwargs):
    """Returns the encoder that averages the valid frames."""
    return FramePooling("average", **kwargs)


def linear_classifier(
    num_classes,
    video_level_classifier_model="LogisticModel",
    l2_penalty=1e-8,
    **kwargs,
):
    """Returns a softmax if the option asks for it, else logistic regression."""
    classifier = LogisticClassifier
    if video_level_classifier_model == "SoftmaxModel":
        classifier = SoftmaxClassifier
    return classifier(num_classes, l2_penalty=l2_penalty, **kwargs)


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class FrameLevelLogisticModel(StreamClassifier):
    """The starter's FrameLevelLogisticModel, see `LogisticClassifier`.

    For data with one label a video, the classifier may be a softmax.
    """

    make_encoder = staticmethod(average_frames)
    make_classifier = staticmethod(linear_classifier)
