import pytest

from frame_level_models.logistic import LogisticModel
from frame_level_models.mix_nextvlad import MixNeXtVladModel
from frame_level_models.moe import MoeModel
from frame_level_models.monet_hallucination import MoNetHallucination
from frame_level_models.monet_netvlad import MoNetNetVLAD
from frame_level_models.nextvlad import NeXtVLADModel
from youtube8m_monet.describe.model_parts import (
    hallucinator_title,
    model_parts,
)
from youtube8m_monet.layers import HALLUCINATORS, make_hallucinator

TITLES = {
    "monet": "MoNet, 5 layers",
    "mlp": "perceptron, 2 layers",
    "conv": "convolutions, 2 layers",
    "gru": "GRU, 1 layer",
    "lstm": "LSTM, 1 layer",
    "bigru": "bidirectional GRU, 1 layer",
    "bilstm": "bidirectional LSTM, 1 layer",
    "indrnn": "IndRNN, 1 layer",
}


def test_every_hallucinator_has_its_title():
    assert TITLES.keys() == HALLUCINATORS.keys()
    for name, title in TITLES.items():
        assert hallucinator_title(make_hallucinator(name)) == title


def test_titles_tell_layers_and_variant():
    layer = make_hallucinator(hallucinator_layers=1, monet_variant="released")
    assert hallucinator_title(layer) == "released MoNet, 1 layer"


def test_one_stream():
    model = NeXtVLADModel(video_level_classifier_model="LogisticModel")
    parts = model_parts(model)
    assert parts == {
        "features": model.stream.frame_features,
        "encoder: NeXtVLAD": model.stream.encoder,
        "classifier: Logistic": model.stream.classifier,
    }


def test_no_encoder():
    assert list(model_parts(LogisticModel())) == [
        "features",
        "classifier: Logistic",
    ]


def test_two_streams():
    model = MoNetNetVLAD(hallucinator="bigru", fusion="learned")
    assert model_parts(model) == {
        "appearance": model.appearance,
        "hallucinator: bidirectional GRU, 1 layer": model.hallucinator,
        "rgb stream: NetVLAD, Moe": model.rgb_stream,
        "flow stream: NetVLAD, Moe": model.flow_stream,
        "fusion: learned": model.fusion,
    }


def test_flow_from_the_records():
    features = {"rgb": 1024, "flow": 1024}
    model = MoNetNetVLAD(features=features, flow_source="records")
    assert model_parts(model)["recorded flow"] is model.recorded_flow


def test_hallucination_with_a_judge():
    judge = NeXtVLADModel(features={"flow": 1024})
    parts = model_parts(MoNetHallucination(judge=judge))
    assert parts["judge: NeXtVLAD, Moe"] is judge
    assert "hallucinator: MoNet, 5 layers" in parts


@pytest.mark.parametrize("model_class", [MixNeXtVladModel, MoeModel])
def test_every_weight_is_in_one_part(model_class):
    model = model_class(5)
    model(model.example_inputs(1, 2))
    parts = model_parts(model).values()
    counts = [layer.count_params() for layer in parts]
    assert sum(counts) == model.count_params()


def test_branches():
    parts = model_parts(MixNeXtVladModel(mix_number=2))
    assert "branch 0 encoder: NeXtVLAD" in parts
    assert "branch 1 classifier: Moe" in parts
    assert "mix weights" in parts
