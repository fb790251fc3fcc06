import numpy as np

from youtube8m_monet.metrics.score_order import score_bits


def test_order_is_kept_over_the_whole_range():
    info = np.finfo(np.float32)
    scores = [-np.inf, info.min, -1, -info.tiny, 0, 1e-45, 0.5, 1, np.inf]
    bits = score_bits(np.array(scores, np.float32))
    assert bits.dtype == np.uint32
    assert bits[0] > 0
    assert (bits[1:] > bits[:-1]).all()


def test_both_zeros_are_equal():
    plus, minus = score_bits(np.array([0.0, -0.0], np.float32))
    assert plus == minus
