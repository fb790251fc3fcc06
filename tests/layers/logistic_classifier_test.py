import numpy as np
import pytest
from keras import ops

from tests import original_weights
from tests.run_layer_test import run_layer_test
from youtube8m_monet.convert.original_layers import LOGISTIC
from youtube8m_monet.layers import LogisticClassifier

FEATURES = np.random.default_rng(0).normal(size=(4, 6)).astype("float32")


def test_layer(tmp_path):
    run_layer_test(
        LogisticClassifier,
        {"num_classes": 3, "l2_penalty": 1e-8},
        [FEATURES],
        expected_output_shape=(4, 3),
        expected_num_params=6 * 3 + 3,
        output_dtype="float32",
        tmp_path=tmp_path,
    )


def test_golden(golden):
    recording = golden("starter_LogisticModel.npz")
    layer = LogisticClassifier(5)
    layer.build(recording["features"].shape)
    original_weights.fill_layer(layer, LOGISTIC, recording)
    np.testing.assert_allclose(
        layer(recording["features"]), recording["predictions"], atol=1e-5
    )


def test_logits_are_the_log_odds():
    layer = LogisticClassifier(3)
    p = ops.convert_to_numpy(layer(FEATURES))
    np.testing.assert_allclose(
        layer.logits(FEATURES), np.log(p / (1 - p)), atol=1e-4
    )


def test_penalty_is_half_the_sum_of_squares():
    layer = LogisticClassifier(3, l2_penalty=0.1)
    layer.build((None, 6))
    kernel = ops.convert_to_numpy(layer.dense.kernel)
    assert [float(loss) for loss in layer.losses] == [
        pytest.approx(0.1 * (kernel**2).sum() / 2, rel=1e-5)
    ]


def test_no_penalty_costs_nothing():
    layer = LogisticClassifier(3, l2_penalty=0.0)
    layer.build((None, 6))
    assert layer.losses == []
