"""The starter's stack of LSTMs."""

import keras

from frame_level_models.stream_classifier import StreamClassifier
from youtube8m_monet.layers import LstmEncoder


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class LstmModel(StreamClassifier):
    """The starter's LstmModel: see `LstmEncoder`."""

    make_encoder = LstmEncoder
