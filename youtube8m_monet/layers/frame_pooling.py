"""One vector a video from a vector a frame."""

import keras
from keras import ops

from youtube8m_monet.errors import unknown_name
from youtube8m_monet.layers.frame_mask import frame_mask

METHODS = ("average", "max")


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class FramePooling(keras.layers.Layer):
    """The average or the maximum over the valid frames.

    Args:
        method: `"average"` or `"max"`.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: `[B, T, D]`.
        num_frames: Valid frames of each video, int `[B]`.

    Returns:
        `[B, D]` in the compute dtype; zero for a video without frames.

    Raises:
        UserError: For an unknown method.

    Example:
    >>> pooling = FramePooling("average")
    >>> features = np.array([[[2.0], [4.0], [9.0]]])
    >>> float(pooling(features, np.array([2]))[0, 0])
    3.0
    """

    def __init__(self, method="average", **kwargs):
        super().__init__(**kwargs)
        if method not in METHODS:
            raise unknown_name(
                "pooling method", method, METHODS, "dbof_pooling_method"
            )
        self.method = method

    def call(self, features, num_frames):
        steps = ops.shape(features)[1]
        mask = frame_mask(num_frames, steps, "bool")
        if self.method == "average":
            total = ops.sum(
                ops.cast(ops.where(mask, features, 0), "float32"), axis=1
            )
            count = ops.sum(ops.cast(mask, "float32"), axis=1)
            mean = total / ops.maximum(count, 1)
            return ops.cast(mean, self.compute_dtype)
        lowest = float("-inf")
        largest = ops.max(ops.where(mask, features, lowest), axis=1)
        return ops.where((num_frames > 0)[:, None], largest, 0)

    def compute_output_shape(self, features_shape, num_frames_shape=None):
        return (features_shape[0], features_shape[-1])

    def get_config(self):
        return {**super().get_config(), "method": self.method}
