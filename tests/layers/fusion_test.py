import keras
import numpy as np
import pytest
from keras import ops

from tests.run_layer_test import run_layer_test
from youtube8m_monet.errors import UserError
from youtube8m_monet.layers import Fusion

RNG = np.random.default_rng(0)
STREAMS = [RNG.uniform(size=(4, 5)).astype("float32") for _ in range(3)]


class Fused(Fusion):
    """Takes the streams as one array, as `run_layer_test` gives them."""

    def build(self, predictions_shape):
        super().build([predictions_shape[1:]] * predictions_shape[0])

    def call(self, predictions):
        return super().call(ops.unstack(predictions, 3))

    def compute_output_shape(self, predictions_shape):
        return super().compute_output_shape([predictions_shape[1:]])

    def compute_output_spec(self, predictions):
        return keras.KerasTensor(predictions.shape[1:], "float32")


@pytest.mark.parametrize(
    ("method", "per_class", "num_params"),
    [("mean", False, 0), ("learned", False, 3), ("learned", True, 15)],
)
def test_layer(method, per_class, num_params):
    layer = run_layer_test(
        Fused,
        {"method": method, "per_class": per_class},
        [np.stack(STREAMS)],
        expected_output_shape=(4, 5),
        expected_num_params=num_params,
        output_dtype="float32",
    )
    # Learned weights start at the average.
    np.testing.assert_allclose(
        layer(np.stack(STREAMS)), np.mean(STREAMS, 0), atol=1e-6
    )


@pytest.mark.parametrize("per_class", [False, True])
def test_learned_weights_are_convex(per_class):
    layer = Fusion("learned", per_class=per_class)
    layer(STREAMS)
    logits = RNG.normal(size=layer.logits.shape).astype("float32")
    layer.logits.assign(logits)
    weights = np.exp(logits) / np.exp(logits).sum(0)
    expected = (np.stack(STREAMS) * weights[:, None]).sum(0)
    np.testing.assert_allclose(layer(STREAMS), expected, atol=1e-6)


def test_probabilities_keep_float32_under_mixed_precision():
    layer = Fusion("mean", dtype="mixed_bfloat16")
    np.testing.assert_allclose(
        ops.convert_to_numpy(layer(STREAMS)), np.mean(STREAMS, 0), atol=1e-6
    )


def test_unknown_method():
    with pytest.raises(UserError, match="one of learned, mean"):
        Fusion("vote")


def test_given_weights():
    given = [0.5, 0.2, 0.3]
    expected = np.tensordot(given, np.stack(STREAMS), axes=1)
    fused = Fusion("mean", weights=given)(STREAMS)
    np.testing.assert_allclose(fused, expected, atol=1e-6)
    copy = Fusion.from_config(Fusion("mean", weights=given).get_config())
    np.testing.assert_array_equal(copy(STREAMS), fused)


@pytest.mark.parametrize("weights", [[0.5, 0.6], [1.5, -0.5]])
def test_weights_that_are_no_average(weights):
    with pytest.raises(UserError, match="--flow_weight"):
        Fusion("mean", weights=weights)


def test_weights_that_sum_to_less_than_one():
    with pytest.raises(UserError, match="--flow_weight"):
        Fusion("mean", weights=[0.5, 0.4])


@pytest.mark.parametrize("method", ["mean", "learned"])
def test_streams_of_low_precision_are_fused_in_float32(method):
    low = [ops.cast(p, "bfloat16") for p in STREAMS]
    expected = np.mean([ops.cast(p, "float32") for p in low], 0)
    np.testing.assert_allclose(
        ops.cast(Fusion(method)(low), "float32"), expected, atol=1e-6
    )


@pytest.mark.parametrize("weights", [[0.2, 0.3, 0.5], [1.0]])
def test_a_weight_for_each_stream(weights):
    with pytest.raises(ValueError, match="zip"):
        Fusion("mean", weights=weights)(STREAMS[:2])


@pytest.mark.parametrize("policy", ["float32", "mixed_float16"])
def test_a_graph_knows_that_probabilities_are_float32(policy):
    streams = [keras.Input([5], dtype=policy[-7:]) for _ in range(2)]
    fused = Fusion("mean", dtype=policy)(streams)
    assert (fused.shape, fused.dtype) == ((None, 5), "float32")
