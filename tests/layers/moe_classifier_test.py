import numpy as np
import pytest
from keras import ops

from tests import original_weights
from tests.run_layer_test import run_layer_test
from youtube8m_monet.convert.original_layers import MOE
from youtube8m_monet.layers import MoeClassifier

FEATURES = np.random.default_rng(0).normal(size=(4, 6)).astype("float32")


def test_layer(tmp_path):
    run_layer_test(
        MoeClassifier,
        {"num_classes": 3, "moe_num_mixtures": 4, "l2_penalty": 1e-8},
        [FEATURES],
        expected_output_shape=(4, 3),
        expected_num_params=6 * 3 * 5 + 6 * 3 * 4 + 3 * 4,
        output_dtype="float32",
        tmp_path=tmp_path,
    )


def test_equals_reference():
    layer = MoeClassifier(3, moe_num_mixtures=2)
    layer.build(FEATURES.shape)
    rng = np.random.default_rng(1)
    for weight in layer.weights:
        weight.assign(rng.normal(size=weight.shape))
    gates, experts, bias = layer.get_weights()
    expected = np.zeros((4, 3))
    for c in range(3):
        z = np.exp(FEATURES @ gates[:, 3 * c : 3 * c + 3])
        z /= z.sum(-1, keepdims=True)
        for m in range(2):
            e = FEATURES @ experts[:, 2 * c + m] + bias[2 * c + m]
            expected[:, c] += z[:, m] / (1 + np.exp(-e))
    p = ops.convert_to_numpy(layer(FEATURES))
    np.testing.assert_allclose(p, expected, atol=1e-5)
    np.testing.assert_allclose(
        layer.logits(FEATURES), np.log(p / (1 - p)), atol=1e-4
    )


def test_golden(golden):
    recording = golden("starter_MoeModel.npz")
    layer = MoeClassifier(5, moe_num_mixtures=3)
    layer.build(recording["features"].shape)
    original_weights.fill_layer(layer, MOE, recording)
    np.testing.assert_allclose(
        layer(recording["features"]), recording["predictions"], atol=1e-5
    )


def test_logits_of_certain_predictions_are_finite():
    layer = MoeClassifier(3)
    logits = ops.convert_to_numpy(layer.logits(FEATURES * 1e4))
    assert np.isfinite(logits).all()
    assert np.abs(logits).max() < 17


def test_penalty_is_half_the_sum_of_squares():
    layer = MoeClassifier(3, l2_penalty=0.1)
    layer.build((None, 6))
    total = sum(float(loss) for loss in layer.losses)
    kernels = [layer.gates.kernel, layer.experts.kernel]
    squares = sum((ops.convert_to_numpy(k) ** 2).sum() for k in kernels)
    assert total == pytest.approx(0.1 * squares / 2, rel=1e-5)


def test_the_penalty_is_the_starters():
    assert MoeClassifier(3).l2_penalty == 1e-8
