"""Convolutions over the frames of a video."""

import keras
from keras import ops

from youtube8m_monet.layers.frame_mask import frame_mask, without_padding


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class FrameConv(keras.layers.Layer):
    """Maps every frame and its neighbours by convolutions over time.

        h^0   = x
        h^i_t = relu(sum over j of W^i_j h^{i-1}_{t+j} + b^i),  i = 1..L-1
        y_t   = sum over j of W^L_j h^{L-1}_{t+j} + b^L

    j runs over the S frames around t, with zeros beyond both ends of the
    *valid* frames. For an odd S, an output has seen L (S - 1) / 2 neighbours
    on either side.

    Args:
        units: D', the size of an output.
        num_layers: L, with the linear one at the end.
        kernel_size: S, the frames a convolution sees.
        hidden_size: H, the size of the layers before. `None`: `units`.
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

    Example:
    >>> layer = FrameConv(16, kernel_size=5)
    >>> tuple(layer(np.ones((2, 8, 4)), np.array([8, 3])).shape)
    (2, 8, 16)
    """

    def __init__(
        self, units, num_layers=2, kernel_size=3, hidden_size=None, **kwargs
    ):
        super().__init__(**kwargs)
        if num_layers < 1:
            raise ValueError(
                "num_layers is a count. Expected at least 1. "
                f"Received: num_layers={num_layers}"
            )
        self.units = units
        self.num_layers = num_layers
        self.kernel_size = kernel_size
        self.hidden_size = hidden_size
        hidden = hidden_size if hidden_size is not None else units
        self.sizes = [hidden] * (num_layers - 1) + [units]
        self.convolutions = [
            keras.layers.Conv1D(
                size,
                kernel_size,
                padding="same",
                activation="relu" if index < num_layers - 1 else None,
                dtype=self.dtype_policy,
                name=f"convolution_{index}",
            )
            for index, size in enumerate(self.sizes)
        ]

    def build(self, features_shape, num_frames_shape=None):
        for convolution in self.convolutions:
            convolution.build(features_shape)
            features_shape = convolution.compute_output_shape(features_shape)

    def call(self, features, num_frames=None):
        mask = 1
        output = features
        if num_frames is not None:
            steps = ops.shape(features)[1]
            mask = frame_mask(num_frames, steps, self.compute_dtype)
            output = without_padding(features, num_frames)
        for convolution in self.convolutions:
            # A bias makes padding other than zero: it must not leak back in.
            output = convolution(output) * mask
        return output

    def multiply_adds(self, num_features, num_frames=1):
        """Counts the multiply-adds of the matrix products for one video.

        Args:
            num_features: D, the size of a feature.
            num_frames: T, the frames of the video.

        Returns:
            `S (D H + (L - 2) H^2 + H D') T`, `S D D' T` for one layer; those
            with the zeros beyond both ends are counted too.
        """
        inputs = [num_features, *self.sizes[:-1]]
        pairs = zip(inputs, self.sizes, strict=True)
        per_frame = sum(size * following for size, following in pairs)
        return self.kernel_size * per_frame * num_frames

    def compute_output_shape(self, features_shape, num_frames_shape=None):
        return (*features_shape[:-1], self.units)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "num_layers": self.num_layers,
            "kernel_size": self.kernel_size,
            "hidden_size": self.hidden_size,
        }
