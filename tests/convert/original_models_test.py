import pytest

from frame_level_models import registry
from tests import original_weights
from youtube8m_monet.convert.original_models import (
    ORIGINALS,
    original_model,
    released_monet,
)
from youtube8m_monet.errors import UserError


def test_names_are_those_of_our_models():
    assert ORIGINALS.keys() <= registry.MODELS.keys()


def test_options_are_those_of_our_models():
    for name in ORIGINALS:
        known = registry.hyper_parameters(registry.MODELS[name])
        assert original_model(name, {}).options.keys() <= known.keys()


@pytest.mark.parametrize(
    ("recording", "options"),
    [
        ("MoeModel", {"moe_num_mixtures": 3}),
        ("DbofModel_sigmoid_max", {"dbof_add_batch_norm": True}),
        ("LstmModel", {"lstm_layers": 2}),
    ],
)
def test_a_checkpoint_tells_options(golden, recording, options):
    values = original_weights.arrays(golden(f"starter_{recording}.npz"))
    shapes = original_weights.original_variables(values).shapes
    found = original_model(recording.split("_")[0], shapes).options
    assert options.items() <= found.items()
    assert found.keys() <= {
        "num_classes",
        *registry.hyper_parameters(registry.MODELS[recording.split("_")[0]]),
    }


def test_released_monet(golden):
    values = original_weights.arrays(golden("monet_released_5layers.npz"))
    shapes = original_weights.original_variables(values).shapes
    model = released_monet(shapes)
    assert model.options == {
        "hallucinator": "monet",
        "monet_variant": "released",
    }
    assert model.feature_sizes == [6, 6]
    assert model.part == "hallucinator"
    assert model.other_scopes == ("RGB",)
    paths = {pair.original: pair.path for pair in model.pairs}
    assert paths.keys() == shapes.keys()
    assert paths["cnn_trans/conv1d/kernel"] == "hallucinator.cell.C"


def test_a_model_without_an_original():
    with pytest.raises(UserError) as error:
        original_model("NetVLADModel", {})
    text = str(error.value)
    assert "Unknown original model" in text
    assert "MoNetHallucination" in text
    assert "model='NetVLADModel'" in text
