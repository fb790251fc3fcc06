"""Multiply-adds of encoders and classifiers beside counts by hand."""

import keras
import pytest

from frame_level_models.dbof import DbofModel
from frame_level_models.frame_level_logistic import FrameLevelLogisticModel
from frame_level_models.logistic import LogisticModel
from frame_level_models.lstm import LstmModel
from frame_level_models.mix_nextvlad import MixNeXtVladModel
from frame_level_models.moe import MoeModel
from frame_level_models.monet_nextvlad import MoNetNeXtVLAD
from frame_level_models.netvlad import NetVLADModel
from frame_level_models.nextvlad import NeXtVLADModel
from frame_level_models.trn import TrnModel
from tests.describe.costs import AUDIO, C, D, T, costs, products, total
from youtube8m_monet.layers import NeXtVLAD, TemporalRelation

pytestmark = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="counts TensorFlow graphs"
)


def test_logistic_classifier():
    assert total(costs(LogisticModel, C, {"mean_rgb": D})) == D * C


def test_frames_are_averaged_without_a_product():
    features = {"rgb": D, "audio": AUDIO}
    cost = costs(FrameLevelLogisticModel, C, features)
    assert products(cost, "encoder") == 0
    assert products(cost, "classifier") == (D + AUDIO) * C


def test_mixture_of_experts():
    """Gates of M experts and of the one that says no; the M experts."""
    cost = costs(MoeModel, C, {"mean_rgb": D}, moe_num_mixtures=3)
    assert total(cost) == D * C * (3 + 1) + D * C * 3


def nextvlad(size, clusters, groups, expansion=2):
    """The four products of a frame with its expansion e."""
    e = expansion * size
    expanding = size * e
    attention = e * groups
    assignment = e * groups * clusters
    # Of each group its part of e, of size e / groups, to each cluster.
    aggregation = groups * (e // groups) * clusters
    return expanding + attention + assignment + aggregation


def nextvlad_head(vlad, hidden, reduction):
    """The hidden layer, and the gating's two."""
    gates = hidden // reduction
    return vlad * hidden + hidden * gates + gates * hidden


NEXTVLAD = {
    "nextvlad_cluster_size": 4,
    "nextvlad_hidden_size": 6,
    "groups": 2,
    "gating_reduction": 2,
}


def nextvlad_encoder(frames=T):
    """Features of D and AUDIO; the second has half the clusters and groups."""
    a_frame = nextvlad(D, 4, 2) + nextvlad(AUDIO, 2, 1)
    vlad = 2 * D // 2 * 4 + 2 * AUDIO // 1 * 2
    return frames * a_frame + nextvlad_head(vlad, 6, 2)


def test_nextvlad_encoder():
    features = {"rgb": D, "audio": AUDIO}
    cost = costs(NeXtVLADModel, C, features, **NEXTVLAD)
    assert products(cost, "encoder") == nextvlad_encoder()
    assert products(cost, "classifier") == 6 * C * (3 + 2)
    layer = NeXtVLAD(4, groups=2)
    assert layer.multiply_adds(D, T) == T * nextvlad(D, 4, 2)


@pytest.mark.parametrize("classifier", ["MoeModel", "LogisticModel"])
def test_mixture_of_nextvlads(classifier):
    cost = costs(
        MixNeXtVladModel,
        C,
        {"rgb": D, "audio": AUDIO},
        mix_number=2,
        video_level_classifier_model=classifier,
        **NEXTVLAD,
    )
    head = 6 * C * (5 if classifier == "MoeModel" else 1)
    for branch in ("branch 0", "branch 1"):
        assert products(cost, f"{branch} encoder") == nextvlad_encoder()
        assert products(cost, f"{branch} classifier") == head
    assert cost.parts["mix weights"][1] == (D + AUDIO) * 2
    assert cost.parts["the rest"][:2] == (0, 0)


@pytest.mark.parametrize("gating", [False, True])
def test_netvlad_encoder(gating):
    """Assignment and aggregation of a frame; the hidden layer, its gates."""
    cost = costs(
        NetVLADModel,
        C,
        {"rgb": D, "audio": AUDIO},
        netvlad_cluster_size=4,
        netvlad_hidden_size=6,
        gating=gating,
    )
    a_frame = (D * 4 + D * 4) + (AUDIO * 2 + AUDIO * 2)
    hidden = (D * 4 + AUDIO * 2) * 6
    gates = 6 * 6 if gating else 0
    assert products(cost, "encoder") == T * a_frame + hidden + gates


def test_dbof_encoder():
    sizes = {"dbof_cluster_size": 16, "dbof_hidden_size": 6}
    cost = costs(DbofModel, C, {"rgb": D}, **sizes)
    assert products(cost, "encoder") == T * D * 16 + 16 * 6


def test_lstm_encoder():
    """Four gates of the input and of the state, in two layers."""
    cost = costs(LstmModel, C, {"rgb": D}, lstm_cells=6, lstm_layers=2)
    first, second = (D + 6) * 4 * 6, (6 + 6) * 4 * 6
    assert products(cost, "encoder") == T * (first + second)


def test_temporal_relations():
    """Of 3 frames 3 pairs and 1 triple, then the read-out of both scales."""
    sizes = {"trn_num_segments": 3, "trn_hidden_size": 4, "trn_units": 8}
    cost = costs(TrnModel, C, {"rgb": D}, **sizes)
    counted = products(cost, "encoder")
    assert counted == 3 * 2 * D * 4 + 1 * 3 * D * 4 + 2 * 4 * 8
    assert counted == TemporalRelation(**sizes).multiply_adds(D)


# With the default options: features of 1024 and 128, 3862 classes, 300 frames.
def full_size():
    """Every product of MoNetNeXtVLAD."""
    monet = (5 + 6 * 4) * 1024 * 1024
    rgb_vlad, audio_vlad = nextvlad(1024, 64, 8), nextvlad(128, 32, 4)
    rgb_size, audio_size = 2048 // 8 * 64, 256 // 4 * 32
    moe = 1024 * 3862 * (3 + 2)
    return {
        "hallucinator: MoNet, 5 layers": 300 * monet,
        "rgb stream: NeXtVLAD, Moe": 300 * (rgb_vlad + audio_vlad)
        + nextvlad_head(rgb_size + audio_size, 1024, 8)
        + moe,
        "flow stream: NeXtVLAD, Moe": 300 * rgb_vlad
        + nextvlad_head(rgb_size, 1024, 8)
        + moe,
    }


def test_full_size():
    cost = costs(MoNetNeXtVLAD, num_frames=300)
    counted = {title: row[1] for title, row in cost.parts.items() if row[1]}
    assert counted == full_size()
    assert total(cost) == 11_196_669_952
    assert total(cost, column=0) == 93_860_716
