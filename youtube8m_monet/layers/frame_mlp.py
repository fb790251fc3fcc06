"""A perceptron on every frame."""

import keras

from youtube8m_monet.layers.frame_stack import FrameStack


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class FrameMLP(FrameStack):
    """Maps every frame by itself: what appearance tells without its neighbours.

        h^0 = x_t     h^i = relu(W_i h^{i-1} + b_i),  i = 1..L-1
        y_t = W_L h^{L-1} + b_L

    Arguments, call and masking are those of `FrameStack`.

    Example:
    >>> layer = FrameMLP(16, hidden_size=32)
    >>> tuple(layer(np.ones((2, 8, 4)), np.array([8, 3])).shape)
    (2, 8, 16)
    """

    def make_layer(self, index, size, activation):
        return keras.layers.Dense(
            size,
            activation=activation,
            dtype=self.dtype_policy,
            name=f"dense_{index}",
        )
