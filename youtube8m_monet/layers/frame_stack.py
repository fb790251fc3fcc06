"""Feed-forward layers over the frames of a video, one on the other."""

import keras
from keras import ops

from youtube8m_monet.layers.frame_mask import frame_mask, without_padding


class FrameStack(keras.layers.Layer):
    """What `FrameMLP` and `FrameConv` share: L layers, the last one linear.

        h^0 = x     h^i = relu(f_i(h^{i-1})),  i = 1..L-1     y = f_L(h^{L-1})

    A subclass says by `make_layer` what f is.

    Args:
        units: D', the size of an output.
        num_layers: L.
        hidden_size: H, the size of the layers before the last. `None`:
            `units`.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: `[B, T, D]`.
        num_frames: Valid frames of each video, int `[B]`. `None`: all T.

    Returns:
        `[B, T, D']` in the compute dtype.

    Masking:
        Frames past `num_frames` are zero in every layer: they change nothing
        before them.

    Raises:
        ValueError: For a size that is not positive.
    """

    def __init__(self, units, num_layers=2, hidden_size=None, **kwargs):
        super().__init__(**kwargs)
        check_counts(
            units=units, num_layers=num_layers, hidden_size=hidden_size
        )
        self.units = units
        self.num_layers = num_layers
        self.hidden_size = hidden_size
        hidden = hidden_size if hidden_size is not None else units
        self.sizes = [hidden] * (num_layers - 1) + [units]

    def make_layer(self, index, size, activation):
        """Returns a Keras layer from `[B, T, ?]` to `[B, T, size]`."""
        raise NotImplementedError

    def build(self, features_shape, num_frames_shape=None):
        self.layers = [
            self.make_layer(
                index, size, "relu" if index < self.num_layers - 1 else None
            )
            for index, size in enumerate(self.sizes)
        ]
        for layer in self.layers:
            layer.build(features_shape)
            features_shape = layer.compute_output_shape(features_shape)

    def call(self, features, num_frames=None):
        mask = 1
        output = features
        if num_frames is not None:
            steps = ops.shape(features)[1]
            mask = frame_mask(num_frames, steps, self.compute_dtype)
            output = without_padding(features, num_frames)
        for layer in self.layers:
            # A bias makes padding other than zero: it must not leak back in.
            output = layer(output) * mask
        return output

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


def check_counts(**counts):
    """Raises a `ValueError` for the first that is neither positive nor None."""
    for name, value in counts.items():
        if value is not None and value < 1:
            raise ValueError(
                f"{name} is a count. Expected at least 1. "
                f"Received: {name}={value}"
            )
