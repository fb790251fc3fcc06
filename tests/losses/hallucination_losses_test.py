import keras
import numpy as np
import pytest
from keras import ops

from tests.losses.label_losses_test import gradient
from youtube8m_monet.losses import flow_loss, judgement_loss

RNG = np.random.default_rng(0)
FLOW = RNG.normal(size=(3, 5, 4)).astype("float32")
TARGET = RNG.normal(size=(3, 5, 4)).astype("float32")
NUM_FRAMES = np.array([5, 2, 0])


def test_flow_loss_is_the_mean_over_valid_frames():
    rows = [(FLOW[0] - TARGET[0]) ** 2, (FLOW[1, :2] - TARGET[1, :2]) ** 2]
    expected = np.mean(np.concatenate(rows))
    found = float(flow_loss(TARGET, FLOW, NUM_FRAMES))
    assert found == pytest.approx(expected, rel=1e-6)


def test_padding_has_no_value_even_if_it_is_not_finite():
    broken = FLOW.copy()
    broken[1, 2:] = np.nan
    broken[2] = np.inf
    expected = float(flow_loss(TARGET, FLOW, NUM_FRAMES))
    assert float(flow_loss(TARGET, broken, NUM_FRAMES)) == expected


def test_no_frame_at_all():
    assert float(flow_loss(TARGET, FLOW, np.zeros(3, "int32"))) == 0


def test_judgement_loss():
    p, q = RNG.random((4, 6)), RNG.random((4, 6))
    found = float(judgement_loss(p, q))
    assert found == pytest.approx(np.abs(p - q).mean(), rel=1e-6)


def test_true_flow_gets_no_gradient_from_the_judge():
    p, q = RNG.random((2, 4, 6), "float32")

    def loss(predictions, target):
        # The sum, whose gradient is 1, because TensorFlow has none for 0.
        return judgement_loss(target, predictions) + ops.sum(target)

    np.testing.assert_array_equal(gradient(loss, p, q), np.ones((4, 6)))


@pytest.mark.parametrize(
    "loss", [lambda a, b: flow_loss(a, b, NUM_FRAMES), judgement_loss]
)
def test_computes_in_float32(loss):
    low = [ops.cast(values, "bfloat16") for values in (TARGET, FLOW)]
    found = loss(*low)
    assert keras.backend.standardize_dtype(found.dtype) == "float32"
    expected = loss(*(ops.cast(values, "float32") for values in low))
    assert float(found) == pytest.approx(float(expected), rel=1e-6)


def test_no_more_frames_count_than_there_are():
    ones = np.ones((1, 5, 4), "float32")
    assert float(flow_loss(ones, 0 * ones, np.array([9]))) == 1
