"""Logistic regression on the features of whole videos."""

import keras

from frame_level_models.stream_classifier import StreamClassifier
from youtube8m_monet.layers import LogisticClassifier


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class LogisticModel(StreamClassifier):
    """The starter's LogisticModel: see `LogisticClassifier`."""

    frame_features = False
    default_features = {"mean_rgb": 1024}
    make_classifier = LogisticClassifier
