"""Convolutions over the frames of a video."""

import keras

from youtube8m_monet.layers.frame_stack import FrameStack, check_counts


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class FrameConv(FrameStack):
    """Maps every frame and its neighbours by convolutions over time.

        h^0   = x
        h^i_t = relu(sum over j of W^i_j h^{i-1}_{t+j} + b^i),  i = 1..L-1
        y_t   = sum over j of W^L_j h^{L-1}_{t+j} + b^L

    j runs over the S frames around t, with zeros beyond both ends of the
    *valid* frames. For an odd S, an output has seen L (S - 1) / 2 neighbours
    on either side. Call and masking are those of `FrameStack`.

    Args:
        units: D', the size of an output.
        num_layers: L, with the linear one at the end.
        kernel_size: S, the frames a convolution sees.
        hidden_size: H, the size of the layers before. `None`: `units`.
        **kwargs: As for `keras.layers.Layer`.

    Example:
    >>> layer = FrameConv(16, kernel_size=5)
    >>> tuple(layer(np.ones((2, 8, 4)), np.array([8, 3])).shape)
    (2, 8, 16)
    """

    def __init__(
        self, units, num_layers=2, kernel_size=3, hidden_size=None, **kwargs
    ):
        super().__init__(units, num_layers, hidden_size, **kwargs)
        check_counts(kernel_size=kernel_size)
        self.kernel_size = kernel_size

    def make_layer(self, index, size, activation):
        return keras.layers.Conv1D(
            size,
            self.kernel_size,
            padding="same",
            activation=activation,
            dtype=self.dtype_policy,
            name=f"convolution_{index}",
        )

    def multiply_adds(self, num_features, num_frames=1):
        """Counts the multiply-adds, as `FrameStack` does, for S frames each.

        Those with the zeros beyond both ends are counted too.
        """
        one_frame = super().multiply_adds(num_features, num_frames)
        return self.kernel_size * one_frame

    def get_config(self):
        return {**super().get_config(), "kernel_size": self.kernel_size}
