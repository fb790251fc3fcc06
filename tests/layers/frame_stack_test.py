import numpy as np
import pytest

from youtube8m_monet.layers import FrameConv, FrameMLP

FEATURES = np.random.default_rng(0).normal(size=(3, 7, 4)).astype("float32")

both = pytest.mark.parametrize("layer_class", [FrameMLP, FrameConv])


@both
def test_the_last_layer_alone_is_linear(layer_class):
    layer = layer_class(5, num_layers=3, hidden_size=6)
    layer(FEATURES)
    names = [each.activation.__name__ for each in layer.layers]
    assert names == ["relu", "relu", "linear"]


@both
def test_no_num_frames_means_all_are_valid(layer_class):
    layer = layer_class(5)
    layer(FEATURES)
    layer.layers[0].bias.assign(np.ones(5))
    np.testing.assert_array_equal(
        layer(FEATURES), layer(FEATURES, np.full(3, 7))
    )


@both
@pytest.mark.parametrize("name", ["units", "num_layers", "hidden_size"])
def test_sizes_are_positive(layer_class, name):
    with pytest.raises(ValueError, match=f"Received: {name}=0"):
        layer_class(**{"units": 4, name: 0})
