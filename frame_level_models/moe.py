"""A mixture of experts on the features of whole videos."""

import keras

from frame_level_models.stream_classifier import StreamClassifier
from youtube8m_monet.layers import MoeClassifier


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class MoeModel(StreamClassifier):
    """The starter's MoeModel: see `MoeClassifier`."""

    frame_features = False
    default_features = {"mean_rgb": 1024}
    make_classifier = MoeClassifier
