import numpy as np
import pytest

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
