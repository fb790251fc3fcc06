"""Recurrent networks over the frames of a video."""

import keras
from keras import ops

from youtube8m_monet.layers.frame_mask import frame_mask, without_padding
from youtube8m_monet.layers.frame_stack import check_counts
from youtube8m_monet.layers.ind_rnn import IndRNN

# Products with [x_t; h_{t-1}] a frame: the gates and the candidate.
PRODUCTS = {"gru": 3, "lstm": 4, "indrnn": 1}


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class FrameRNN(keras.layers.Layer):
    """Maps every frame by a stack of recurrent layers and a linear read-out.

        h^0 = x     h^i = RNN_i(h^{i-1}),  i = 1..L     y_t = W h^L_t + b

    The states of GRUs and LSTMs cannot leave [-1, 1], and those of an IndRNN
    are never negative; the read-out gives outputs of any scale and sign.

    Args:
        units: D', the size of an output.
        cell: `"gru"`, `"lstm"`, or `"indrnn"`, see `IndRNN`.
        num_layers: L, without the read-out.
        bidirectional: Whether every layer reads the frames in both directions,
            with a state for each; not for `"indrnn"`.
        hidden_size: H, the size of a state. `None`: `units`.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: `[B, T, D]`.
        num_frames: Valid frames of each video, int `[B]`. `None`: all T.

    Returns:
        `[B, T, D']` in the compute dtype.

    Masking:
        The way back starts at the last valid frame, and frames past
        `num_frames` are zero: padding changes nothing.

    Raises:
        ValueError: For an unknown cell, a bidirectional IndRNN, or a size that
            is not positive.

    Example:
    >>> layer = FrameRNN(16, "lstm", bidirectional=True)
    >>> tuple(layer(np.ones((2, 8, 4)), np.array([8, 3])).shape)
    (2, 8, 16)
    """

    def __init__(
        self,
        units,
        cell="gru",
        num_layers=1,
        bidirectional=False,
        hidden_size=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        _check_cell(cell, bidirectional)
        check_counts(
            units=units, num_layers=num_layers, hidden_size=hidden_size
        )
        self.units = units
        self.cell = cell
        self.num_layers = num_layers
        self.bidirectional = bidirectional
        self.hidden_size = hidden_size
        self.size = hidden_size if hidden_size is not None else units
        self.rnns = [
            self._rnn(f"{cell}_{index}") for index in range(num_layers)
        ]
        self.readout = keras.layers.Dense(
            units, dtype=self.dtype_policy, name="readout"
        )

    def _rnn(self, name):
        kwargs = {"dtype": self.dtype_policy, "name": name}
        if self.cell == "indrnn":
            return IndRNN(self.size, **kwargs)
        layers = {"gru": keras.layers.GRU, "lstm": keras.layers.LSTM}
        rnn = layers[self.cell](self.size, return_sequences=True, **kwargs)
        if self.bidirectional:
            return keras.layers.Bidirectional(rnn, **kwargs)
        return rnn

    @property
    def _state_size(self):
        return self.size * (2 if self.bidirectional else 1)

    def build(self, features_shape, num_frames_shape=None):
        for rnn in self.rnns:
            rnn.build(features_shape)
            features_shape = (*features_shape[:-1], self._state_size)
        self.readout.build(features_shape)

    def call(self, features, num_frames=None):
        if num_frames is None:
            return self.readout(self._states(features, {}))
        steps = ops.shape(features)[1]
        mask = frame_mask(num_frames, steps, self.compute_dtype)
        options = {}
        if self.bidirectional:
            # cuDNN takes no sequence without frames.
            read = frame_mask(ops.maximum(num_frames, 1), steps, "bool")
            options["mask"] = read[..., 0]
        features = without_padding(features, num_frames)
        return self.readout(self._states(features, options)) * mask

    def _states(self, features, options):
        # Without a way back no mask is needed, and none keeps kernels fused.
        for rnn in self.rnns:
            features = rnn(features, **options)
        return features

    def multiply_adds(self, num_features, num_frames=1):
        """Counts the multiply-adds of the matrix products for one video.

        Args:
            num_features: D, the size of a feature.
            num_frames: T, the frames of the video.

        Returns:
            For one layer `(P (D + H) H + H D') T`, with P = 3 in a GRU and 4
            in an LSTM; `(D H + H D') T` for an IndRNN; both ways double each.
        """
        recurrent = 0 if self.cell == "indrnn" else self.size
        per_frame, size = 0, num_features
        for _ in self.rnns:
            per_frame += (size + recurrent) * self._state_size
            size = self._state_size
        per_frame *= PRODUCTS[self.cell]
        return (per_frame + size * self.units) * num_frames

    def compute_output_shape(self, features_shape, num_frames_shape=None):
        return (*features_shape[:-1], self.units)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "cell": self.cell,
            "num_layers": self.num_layers,
            "bidirectional": self.bidirectional,
            "hidden_size": self.hidden_size,
        }


def _check_cell(cell, bidirectional):
    if cell not in PRODUCTS:
        raise ValueError(
            f"Unknown cell. Expected one of {sorted(PRODUCTS)}. "
            f"Received: cell={cell!r}"
        )
    if bidirectional and cell == "indrnn":
        raise ValueError(
            "An IndRNN reads in one direction. Expected bidirectional=False. "
            f"Received: cell={cell!r}, bidirectional={bidirectional}"
        )
