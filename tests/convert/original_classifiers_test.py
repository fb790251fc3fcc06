from youtube8m_monet.convert.original_classifiers import (
    classifier,
    logistic_classifier,
    moe_classifier,
    stream_model,
)
from youtube8m_monet.convert.original_layers import LOGISTIC, MOE
from youtube8m_monet.convert.pair import Pair

LOGISTIC_SHAPES = {
    "fully_connected/weights": (8, 5),
    "fully_connected/biases": (5,),
}
MOE_SHAPES = {
    "gates/weights": (8, 15),
    "experts/weights": (8, 10),
    "experts/biases": (10,),
}


def test_logistic():
    assert logistic_classifier(LOGISTIC_SHAPES) == (
        LOGISTIC,
        {"num_classes": 5},
    )
    assert logistic_classifier({}) == (LOGISTIC, {})


def test_moe():
    assert moe_classifier(MOE_SHAPES) == (
        MOE,
        {"num_classes": 5, "moe_num_mixtures": 2},
    )
    assert moe_classifier({"gates/weights": (8, 15)}) == (MOE, {})


def test_the_variables_tell_which():
    pairs, options = classifier(MOE_SHAPES)
    assert pairs == MOE
    assert options["video_level_classifier_model"] == "MoeModel"
    pairs, options = classifier(LOGISTIC_SHAPES)
    assert pairs == LOGISTIC
    assert options["video_level_classifier_model"] == "LogisticModel"


def test_scopes():
    shapes = {f"branch_1/{name}": shape for name, shape in MOE_SHAPES.items()}
    assert classifier(shapes, "branch_1/")[1]["num_classes"] == 5
    assert "num_classes" not in classifier(shapes)[1]


def test_a_stream():
    model = stream_model(
        MOE_SHAPES, [Pair("hidden1_weights", "hidden.kernel")], {"a": 1}, [9]
    )
    assert model.pairs[0] == Pair(
        "hidden1_weights", "stream.encoder.hidden.kernel"
    )
    assert model.pairs[1].path == "stream.classifier.gates.kernel"
    assert model.options["a"] == 1
    assert model.options["num_classes"] == 5
    assert model.feature_sizes == [9]
