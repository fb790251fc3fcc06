"""The paper's best model on YouTube-8M."""

import keras

from frame_level_models.two_stream import TwoStreamModel
from youtube8m_monet.layers import NeXtVLADEncoder


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class MoNetNeXtVLAD(TwoStreamModel):
    """MoNet with a NeXtVLAD on either stream: see `NeXtVLADEncoder`."""

    make_encoder = NeXtVLADEncoder
