"""The independently recurrent network: every unit remembers only itself."""

import keras
from keras import ops

from youtube8m_monet.layers.frame_mask import frame_mask, without_padding


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class IndRNN(keras.layers.Layer):
    """A recurrence whose units do not see each other (Eq. 2 of the paper).

        h_t = activation(W x_t + u * h_{t-1} + b),  h_0 = 0,  |u| <= u_max

    `*` is elementwise. W x_t + b is one product for all frames; only the
    elementwise part runs frame after frame. u starts uniform between 0 and
    u_max, or 1 without a bound.

    Args:
        units: D', the size of the state.
        activation: Applied to every new state.
        recurrent_max_abs: u_max; `None` sets no bound. The paper allows
            2^(1/T), so that T frames amplify a state at most twofold. That
            differs from video to video; its limit for long videos, 1, never
            amplifies a state, and is the default.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: `[B, T, D]`.
        num_frames: Valid frames of each video, int `[B]`. `None`: all T.

    Returns:
        The states, `[B, T, D']` in the compute dtype.

    Masking:
        A state depends on earlier frames only, and those past `num_frames`
        are zero: padding changes nothing.

    Raises:
        ValueError: For `units` or `recurrent_max_abs` that are not positive.

    Example:
    >>> layer = IndRNN(16)
    >>> tuple(layer(np.ones((2, 8, 4)), np.array([8, 3])).shape)
    (2, 8, 16)

    References:
        Li, Li, Cook, Zhu, Gao. Independently Recurrent Neural Network (IndRNN):
        Building A Longer and Deeper RNN. CVPR 2018, arXiv:1803.04831.
    """

    def __init__(
        self, units, activation="relu", recurrent_max_abs=1.0, **kwargs
    ):
        super().__init__(**kwargs)
        sizes = {"units": units, "recurrent_max_abs": recurrent_max_abs}
        for name, value in sizes.items():
            if value is not None and value <= 0:
                raise ValueError(
                    f"{name} is out of range. Expected more than 0. "
                    f"Received: {name}={value}"
                )
        self.units = units
        self.activation = keras.activations.get(activation)
        self.recurrent_max_abs = recurrent_max_abs
        self.projection = keras.layers.Dense(
            units, dtype=self.dtype_policy, name="projection"
        )
        cell = _Cell(
            units, self.activation, recurrent_max_abs, dtype=self.dtype_policy
        )
        # Not `ops.scan`, which XLA does not compile on TensorFlow.
        self.recurrence = keras.layers.RNN(
            cell,
            return_sequences=True,
            dtype=self.dtype_policy,
            name="recurrence",
        )

    def build(self, features_shape, num_frames_shape=None):
        self.projection.build(features_shape)
        self.recurrence.build((*features_shape[:-1], self.units))

    def call(self, features, num_frames=None):
        mask = 1
        if num_frames is not None:
            steps = ops.shape(features)[1]
            mask = frame_mask(num_frames, steps, self.compute_dtype)
            features = without_padding(features, num_frames)
        return self.recurrence(self.projection(features)) * mask

    def multiply_adds(self, num_features, num_frames=1):
        """Counts the multiply-adds of the matrix products for one video.

        Args:
            num_features: D, the size of a feature.
            num_frames: T, the frames of the video.

        Returns:
            `D D' T`.
        """
        return num_features * self.units * num_frames

    def compute_output_shape(self, features_shape, num_frames_shape=None):
        return (*features_shape[:-1], self.units)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "activation": keras.activations.serialize(self.activation),
            "recurrent_max_abs": self.recurrent_max_abs,
        }


class _Cell(keras.layers.Layer):
    """One frame of the recurrence, from `W x_t + b` and h_{t-1} to h_t."""

    def __init__(self, units, activation, max_abs, **kwargs):
        super().__init__(**kwargs)
        self.state_size = units
        self.output_size = units
        self.activation = activation
        self.max_abs = max_abs

    def build(self, projected_shape):
        largest = self.max_abs if self.max_abs is not None else 1.0
        self.u = self.add_weight(
            name="u",
            shape=(self.state_size,),
            initializer=keras.initializers.RandomUniform(0.0, largest),
            # Past the bound the clipping in `call` has no gradient, and a
            # weight would never return.
            constraint=self._bounded,
        )

    def call(self, projected, states):
        state = self.activation(projected + self._bounded(self.u) * states[0])
        return state, [state]

    def _bounded(self, u):
        if self.max_abs is None:
            return u
        return ops.clip(u, -self.max_abs, self.max_abs)
