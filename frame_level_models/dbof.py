"""The starter's deep bag of frames."""

import keras

from frame_level_models.stream_classifier import StreamClassifier
from youtube8m_monet.layers import DbofEncoder


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class DbofModel(StreamClassifier):
    """The starter's DbofModel: see `DbofEncoder`."""

    make_encoder = DbofEncoder
