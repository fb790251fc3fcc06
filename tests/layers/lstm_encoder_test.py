import numpy as np
import pytest
from keras import ops

from tests.check_padding import check_padding_invariance
from tests.run_layer_test import run_layer_test
from youtube8m_monet.layers import LstmEncoder

RNG = np.random.default_rng(0)
FEATURES = RNG.normal(size=(4, 6, 8)).astype("float32")
NUM_FRAMES = np.array([6, 4, 1, 3], "int32")


@pytest.mark.parametrize("layers", [1, 2])
def test_layer(layers, tmp_path):
    first, further = 4 * ((8 + 5) * 5 + 5), 4 * ((5 + 5) * 5 + 5)
    run_layer_test(
        LstmEncoder,
        {"lstm_cells": 5, "lstm_layers": layers},
        [FEATURES, NUM_FRAMES],
        expected_output_shape=(4, 5),
        expected_num_params=first + (layers - 1) * further,
        tmp_path=tmp_path,
    )


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_equals_reference():
    encoder = LstmEncoder(lstm_cells=5, lstm_layers=2)
    output = encoder(FEATURES, NUM_FRAMES)
    weights = encoder.get_weights()
    expected = []
    for frames, count in zip(FEATURES, NUM_FRAMES, strict=True):
        sequence = frames[:count]
        for w, u, b in (weights[:3], weights[3:]):
            h, c, states = np.zeros(5), np.zeros(5), []
            for x in sequence:
                i, f, g, o = np.split(x @ w + h @ u + b, 4)
                c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
                h = sigmoid(o) * np.tanh(c)
                states.append(h)
            sequence = states
        expected.append(h)
    np.testing.assert_allclose(output, expected, atol=1e-5)


def test_the_forget_gate_starts_open():
    encoder = LstmEncoder(lstm_cells=5, lstm_layers=1)
    encoder.build(FEATURES.shape)
    bias = ops.convert_to_numpy(encoder.lstms[0].cell.bias)
    np.testing.assert_array_equal(bias, [0] * 5 + [1] * 5 + [0] * 10)


def test_no_frames_give_zero():
    output = LstmEncoder(lstm_cells=5)(FEATURES, np.array([0, 1, 0, 1]))
    output = ops.convert_to_numpy(output)
    np.testing.assert_array_equal(
        (output != 0).any(-1), [False, True, False, True]
    )


def test_padding_invariance():
    check_padding_invariance(
        lambda: LstmEncoder(lstm_cells=5), [FEATURES, NUM_FRAMES], NUM_FRAMES
    )
