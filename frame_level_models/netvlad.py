"""The 2017 winners' NetVLAD model."""

import keras

from frame_level_models.stream_classifier import StreamClassifier
from youtube8m_monet.layers import NetVLADEncoder


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class NetVLADModel(StreamClassifier):
    """NetVLAD with context gating: see `NetVLADEncoder`."""

    make_encoder = NetVLADEncoder
