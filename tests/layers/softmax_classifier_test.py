import numpy as np
from keras import ops

from tests.run_layer_test import run_layer_test
from youtube8m_monet.layers import SoftmaxClassifier

FEATURES = np.random.default_rng(0).normal(size=(4, 6)).astype("float32")


def test_layer(tmp_path):
    run_layer_test(
        SoftmaxClassifier,
        {"num_classes": 3, "l2_penalty": 0.1},
        [FEATURES],
        expected_output_shape=(4, 3),
        expected_num_params=6 * 3 + 3,
        output_dtype="float32",
        tmp_path=tmp_path,
    )


def test_probabilities_of_one_distribution():
    layer = SoftmaxClassifier(3)
    found = ops.convert_to_numpy(layer(FEATURES))
    logits = FEATURES @ np.array(layer.dense.kernel) + np.array(
        layer.dense.bias
    )
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found, expected, atol=1e-6)
