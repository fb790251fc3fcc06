import keras
import numpy as np
import pytest

from tests.check_padding import check_padding_invariance
from tests.layers.frame_sum import FrameSum
from youtube8m_monet.errors import UserError
from youtube8m_monet.layers import (
    HALLUCINATORS,
    FrameConv,
    FrameMLP,
    FrameRNN,
    MoNet,
    make_hallucinator,
)

RNG = np.random.default_rng(0)
FEATURES = RNG.normal(size=(3, 7, 4)).astype("float32")
NUM_FRAMES = np.array([7, 4, 1], "int32")
# The class and the layers it has by default.
KINDS = {
    "monet": (MoNet, 5),
    "mlp": (FrameMLP, 2),
    "conv": (FrameConv, 2),
    "gru": (FrameRNN, 1),
    "lstm": (FrameRNN, 1),
    "bigru": (FrameRNN, 1),
    "bilstm": (FrameRNN, 1),
    "indrnn": (FrameRNN, 1),
}


def test_all_names():
    assert set(HALLUCINATORS) == set(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_makes_what_it_is_asked_for(name):
    kind, num_layers = KINDS[name]
    layer = make_hallucinator(name, name="some_name", dtype="mixed_bfloat16")
    assert type(layer) is kind
    assert (layer.units, layer.num_layers) == (1024, num_layers)
    assert layer.name == "some_name"
    assert layer.compute_dtype == "bfloat16"
    layer = make_hallucinator(name, 6, hallucinator_layers=3)
    assert (layer.units, layer.num_layers) == (6, 3)
    if kind is FrameRNN:
        assert layer.cell == name.removeprefix("bi")
        assert layer.bidirectional == name.startswith("bi")


def test_the_variant_of_monet():
    assert make_hallucinator().variant == "paper"
    assert make_hallucinator(monet_variant="released").variant == "released"


@pytest.mark.parametrize("name", KINDS)
def test_maps_frames_to_frames(name):
    keras.utils.set_random_seed(0)
    layer = make_hallucinator(name, 32)
    assert layer(FEATURES).shape == (3, 7, 32)
    flow = np.array(layer(FEATURES, NUM_FRAMES))
    valid = np.arange(7)[None] < NUM_FRAMES[:, None]
    assert not flow[~valid].any()
    assert (np.abs(flow[valid]).max(axis=-1) > 0).all()
    assert isinstance(layer.multiply_adds(4, num_frames=7), int)


@pytest.mark.parametrize("name", KINDS)
def test_padding_invariance(name):
    check_padding_invariance(
        lambda: FrameSum(make_hallucinator(name, 6)),
        [FEATURES, NUM_FRAMES],
        NUM_FRAMES,
    )


@pytest.mark.parametrize("name", KINDS)
def test_comes_back_from_its_config(name):
    layer = make_hallucinator(name, 6, hallucinator_layers=2)
    config = keras.saving.serialize_keras_object(layer)
    again = keras.saving.deserialize_keras_object(config)
    assert again.get_config() == layer.get_config()


def test_unknown_name():
    with pytest.raises(UserError) as error:
        make_hallucinator("flownet")
    known = "bigru, bilstm, conv, gru, indrnn, lstm, mlp, monet"
    assert f"Expected: one of {known}." in str(error.value)
    assert "--hallucinator " in str(error.value)
