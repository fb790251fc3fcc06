"""TensorFlow 1 LSTM cells as `keras.layers.LSTM`.

Their gates come as input, candidate, forget, output, ours as input, forget,
candidate, output. They add 1 to the forget gate's activation; we have it in
the bias. Their one kernel holds the input's rows first, then the state's.
"""

import numpy as np

from youtube8m_monet.convert.pair import Pair

CELL = "rnn/multi_rnn_cell/cell_{}/basic_lstm_cell/"


def lstm_pairs(layers):
    """Returns the pairs of a stack of LSTMs; ours are in `lstms`."""
    pairs = []
    for n in range(layers):
        cell, ours = CELL.format(n), f"lstms.{n}.cell."
        pairs += [
            Pair(f"{cell}kernel", f"{ours}kernel", input_kernel),
            Pair(f"{cell}kernel", f"{ours}recurrent_kernel", state_kernel),
            Pair(f"{cell}bias", f"{ours}bias", bias),
        ]
    return pairs


def input_kernel(kernel):
    """Returns the rows that read the input, in our order of gates."""
    return reordered(kernel[: -_units(kernel)])


def state_kernel(kernel):
    """Returns the rows that read the state, in our order of gates."""
    return reordered(kernel[-_units(kernel) :])


def bias(values):
    """Returns our bias: another order, and 1 more for the forget gate."""
    units = _units(values)
    values = reordered(values)
    values[units : 2 * units] += 1
    return values


def reordered(gates):
    """Returns gates in our order.

    Example:
    >>> print(reordered(np.array(["i", "j", "f", "o"])))
    ['i' 'f' 'j' 'o']
    """
    i, j, f, o = np.split(gates, 4, axis=-1)
    return np.concatenate([i, f, j, o], axis=-1)


def _units(gates):
    return gates.shape[-1] // 4
