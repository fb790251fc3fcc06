import numpy as np
import pytest
from keras import ops

from tests.run_layer_test import run_layer_test
from youtube8m_monet.layers import ContextGating

RNG = np.random.default_rng(0)
FEATURES = RNG.normal(size=(5, 8)).astype("float32")


@pytest.mark.parametrize(
    ("options", "num_params", "num_trainable"),
    [
        ({}, 8 * 8 + 4 * 8, 8 * 8 + 2 * 8),
        ({"batch_norm": False}, 8 * 8 + 8, 8 * 8 + 8),
        ({"remove_diagonal": True}, 8 * 8 + 4 * 8, 8 * 8 + 2 * 8),
        ({"reduction": 4}, 8 * 2 + 4 * 2 + 2 * 8, 8 * 2 + 2 * 2 + 2 * 8),
    ],
)
def test_layer(options, num_params, num_trainable, tmp_path):
    layer = run_layer_test(
        ContextGating,
        options,
        [FEATURES],
        expected_output_shape=(5, 8),
        expected_num_params=num_params,
        expected_num_trainable_params=num_trainable,
        tmp_path=tmp_path,
    )
    randomize(layer)
    np.testing.assert_allclose(
        layer(FEATURES), reference(layer, FEATURES), atol=1e-5
    )


def randomize(layer):
    for weight in layer.weights:
        value = RNG.normal(size=weight.shape)
        weight.assign(
            np.abs(value) + 0.5 if "variance" in weight.path else value
        )


def reference(layer, x):
    """The equations, with the moving statistics."""
    value = ops.convert_to_numpy
    kernel = value(layer.first.kernel)
    if layer.remove_diagonal:
        kernel = kernel * (1 - np.eye(len(kernel)))
    gates = x @ kernel
    if layer.batch_norm:
        norm = layer.norm
        deviation = np.sqrt(value(norm.moving_variance) + 1e-3)
        gates = (gates - value(norm.moving_mean)) / deviation
        gates = gates * value(norm.gamma) + value(norm.beta)
    else:
        gates = gates + value(layer.first.bias)
    if layer.reduction is not None:
        gates = np.maximum(gates, 0) @ value(layer.second.kernel)
    return x / (1 + np.exp(-gates))


def test_momentum_reaches_the_batch_norm():
    layer = ContextGating(batch_norm_momentum=0.5)
    layer(FEATURES)
    assert layer.norm.momentum == 0.5


def test_hidden_units_have_no_diagonal():
    with pytest.raises(ValueError, match="reduction=2"):
        ContextGating(reduction=2, remove_diagonal=True)
