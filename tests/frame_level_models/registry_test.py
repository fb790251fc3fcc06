import json

import numpy as np
import pytest

from frame_level_models import registry
from tests.frame_level_models.runs import SIZES, config, saved_run
from youtube8m_monet.errors import UserError
from youtube8m_monet.training import checkpoint


def test_models_have_the_names_that_people_type():
    assert [*registry.MODELS] == [
        "LogisticModel",
        "MoeModel",
        "FrameLevelLogisticModel",
        "DbofModel",
        "LstmModel",
        "NetVLADModel",
        "NeXtVLADModel",
        "MixNeXtVladModel",
        "TrnModel",
        "MoNetLogistic",
        "MoNetTRN",
        "MoNetNetVLAD",
        "MoNetNeXtVLAD",
        "MoNetHallucination",
    ]
    for name in registry.MODELS:
        assert registry.model_class(name).__name__ == name


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(UserError, match="one of DbofModel.*NeXtVLADModel"):
        registry.model_class("NextVladModel")


def test_the_constructor_keeps_the_last_word():
    model = registry.create(config("NeXtVLADModel"), SIZES)
    assert model.options["groups"] == 2
    assert model.options["expansion"] == 2
    assert model.built


@pytest.mark.parametrize("penalty", [None, 0.25])
def test_the_penalty_is_weighted(penalty):
    settings = config(
        "LogisticModel", l2_penalty=penalty, regularization_penalty=2.0
    )
    model = registry.create(settings, {"mean_rgb": 6})
    expected = 2 * (1e-8 if penalty is None else penalty)
    assert model.options["l2_penalty"] == expected


def features_of(name):
    if name == "MoNetHallucination":
        return {"rgb": 6, "flow": 4}
    frames = registry.model_class(name).frame_features
    return SIZES if frames else {"mean_rgb": 6}


@pytest.mark.parametrize("name", registry.MODELS)
def test_flags_rebuild_every_model(name):
    features = features_of(name)
    settings = config(name, lstm_cells=4, dbof_cluster_size=4)
    model = registry.create(settings, features)
    flags = json.loads(json.dumps(registry.run_flags(model, settings)))
    again = registry.rebuild(flags)
    ours, theirs = model.get_config(), again.get_config()
    ours.pop("name"), theirs.pop("name")
    assert ours == theirs
    shapes = [w.shape for w in model.weights]
    assert [w.shape for w in again.weights] == shapes
    schema = registry.record_schema(flags)
    assert schema == registry.schema_to_train(settings, features)
    assert dict(schema.features) == features
    frames = registry.model_class(name).frame_features
    assert schema.kind == ("frame" if frames else "video")


def test_restore_brings_the_weights_back(tmp_path):
    model = saved_run(tmp_path / "run", config("NeXtVLADModel"))
    again, flags, path = registry.restore(str(tmp_path / "run"))
    assert checkpoint.checkpoint_step(path) == 3
    assert flags["model"] == "NeXtVLADModel"
    for ours, theirs in zip(model.weights, again.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_judge_comes_back_with_its_run(tmp_path):
    judge = registry.create(config("FrameLevelLogisticModel"), {"flow": 4})
    features = {"rgb": 6, "flow": 4}
    settings = config("MoNetHallucination")
    saved_run(tmp_path / "run", settings, features, judge)
    again, flags, _ = registry.restore(str(tmp_path / "run"))
    assert flags["judge"]["model"] == "FrameLevelLogisticModel"
    assert again.judge.features == {"flow": 4}
    for ours, theirs in zip(judge.weights, again.judge.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_some_options_may_differ_from_the_runs(tmp_path):
    saved_run(tmp_path / "run", config("MoNetLogistic"))
    given = {"flow_weight": 0.25, "num_classes": 5, "l2_penalty": 1.0}
    changes = registry.take_changes(given)
    assert given == {"num_classes": 5}
    model, _, _ = registry.restore(str(tmp_path / "run"), **changes)
    assert model.fusion.stream_weights == [0.75, 0.25]


def test_flow_is_aligned_for_models_that_read_it():
    with pytest.raises(UserError, match="no use for --align_flow"):
        registry.create(config("NeXtVLADModel", align_flow="mean"), SIZES)
    settings = config("MoNetHallucination", align_flow="mean")
    model = registry.create(settings, {"rgb": 6, "flow": 4})
    schema = registry.record_schema(registry.run_flags(model, settings))
    assert schema.free_lengths == ("flow",)


def test_what_predicts_no_labels_cannot_be_submitted():
    model = registry.create(config("NeXtVLADModel"), SIZES)
    registry.check_predicts_labels(model, "run")
    model = registry.create(config("MoNetHallucination"), {"rgb": 6, "flow": 4})
    with pytest.raises(UserError, match="The run predicts no labels"):
        registry.check_predicts_labels(model, "run")


def test_one_label_a_video_wants_a_softmax():
    """Without it every probability would grow to 1."""
    loss = {"label_loss": "CategoricalCrossEntropyLoss"}
    softmax = {"video_level_classifier_model": "SoftmaxModel"}
    registry.create(config("FrameLevelLogisticModel", **loss, **softmax), SIZES)
    with pytest.raises(UserError, match="Set --video_level_classifier_model"):
        registry.create(config("FrameLevelLogisticModel", **loss), SIZES)
    with pytest.raises(UserError, match="has a classifier of its own"):
        registry.create(config("LogisticModel", **softmax), {"mean_rgb": 6})
    with pytest.raises(UserError, match="mixture's probabilities are sigmoids"):
        registry.create(config("MixNeXtVladModel", **softmax), SIZES)


def test_the_regularization_penalty_scales_distillation():
    settings = config("MixNeXtVladModel", regularization_penalty=0.25)
    model = registry.create(settings, SIZES)
    assert model.cl_lambda == 0.25
    assert model.options["l2_penalty"] == 0.25e-8


def test_flow_is_of_the_records_or_hallucinated():
    with pytest.raises(UserError, match="set --flow_source=records"):
        registry.create(config("MoNetLogistic"), {"rgb": 6, "flow": 4})
    settings = config("NeXtVLADModel", flow_source="records")
    with pytest.raises(UserError, match="no use for --flow_source"):
        registry.create(settings, SIZES)


def test_a_gating_that_leaves_nothing():
    settings = config("NeXtVLADModel", gating_reduction=9)
    with pytest.raises(UserError, match="Set --gating_reduction"):
        registry.create(settings, SIZES)


def test_defaults_in_words():
    texts = registry.default_texts()
    assert texts["groups"] == "8"
    assert texts["video_level_classifier_model"] == "LogisticModel or MoeModel"
    assert "flow_size" not in texts, "it follows from the features"
