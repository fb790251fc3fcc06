import numpy as np
import pytest

from tests.check_padding import check_padding_invariance
from tests.layers.frame_sum import FrameSum
from tests.run_layer_test import run_layer_test
from youtube8m_monet.layers import FrameConv

RNG = np.random.default_rng(0)
FEATURES = RNG.normal(size=(3, 7, 4)).astype("float32")
NUM_FRAMES = np.array([7, 4, 1], "int32")


def random_layer(*args, **options):
    """A layer whose biases are random as well."""
    layer = FrameConv(*args, **options)
    layer.build(FEATURES.shape)
    rng = np.random.default_rng(1)
    for weight in layer.weights:
        weight.assign(rng.normal(size=weight.shape))
    return layer


def convolution(frames, kernel, bias):
    """Frame by frame, with zeros beyond both ends."""
    before = (len(kernel) - 1) // 2
    output = []
    for t in range(len(frames)):
        total = bias.astype("float64")
        for j, matrix in enumerate(kernel, start=t - before):
            if 0 <= j < len(frames):
                total = total + frames[j] @ matrix
        output.append(total)
    return np.array(output)


@pytest.mark.parametrize("num_layers", [1, 2, 3])
@pytest.mark.parametrize("kernel_size", [1, 2, 3, 5])
def test_equals_reference(num_layers, kernel_size):
    layer = random_layer(5, num_layers, kernel_size, hidden_size=6)
    output = np.array(layer(FEATURES, NUM_FRAMES))
    weights = layer.get_weights()
    for row, count in enumerate(NUM_FRAMES):
        expected = FEATURES[row, :count]
        for index in range(num_layers):
            if index > 0:
                expected = np.maximum(expected, 0)
            kernel, bias = weights[2 * index : 2 * index + 2]
            expected = convolution(expected, kernel, bias)
        np.testing.assert_allclose(
            output[row, :count], expected, atol=1e-3, rtol=1e-4
        )
        assert not output[row, count:].any()


@pytest.mark.parametrize(
    ("options", "num_params"),
    [
        ({}, 3 * 4 * 5 + 5 + 3 * 5 * 5 + 5),
        (
            {"num_layers": 3, "kernel_size": 2, "hidden_size": 6},
            2 * 4 * 6 + 6 + 2 * 6 * 6 + 6 + 2 * 6 * 5 + 5,
        ),
    ],
)
def test_layer(options, num_params, tmp_path):
    run_layer_test(
        FrameConv,
        {"units": 5, **options},
        [FEATURES, NUM_FRAMES],
        expected_output_shape=(3, 7, 5),
        expected_num_params=num_params,
        tmp_path=tmp_path,
    )


@pytest.mark.parametrize(
    ("num_layers", "kernel_size", "reach"), [(1, 3, 1), (2, 3, 2), (1, 5, 2)]
)
def test_how_far_a_frame_sees(num_layers, kernel_size, reach):
    layer = random_layer(5, num_layers, kernel_size)
    before = np.array(layer(FEATURES))
    other = FEATURES.copy()
    other[:, 3] += 1
    changed = np.abs(np.array(layer(other)) - before).max(axis=(0, 2))
    expected = [abs(t - 3) <= reach for t in range(7)]
    assert (changed > 1e-4).tolist() == expected


@pytest.mark.parametrize("kernel_size", [3, 4])
def test_padding_invariance(kernel_size):
    check_padding_invariance(
        lambda: FrameSum(FrameConv(5, 3, kernel_size)),
        [FEATURES, NUM_FRAMES],
        NUM_FRAMES,
    )


@pytest.mark.parametrize(
    ("options", "products"),
    [
        ({}, 3 * (4 * 5 + 5 * 5)),
        ({"num_layers": 1, "kernel_size": 2}, 2 * 4 * 5),
        ({"num_layers": 3, "hidden_size": 6}, 3 * (4 * 6 + 6 * 6 + 6 * 5)),
    ],
)
def test_multiply_adds(options, products):
    assert FrameConv(5, **options).multiply_adds(4, 7) == products * 7


def test_a_window_has_frames():
    with pytest.raises(ValueError, match="Received: kernel_size=0"):
        FrameConv(4, kernel_size=0)
