import keras
import numpy as np
import pytest
from keras import ops

from tests.check_padding import check_padding_invariance
from tests.layers.frame_sum import FrameSum
from tests.run_layer_test import run_layer_test
from youtube8m_monet.layers import IndRNN

RNG = np.random.default_rng(0)
FEATURES = RNG.normal(size=(3, 7, 4)).astype("float32")
NUM_FRAMES = np.array([7, 4, 1], "int32")
ACTIVATIONS = {"relu": lambda x: np.maximum(x, 0), "tanh": np.tanh}


def random_layer(u, **options):
    """A layer of 5 units with random weights and a given u."""
    layer = IndRNN(5, **options)
    layer.build(FEATURES.shape)
    rng = np.random.default_rng(1)
    kernel, bias = rng.normal(size=(4, 5)), rng.normal(size=5)
    layer.set_weights([kernel, bias, u])
    return layer


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("max_abs", [1.0, 0.5, None])
def test_equals_reference(activation, max_abs):
    u = np.array([1.5, -1.5, 0.7, -0.2, 0])
    layer = random_layer(u, activation=activation, recurrent_max_abs=max_abs)
    states = np.array(layer(FEATURES, NUM_FRAMES))
    kernel, bias, _ = layer.get_weights()
    if max_abs is not None:
        u = np.clip(u, -max_abs, max_abs)
    for row, count in enumerate(NUM_FRAMES):
        h = np.zeros(5)
        for t, x in enumerate(FEATURES[row, :count]):
            h = ACTIVATIONS[activation](x @ kernel + u * h + bias)
            np.testing.assert_allclose(states[row, t], h, atol=1e-4)
        assert not states[row, count:].any()


def test_layer(tmp_path):
    run_layer_test(
        IndRNN,
        {"units": 5, "activation": "tanh", "recurrent_max_abs": 0.9},
        [FEATURES, NUM_FRAMES],
        expected_output_shape=(3, 7, 5),
        expected_num_params=4 * 5 + 5 + 5,
        tmp_path=tmp_path,
    )


@pytest.mark.parametrize("max_abs", [0.25, None])
def test_u_starts_between_zero_and_its_bound(max_abs):
    layer = IndRNN(200, recurrent_max_abs=max_abs)
    layer.build(FEATURES.shape)
    u = ops.convert_to_numpy(layer.weights[-1])
    largest = max_abs if max_abs is not None else 1
    assert 0 <= u.min() < 0.1 * largest
    assert 0.9 * largest < u.max() <= largest


def test_training_keeps_u_where_it_has_a_gradient():
    layer = IndRNN(5, recurrent_max_abs=0.5)
    model = keras.Sequential([keras.Input((None, 4)), layer])
    model.compile(keras.optimizers.SGD(100.0), "mse")
    model.train_on_batch(FEATURES, np.full((3, 7, 5), 9.0, "float32"))
    u = np.abs(ops.convert_to_numpy(layer.weights[-1]))
    assert u.max() == 0.5


def test_no_num_frames_means_all_are_valid():
    layer = random_layer(np.full(5, 0.5))
    np.testing.assert_array_equal(
        layer(FEATURES), layer(FEATURES, np.full(3, 7))
    )


def test_units_do_not_see_each_other():
    layer = random_layer(np.full(5, 0.9), activation="tanh")
    before = np.array(layer(FEATURES))
    kernel, bias, u = layer.get_weights()
    kernel[:, 2] += 1
    layer.set_weights([kernel, bias, u])
    changed = np.abs(np.array(layer(FEATURES)) - before).max(axis=(0, 1))
    assert (changed > 1e-4).tolist() == [False, False, True, False, False]


def test_padding_invariance():
    check_padding_invariance(
        lambda: FrameSum(IndRNN(5)), [FEATURES, NUM_FRAMES], NUM_FRAMES
    )


def test_multiply_adds():
    assert IndRNN(5).multiply_adds(4, 7) == 4 * 5 * 7


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"units": 0}, "Received: units=0"),
        (
            {"units": 4, "recurrent_max_abs": 0.0},
            "Received: recurrent_max_abs=0.0",
        ),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(ValueError, match=message):
        IndRNN(**options)


def test_by_default_no_state_grows():
    assert IndRNN(4).recurrent_max_abs == 1
