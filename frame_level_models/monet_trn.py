"""The paper's two streams with temporal relation networks."""

import keras

from frame_level_models.two_stream import TwoStreamModel
from youtube8m_monet.layers import TemporalRelation


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class MoNetTRN(TwoStreamModel):
    """MoNet with a multi-scale TRN on either stream: see `TemporalRelation`."""

    make_encoder = TemporalRelation
