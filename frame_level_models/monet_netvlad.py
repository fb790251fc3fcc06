"""The paper's two streams with NetVLAD."""

import keras

from frame_level_models.two_stream import TwoStreamModel
from youtube8m_monet.layers import NetVLADEncoder


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class MoNetNetVLAD(TwoStreamModel):
    """MoNet with a NetVLAD on either stream: see `NetVLADEncoder`."""

    make_encoder = NetVLADEncoder
