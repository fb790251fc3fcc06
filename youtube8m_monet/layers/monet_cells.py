"""The two forms of MoNet's recursion: the paper's and the released code's."""

import keras
from keras import ops


def previous(states):
    """Returns s_{t-1} at every t of `[B, T, D]`, zero at the first frame."""
    return ops.pad(states[:, :-1], [[0, 0], [1, 0], [0, 0]])


def following(states):
    """Returns s_{t+1} at every t of `[B, T, D]`, zero at the last frame."""
    return ops.pad(states[:, 1:], [[0, 0], [0, 1], [0, 0]])


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class PaperCell(keras.layers.Layer):
    """One refinement of MoNet as Eq. 6-12 of the paper define it.

        r_f = sigmoid(W_rf x_t + U_rf s_{t-1} + b_rf)
        z_f = sigmoid(W_zf x_t + U_zf s_{t-1} + b_zf)
        r_b = sigmoid(W_rb x_t + U_rb s_{t+1} + b_rb)
        z_b = sigmoid(W_zb x_t + U_zb s_{t+1} + b_zb)
        h   = relu(W_h x_t + U_h [s_{t+1} * r_b ; s_{t-1} * r_f] + b_h)
        [a, a_b, a_f] = softmax([1, z_b, z_f])            elementwise
        s_t = a * h + a_b * s_{t+1} + a_f * s_{t-1}

    The blocks of `W` and `b` are ordered r_f, z_f, r_b, z_b, h; those of `U`,
    the four gates on the state, r_f, z_f, r_b, z_b. All four read the same
    states: one product, whose halves are then shifted by one frame.

    Args:
        units: D', the size of the state.
        activation: Activation of the candidate h.
        **kwargs: As for `keras.layers.Layer`.
    """

    default_activation = "relu"
    input_products = 5
    state_products = 6

    def __init__(self, units, activation, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.activation = keras.activations.get(activation)

    def build(self, features_shape):
        units = self.units
        self.W = self.add_weight(
            name="W", shape=(features_shape[-1], 5 * units)
        )
        self.b = self.add_weight(
            name="b", shape=(5 * units,), initializer="zeros"
        )
        self.U = self.add_weight(name="U", shape=(units, 4 * units))
        self.U_h = self.add_weight(name="U_h", shape=(2 * units, units))

    @property
    def state_weights(self):
        """The weights that act on the states alone."""
        return [self.U, self.U_h]

    def project(self, features):
        """Returns `W x + b`: the gates of both directions, and h."""
        projected = ops.matmul(features, self.W) + self.b
        return ops.split(projected, [2 * self.units, 4 * self.units], axis=-1)

    def first(self, projected):
        """Returns s^1: with s^0 = 0 no product with U is needed."""
        forward, backward, candidate = projected
        a, a_b, a_f = self._exponentials(forward, backward)
        return a * self.activation(candidate) / (a + a_b + a_f)

    def refine(self, projected, state):
        """Returns the next layer's states, `[B, T, D']`."""
        forward, backward, candidate = projected
        on_state = ops.matmul(state, self.U)
        forward = forward + previous(on_state[..., : 2 * self.units])
        backward = backward + following(on_state[..., 2 * self.units :])
        before, after = previous(state), following(state)
        reset_f = ops.sigmoid(forward[..., : self.units])
        reset_b = ops.sigmoid(backward[..., : self.units])
        neighbours = ops.concatenate([after * reset_b, before * reset_f], -1)
        h = self.activation(candidate + ops.matmul(neighbours, self.U_h))
        a, a_b, a_f = self._exponentials(forward, backward)
        return (a * h + a_b * after + a_f * before) / (a + a_b + a_f)

    def _exponentials(self, forward, backward):
        # Sigmoids lie in (0, 1), so the softmax needs no shift to be stable.
        z_f = ops.sigmoid(forward[..., self.units :])
        z_b = ops.sigmoid(backward[..., self.units :])
        return ops.exp(ops.ones_like(z_f)), ops.exp(z_b), ops.exp(z_f)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "activation": keras.activations.serialize(self.activation),
        }


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class ReleasedCell(keras.layers.Layer):
    """One refinement of MoNet as the authors' public code computes it.

        [z, z_b, z_f, r_b, r_f] = W x_t + b + C * s + c
        h   = tanh(W_h x_t + b_h + V_f (s_{t-1} * sigmoid(r_f)) + v_f
                                 + V_b (s_{t+1} * sigmoid(r_b)) + v_b)
        [a, a_b, a_f] = softmax([z, z_b, z_f])            elementwise
        s_t = a * h + a_b * s_{t+1} + a_f * s_{t-1}

    C * s is a convolution of width 3 over time. The softmax reads the gates'
    pre-activations. The blocks of `W`, `b` are ordered z, z_b, z_f, r_b, r_f,
    h; those of `C`, `c` are the first five.

    Args:
        units: D', the size of the state.
        activation: Activation of the candidate h.
        **kwargs: As for `keras.layers.Layer`.
    """

    default_activation = "tanh"
    input_products = 6
    state_products = 17

    def __init__(self, units, activation, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.activation = keras.activations.get(activation)

    def build(self, features_shape):
        units = self.units

        def weight(name, *shape):
            return self.add_weight(name=name, shape=shape)

        def bias(name, size):
            return self.add_weight(
                name=name, shape=(size,), initializer="zeros"
            )

        self.W = weight("W", features_shape[-1], 6 * units)
        self.b = bias("b", 6 * units)
        self.C = weight("C", 3, units, 5 * units)
        self.c = bias("c", 5 * units)
        self.V_f = weight("V_f", units, units)
        self.v_f = bias("v_f", units)
        self.V_b = weight("V_b", units, units)
        self.v_b = bias("v_b", units)

    @property
    def state_weights(self):
        """The weights that act on the states alone."""
        return [self.C, self.V_f, self.V_b]

    def project(self, features):
        """Returns the five gates' and h's projection, with every bias in."""
        projected = ops.matmul(features, self.W) + self.b
        gates, candidate = ops.split(projected, [5 * self.units], axis=-1)
        return gates + self.c, candidate + (self.v_f + self.v_b)

    def first(self, projected):
        """Returns s^1: with s^0 = 0 only the projections are left."""
        gates, candidate = projected
        a, _, _ = self._mixture(gates)
        return a * self.activation(candidate)

    def refine(self, projected, state):
        """Returns the next layer's states, `[B, T, D']`."""
        gates, candidate = projected
        before, after = previous(state), following(state)
        window = ops.concatenate([before, state, after], -1)
        kernel = ops.reshape(self.C, (3 * self.units, 5 * self.units))
        gates = gates + ops.matmul(window, kernel)
        reset_b, reset_f = ops.split(
            ops.sigmoid(gates[..., 3 * self.units :]), 2, axis=-1
        )
        candidate = candidate + ops.matmul(before * reset_f, self.V_f)
        candidate = candidate + ops.matmul(after * reset_b, self.V_b)
        a, a_b, a_f = self._mixture(gates)
        return a * self.activation(candidate) + a_b * after + a_f * before

    def _mixture(self, gates):
        z, z_b, z_f = ops.split(gates[..., : 3 * self.units], 3, axis=-1)
        largest = ops.maximum(z, ops.maximum(z_b, z_f))
        parts = [ops.exp(gate - largest) for gate in (z, z_b, z_f)]
        total = parts[0] + parts[1] + parts[2]
        return [part / total for part in parts]

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "activation": keras.activations.serialize(self.activation),
        }
