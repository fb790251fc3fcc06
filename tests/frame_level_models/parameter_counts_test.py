"""The sizes of the models with their default options, counted by hand."""

from concurrent.futures import ThreadPoolExecutor

import keras
import pytest

from frame_level_models.dbof import DbofModel
from frame_level_models.frame_level_logistic import FrameLevelLogisticModel
from frame_level_models.logistic import LogisticModel
from frame_level_models.lstm import LstmModel
from frame_level_models.mix_nextvlad import MixNeXtVladModel
from frame_level_models.moe import MoeModel
from frame_level_models.monet_hallucination import MoNetHallucination
from frame_level_models.monet_logistic import MoNetLogistic
from frame_level_models.monet_netvlad import MoNetNetVLAD
from frame_level_models.monet_nextvlad import MoNetNeXtVLAD
from frame_level_models.monet_trn import MoNetTRN
from frame_level_models.netvlad import NetVLADModel
from frame_level_models.nextvlad import NeXtVLADModel
from frame_level_models.registry import MODELS
from frame_level_models.trn import TrnModel
from tests.frame_level_models.nextvlad_test import nextvlad_params

C, RGB, AUDIO = 3862, 1024, 128
BOTH = RGB + AUDIO
NORM = 4  # gamma, beta, moving mean, moving variance


def moe(size, mixtures=2):
    """Gates with one more than the experts, without bias; experts."""
    return size * C * (mixtures + 1) + size * C * mixtures + C * mixtures


def lstm(size, cells):
    """Four gates, each reading the input, the state and a bias."""
    return 4 * ((size + cells) * cells + cells)


def netvlad(size, clusters):
    """Assignment, centres, batch norm."""
    return 2 * size * clusters + NORM * clusters


def monet(size):
    """The four gates' and h's products of x, with bias, and those of s."""
    return 5 * (size * size + size) + 6 * size * size


def nextvlad(audio):
    """A NeXtVLAD stream of a feature of 1024, with or without audio."""
    vlads, outputs = nextvlad_params(RGB, 64, 8), 2 * RGB // 8 * 64
    if audio:
        vlads += nextvlad_params(AUDIO, 32, 4)
        outputs += 2 * AUDIO // 4 * 32
    hidden = outputs * 1024 + NORM * 1024
    gating = 1024 * 128 + NORM * 128 + 128 * 1024
    return vlads + hidden + gating + moe(1024)


def netvlad_stream(audio):
    """A NetVLAD stream of a feature of 1024, with or without audio."""
    vlads, outputs, size = netvlad(RGB, 256), RGB * 256, RGB
    if audio:
        vlads += netvlad(AUDIO, 128)
        outputs, size = outputs + AUDIO * 128, BOTH
    hidden = outputs * 1024 + 1024
    return NORM * size + vlads + hidden + 1024 * 1024 + NORM * 1024 + moe(1024)


def trn(size):
    """A perceptron for each of the scales 2 to 8, and their read-out."""
    scales = sum(n * size * 256 + 256 for n in range(2, 9))
    return scales + 7 * 256 * 1024 + 1024 + moe(1024)


COUNTS = {
    LogisticModel: RGB * C + C,
    MoeModel: moe(RGB),
    FrameLevelLogisticModel: BOTH * C + C,
    DbofModel: (
        NORM * BOTH
        + BOTH * 8192 + NORM * 8192
        + 8192 * 1024 + NORM * 1024
        + moe(1024)
    ),
    LstmModel: lstm(BOTH, 1024) + lstm(1024, 1024) + moe(1024),
    NetVLADModel: netvlad_stream(audio=True),
    NeXtVLADModel: nextvlad(audio=True),
    MixNeXtVladModel: 3 * nextvlad(audio=True) + NORM * BOTH + BOTH * 3 + 3,
    TrnModel: trn(BOTH),
    MoNetLogistic: monet(RGB) + (BOTH + RGB) * C + 2 * C,
    MoNetTRN: monet(RGB) + trn(BOTH) + trn(RGB),
    MoNetNetVLAD: monet(RGB) + netvlad_stream(True) + netvlad_stream(False),
    MoNetHallucination: monet(RGB),
    MoNetNeXtVLAD: monet(RGB) + nextvlad(audio=True) + nextvlad(audio=False),
}  # fmt: skip


def test_every_model_has_its_row():
    assert set(COUNTS) == set(MODELS.values())


@pytest.mark.parametrize("model_class", COUNTS, ids=lambda c: c.__name__)
def test_number_of_parameters(model_class):
    # In a thread of its own: the next LSTM on JAX in the same thread would
    # give values to all weights, gigabytes of them, that have none yet.
    with ThreadPoolExecutor(1) as thread:
        model = thread.submit(built_without_values, model_class).result()
    assert model.count_params() == COUNTS[model_class]


def built_without_values(model_class):
    """Returns a model whose weights have shapes, and no values."""
    model = model_class()
    with keras.StatelessScope(initialize_variables=False):
        model.build()
    return model
