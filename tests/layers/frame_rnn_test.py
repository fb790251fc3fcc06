import keras
import numpy as np
import pytest

from tests.check_padding import check_padding_invariance
from tests.layers.frame_sum import FrameSum
from tests.run_layer_test import run_layer_test
from youtube8m_monet.layers import FrameRNN

RNG = np.random.default_rng(0)
FEATURES = RNG.normal(size=(4, 7, 4)).astype("float32")
NUM_FRAMES = np.array([7, 4, 1, 0], "int32")
KINDS = [
    ("gru", False),
    ("lstm", False),
    ("indrnn", False),
    ("gru", True),
    ("lstm", True),
]


def recurrent_params(cell, size, state):
    """Parameters of one direction of one layer; a GRU has two biases."""
    return {
        "gru": 3 * (size * state + state * state + 2 * state),
        "lstm": 4 * (size * state + state * state + state),
        "indrnn": size * state + 2 * state,
    }[cell]


@pytest.mark.parametrize(("cell", "bidirectional"), KINDS)
def test_layer(cell, bidirectional, tmp_path):
    keras.utils.set_random_seed(0)
    ways = 2 if bidirectional else 1
    run_layer_test(
        FrameRNN,
        {"units": 5, "cell": cell, "bidirectional": bidirectional},
        [FEATURES, NUM_FRAMES],
        expected_output_shape=(4, 7, 5),
        expected_num_params=ways * recurrent_params(cell, 4, 5)
        + ways * 5 * 5
        + 5,
        tmp_path=tmp_path,
    )


@pytest.mark.parametrize(("cell", "bidirectional"), KINDS)
def test_more_layers_and_another_hidden_size(cell, bidirectional):
    layer = FrameRNN(5, cell, 3, bidirectional, hidden_size=6)
    layer.build(FEATURES.shape)
    ways = 2 if bidirectional else 1
    recurrent = recurrent_params(cell, 4, 6)
    recurrent += 2 * recurrent_params(cell, ways * 6, 6)
    assert layer.count_params() == ways * recurrent + ways * 6 * 5 + 5


@pytest.mark.parametrize(("cell", "bidirectional"), KINDS)
def test_a_padded_video_is_as_if_alone(cell, bidirectional):
    layer = FrameRNN(5, cell, 2, bidirectional)
    output = np.array(layer(FEATURES, NUM_FRAMES))
    for row, count in enumerate(NUM_FRAMES):
        assert not output[row, count:].any()
        if count:
            alone = layer(FEATURES[row : row + 1, :count])
            np.testing.assert_allclose(output[row, :count], alone[0], atol=1e-5)


@pytest.mark.parametrize(("cell", "bidirectional"), KINDS)
def test_what_a_frame_sees(cell, bidirectional):
    keras.utils.set_random_seed(0)
    layer = FrameRNN(5, cell, bidirectional=bidirectional, hidden_size=32)
    before = np.array(layer(FEATURES))
    other = FEATURES.copy()
    other[:, 3] += 1
    changed = np.abs(np.array(layer(other)) - before).max(axis=(0, 2))
    expected = [bidirectional or t >= 3 for t in range(7)]
    assert (changed > 1e-5).tolist() == expected


@pytest.mark.parametrize(("cell", "bidirectional"), KINDS)
def test_padding_invariance(cell, bidirectional):
    check_padding_invariance(
        lambda: FrameSum(FrameRNN(5, cell, 2, bidirectional)),
        [FEATURES, NUM_FRAMES],
        NUM_FRAMES,
    )


@pytest.mark.parametrize(("cell", "bidirectional"), KINDS)
def test_no_num_frames_means_all_are_valid(cell, bidirectional):
    layer = FrameRNN(5, cell, bidirectional=bidirectional)
    np.testing.assert_allclose(
        layer(FEATURES), layer(FEATURES, np.full(4, 7)), atol=1e-6
    )


def test_the_output_has_any_scale():
    layer = FrameRNN(5)
    layer.build(FEATURES.shape)
    kernel = layer.readout.kernel
    kernel.assign(1000 * np.array(kernel))
    output = np.array(layer(FEATURES))
    assert output.max() > 1
    assert output.min() < -1


@pytest.mark.parametrize(
    ("cell", "bidirectional", "num_layers", "products"),
    [
        ("gru", False, 1, 3 * (4 + 6) * 6 + 6 * 5),
        ("gru", False, 2, 3 * (4 + 6) * 6 + 3 * (6 + 6) * 6 + 6 * 5),
        ("lstm", False, 1, 4 * (4 + 6) * 6 + 6 * 5),
        ("indrnn", False, 2, 4 * 6 + 6 * 6 + 6 * 5),
        ("gru", True, 1, 2 * 3 * (4 + 6) * 6 + 12 * 5),
        (
            "lstm",
            True,
            2,
            2 * 4 * (4 + 6) * 6 + 2 * 4 * (12 + 6) * 6 + 12 * 5,
        ),
    ],
)
def test_multiply_adds(cell, bidirectional, num_layers, products):
    layer = FrameRNN(5, cell, num_layers, bidirectional, hidden_size=6)
    assert layer.multiply_adds(4, 7) == products * 7


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"units": 0}, "units is a count"),
        ({"cell": "rnn"}, r"one of \['gru', 'indrnn', 'lstm'\]"),
        ({"num_layers": 0}, "Received: num_layers=0"),
        (
            {"cell": "indrnn", "bidirectional": True},
            "Received: cell='indrnn', bidirectional=True",
        ),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(ValueError, match=message):
        FrameRNN(**{"units": 4, **options})
