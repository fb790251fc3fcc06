"""A perceptron on every frame."""

import keras
from keras import ops

from youtube8m_monet.layers.frame_mask import frame_mask, without_padding


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class FrameMLP(keras.layers.Layer):
    """Maps every frame by itself: what appearance tells without its neighbours.

        h^0 = x_t     h^i = relu(W_i h^{i-1} + b_i),  i = 1..L-1
        y_t = W_L h^{L-1} + b_L

    Args:
        units: D', the size of an output.
        num_layers: L, with the linear one at the end.
        hidden_size: H, the size of the layers before. `None`: `units`.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: `[B, T, D]`.
        num_frames: Valid frames of each video, int `[B]`. `None`: all T.

    Returns:
        `[B, T, D']` in the compute dtype.

    Masking:
        Frames past `num_frames` are zero, and no frame sees another.

    Raises:
        ValueError: For a size that is not positive.

    Example:
    >>> layer = FrameMLP(16, hidden_size=32)
    >>> tuple(layer(np.ones((2, 8, 4)), np.array([8, 3])).shape)
    (2, 8, 16)
    """

    def __init__(self, units, num_layers=2, hidden_size=None, **kwargs):
        super().__init__(**kwargs)
        if num_layers < 1:
            raise ValueError(
                "num_layers is a count. Expected at least 1. "
                f"Received: num_layers={num_layers}"
            )
        self.units = units
        self.num_layers = num_layers
        self.hidden_size = hidden_size
        hidden = hidden_size if hidden_size is not None else units
        self.sizes = [hidden] * (num_layers - 1) + [units]
        self.denses = [
            keras.layers.Dense(
                size,
                activation="relu" if index < num_layers - 1 else None,
                dtype=self.dtype_policy,
                name=f"dense_{index}",
            )
            for index, size in enumerate(self.sizes)
        ]

    def build(self, features_shape, num_frames_shape=None):
        for dense in self.denses:
            dense.build(features_shape)
            features_shape = dense.compute_output_shape(features_shape)

    def call(self, features, num_frames=None):
        mask = 1
        output = features
        if num_frames is not None:
            steps = ops.shape(features)[1]
            mask = frame_mask(num_frames, steps, self.compute_dtype)
            output = without_padding(features, num_frames)
        for dense in self.denses:
            output = dense(output)
        return output * mask

    def multiply_adds(self, num_features, num_frames=1):
        """Counts the multiply-adds of the matrix products for one video.

        Args:
            num_features: D, the size of a feature.
            num_frames: T, the frames of the video.

        Returns:
            `(D H + (L - 2) H^2 + H D') T`; `D D' T` for one layer.
        """
        inputs = [num_features, *self.sizes[:-1]]
        pairs = zip(inputs, self.sizes, strict=True)
        return sum(size * following for size, following in pairs) * num_frames

    def compute_output_shape(self, features_shape, num_frames_shape=None):
        return (*features_shape[:-1], self.units)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "num_layers": self.num_layers,
            "hidden_size": self.hidden_size,
        }
