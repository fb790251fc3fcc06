import json

import numpy as np
import pytest

from frame_level_models import registry
from youtube8m_monet.config import TrainConfig
from youtube8m_monet.errors import UserError
from youtube8m_monet.training import checkpoint

SIZES = {"rgb": 6, "audio": 4}
SMALL = {
    "num_classes": 5,
    "groups": 2,
    "nextvlad_cluster_size": 2,
    "nextvlad_hidden_size": 8,
    "gating_reduction": 2,
    "monet_layers": 2,
}


def config(model, **options):
    return TrainConfig(model=model, **{**SMALL, **options})


def saved_run(folder, model, settings):
    """Writes a run: its flags and a checkpoint of the model."""
    folder.mkdir()
    flags = registry.run_flags(model, settings)
    (folder / "model_flags.json").write_text(json.dumps(flags))
    model.compile(optimizer="sgd")
    model.optimizer.build(model.trainable_variables)
    state = checkpoint.TrainingState(3, 0, 0, 24)
    return checkpoint.save_checkpoint(model, str(folder), state)


def test_models_stand_under_their_own_names():
    for name, model in registry.MODELS.items():
        assert model.__name__ == name
        assert registry.model_class(name) is model


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


@pytest.mark.parametrize("name", registry.MODELS)
def test_flags_rebuild_every_model(name):
    chosen = registry.model_class(name)
    features = SIZES if chosen.frame_features else {"mean_rgb": 6}
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
    assert dict(schema.features) == features
    assert schema.kind == ("frame" if chosen.frame_features else "video")


def test_restore_brings_the_weights_back(tmp_path):
    settings = config("NeXtVLADModel")
    model = registry.create(settings, SIZES)
    path = saved_run(tmp_path / "run", model, settings)
    again, flags, found = registry.restore(str(tmp_path / "run"))
    assert found == path
    assert flags["model"] == "NeXtVLADModel"
    for ours, theirs in zip(model.weights, again.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_monet_from_another_run(tmp_path):
    settings = config("MoNetNeXtVLAD")
    source = registry.create(settings, SIZES)
    saved_run(tmp_path / "run", source, settings)
    model = registry.create(settings, SIZES)
    before = model.rgb_stream.get_weights()
    registry.copy_monet(str(tmp_path / "run"), model)
    for ours, theirs in zip(
        model.hallucinator.weights, source.hallucinator.weights, strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)
    for ours, theirs in zip(
        model.rgb_stream.get_weights(), before, strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize(
    "target", [config("NeXtVLADModel"), config("MoNetNeXtVLAD", flow_size=8)]
)
def test_monet_that_does_not_fit(tmp_path, target):
    settings = config("MoNetNeXtVLAD")
    source = registry.create(settings, SIZES)
    saved_run(tmp_path / "run", source, settings)
    model = registry.create(target, SIZES)
    with pytest.raises(UserError, match="MoNet cannot be taken"):
        registry.copy_monet(str(tmp_path / "run"), model)
