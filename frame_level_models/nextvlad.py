"""The NeXtVLAD authors' model."""

import keras

from frame_level_models.stream_classifier import StreamClassifier
from youtube8m_monet.layers import NeXtVLADEncoder


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class NeXtVLADModel(StreamClassifier):
    """NeXtVLAD with SE context gating: see `NeXtVLADEncoder`."""

    make_encoder = NeXtVLADEncoder
