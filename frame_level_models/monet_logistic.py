"""The paper's two streams with the linear head."""

import keras

from frame_level_models.frame_level_logistic import (
    average_frames,
    linear_classifier,
)
from frame_level_models.two_stream import TwoStreamModel


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class MoNetLogistic(TwoStreamModel):
    """MoNet with logistic regression on the average of either stream."""

    make_encoder = staticmethod(average_frames)
    make_classifier = staticmethod(linear_classifier)
