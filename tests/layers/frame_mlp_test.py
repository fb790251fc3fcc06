import numpy as np
import pytest

from tests.check_padding import check_padding_invariance
from tests.layers.frame_sum import FrameSum
from tests.run_layer_test import run_layer_test
from youtube8m_monet.layers import FrameMLP

RNG = np.random.default_rng(0)
FEATURES = RNG.normal(size=(3, 7, 4)).astype("float32")
NUM_FRAMES = np.array([7, 4, 1], "int32")


def random_layer(*args, **options):
    """A layer whose biases are random as well."""
    layer = FrameMLP(*args, **options)
    layer.build(FEATURES.shape)
    rng = np.random.default_rng(1)
    for weight in layer.weights:
        weight.assign(rng.normal(size=weight.shape))
    return layer


@pytest.mark.parametrize("num_layers", [1, 2, 3])
def test_equals_reference(num_layers):
    layer = random_layer(5, num_layers, hidden_size=6)
    output = np.array(layer(FEATURES, NUM_FRAMES))
    weights = layer.get_weights()
    expected = FEATURES.astype("float64")
    for index in range(num_layers):
        kernel, bias = weights[2 * index : 2 * index + 2]
        expected = (expected if index == 0 else np.maximum(expected, 0)) @ (
            kernel
        ) + bias
    for row, count in enumerate(NUM_FRAMES):
        np.testing.assert_allclose(
            output[row, :count], expected[row, :count], atol=1e-4
        )
        assert not output[row, count:].any()


@pytest.mark.parametrize(
    ("options", "num_params"),
    [
        ({}, 4 * 5 + 5 + 5 * 5 + 5),
        ({"num_layers": 1}, 4 * 5 + 5),
        ({"num_layers": 3, "hidden_size": 6}, 4 * 6 + 6 + 6 * 7 + 6 * 5 + 5),
    ],
)
def test_layer(options, num_params, tmp_path):
    run_layer_test(
        FrameMLP,
        {"units": 5, **options},
        [FEATURES, NUM_FRAMES],
        expected_output_shape=(3, 7, 5),
        expected_num_params=num_params,
        tmp_path=tmp_path,
    )


def test_no_frame_sees_another():
    layer = random_layer(5)
    before = np.array(layer(FEATURES))
    other = FEATURES.copy()
    other[:, 3] += 1
    changed = np.abs(np.array(layer(other)) - before).max(axis=(0, 2))
    assert (changed > 1e-4).tolist() == [t == 3 for t in range(7)]


def test_padding_invariance():
    check_padding_invariance(
        lambda: FrameSum(FrameMLP(5)), [FEATURES, NUM_FRAMES], NUM_FRAMES
    )


@pytest.mark.parametrize(
    ("options", "products"),
    [
        ({}, 4 * 5 + 5 * 5),
        ({"num_layers": 1}, 4 * 5),
        ({"num_layers": 3, "hidden_size": 6}, 4 * 6 + 6 * 6 + 6 * 5),
    ],
)
def test_multiply_adds(options, products):
    assert FrameMLP(5, **options).multiply_adds(4, 7) == products * 7
