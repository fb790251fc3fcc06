"""The starter's stack of LSTMs up to its classifier."""

import keras
from keras import ops

from youtube8m_monet.layers.frame_mask import without_padding


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class LstmEncoder(keras.layers.Layer):
    """Describes a video by the last output of a stack of LSTMs.

    Args:
        lstm_cells: H, the units of every LSTM.
        lstm_layers: How many LSTMs.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: `[B, T, D]`.
        num_frames: Valid frames of each video, int `[B]`.

    Returns:
        The topmost LSTM's output at the last valid frame, `[B, H]` in the
        compute dtype; zero for a video without frames.

    Masking:
        An output depends on earlier frames only, so frames past `num_frames`
        change nothing.

    Example:
    >>> encoder = LstmEncoder(lstm_cells=16)
    >>> tuple(encoder(np.ones((2, 8, 4)), np.array([8, 3])).shape)
    (2, 16)
    """

    def __init__(self, lstm_cells=1024, lstm_layers=2, **kwargs):
        super().__init__(**kwargs)
        self.lstm_cells = lstm_cells
        self.lstm_layers = lstm_layers
        self.lstms = [
            keras.layers.LSTM(
                lstm_cells,
                return_sequences=True,
                dtype=self.dtype_policy,
                name=f"lstm_{index}",
            )
            for index in range(lstm_layers)
        ]

    def build(self, features_shape, num_frames_shape=None):
        for lstm in self.lstms:
            lstm.build(features_shape)
            features_shape = (*features_shape[:-1], self.lstm_cells)

    def call(self, features, num_frames):
        features = without_padding(features, num_frames)
        for lstm in self.lstms:
            features = lstm(features)
        # An LSTM of its own would carry the state over padding step by step;
        # reading the sequence at the last frame keeps the fused kernels.
        batch, steps, _ = ops.shape(features)
        num_frames = ops.minimum(ops.cast(num_frames, "int32"), steps)
        last = ops.maximum(num_frames - 1, 0)
        rows = ops.reshape(features, (-1, self.lstm_cells))
        output = ops.take(
            rows, ops.arange(batch, dtype="int32") * steps + last, axis=0
        )
        return ops.where((num_frames > 0)[:, None], output, 0)

    def compute_output_shape(self, features_shape, num_frames_shape=None):
        return (features_shape[0], self.lstm_cells)

    def get_config(self):
        return {
            **super().get_config(),
            "lstm_cells": self.lstm_cells,
            "lstm_layers": self.lstm_layers,
        }
