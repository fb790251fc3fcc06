import keras
import numpy as np
from keras import ops

from youtube8m_monet.convert.importer import find
from youtube8m_monet.convert.lstm_pairs import CELL, lstm_pairs
from youtube8m_monet.layers import LstmEncoder

RNG = np.random.default_rng(0)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def original_lstm(frames, kernel, bias):
    """The outputs of a TensorFlow 1 BasicLSTMCell, frame by frame."""
    units = len(bias) // 4
    c = h = np.zeros(units)
    outputs = []
    for x in frames:
        i, j, f, o = np.split(np.concatenate([x, h]) @ kernel + bias, 4)
        c = c * sigmoid(f + 1) + sigmoid(i) * np.tanh(j)
        h = np.tanh(c) * sigmoid(o)
        outputs.append(h)
    return np.stack(outputs)


def test_equals_the_cells_equations():
    frames = RNG.normal(size=(7, 5))
    values, expected = {}, frames
    for n, inputs in enumerate([5, 3]):
        kernel, bias = RNG.normal(size=(inputs + 3, 12)), RNG.normal(size=12)
        values[f"{CELL.format(n)}kernel"] = kernel
        values[f"{CELL.format(n)}bias"] = bias
        expected = original_lstm(expected, kernel, bias)
    encoder = LstmEncoder(lstm_cells=3, lstm_layers=2)
    encoder.build((None, None, 5))
    for pair in lstm_pairs(2):
        find(encoder, pair.path).assign(pair.convert(values[pair.original]))
    output = encoder(frames[None].astype("float32"), np.array([7]))
    np.testing.assert_allclose(output[0], expected[-1], atol=1e-5)


def test_values_stay_as_they_were():
    kernel, bias = np.ones((5, 8)), np.ones(8)
    for pair in lstm_pairs(1):
        pair.convert(bias if pair.original.endswith("bias") else kernel)
    assert (kernel == 1).all()
    assert (bias == 1).all()


def test_every_weight_has_a_pair():
    encoder = LstmEncoder(lstm_cells=2, lstm_layers=3)
    encoder.build((None, None, 4))
    weights = [find(encoder, pair.path) for pair in lstm_pairs(3)]
    assert {id(w) for w in weights} == {id(w) for w in encoder.weights}
    assert isinstance(weights[0], keras.Variable)
    assert ops.ndim(weights[0]) == 2
