import json

import pytest

from youtube8m_monet.convert.nextvlad_models import (
    mix_nextvlad_model,
    nextvlad_model,
)

CASES = {
    "NeXtVLADModel": nextvlad_model,
    "MixNeXtVladModel": mix_nextvlad_model,
}


def recorded(golden_dir, name):
    recording = json.loads((golden_dir / f"{name}.json").read_text())
    shapes = {
        name.removeprefix("tower/"): tuple(shape)
        for name, shape in recording["variables"].items()
    }
    return recording["flags"], shapes


@pytest.mark.parametrize("name", CASES)
def test_the_shapes_tell_the_options(golden_dir, name):
    flags, shapes = recorded(golden_dir, name)
    if name == "NeXtVLADModel":
        del flags["mix_number"]
    model = CASES[name](shapes)
    assert model.options == {**flags, "num_classes": 7}
    assert model.feature_sizes == [1024, 128]
    assert {pair.original for pair in model.pairs} == set(shapes)
    assert len({pair.path for pair in model.pairs}) == len(shapes)


@pytest.mark.parametrize("name", CASES)
def test_variables_that_lack_are_still_named(name):
    model = CASES[name]({})
    assert any("gating_weights_2" in pair.original for pair in model.pairs)
    assert model.options == {"video_level_classifier_model": "LogisticModel"}
    assert model.feature_sizes == []


def test_branches_with_mixtures_of_experts():
    shapes = {
        "mix_weights/biases": (2,),
        "branch_0/gates/weights": (8, 15),
        "branch_0/experts/biases": (10,),
    }
    model = mix_nextvlad_model(shapes)
    assert model.options["video_level_classifier_model"] == "MoeModel"
    paths = {pair.original: pair.path for pair in model.pairs}
    assert paths["branch_1/gates/weights"] == "classifiers.1.gates.kernel"
