import numpy as np

from youtube8m_monet.layers.batch_norm import batch_norm


def test_normalises_as_published():
    norm = batch_norm("norm", "float32")
    x = np.array([[1.0], [3.0]], "float32")
    y = norm(x, training=True)
    np.testing.assert_allclose(y, (x - 2) / np.sqrt(1 + 0.001), atol=1e-6)
    np.testing.assert_allclose(norm.moving_mean, [0.001 * 2], atol=1e-7)


def test_momentum_is_an_option():
    norm = batch_norm("norm", "float32", momentum=0.5)
    norm(np.array([[1.0], [3.0]], "float32"), training=True)
    np.testing.assert_allclose(norm.moving_mean, [0.5 * 2], atol=1e-6)
