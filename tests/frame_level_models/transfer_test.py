import numpy as np
import pytest

from frame_level_models import registry, transfer
from tests.frame_level_models.runs import SIZES, config, saved_run
from youtube8m_monet.errors import UserError

FLOW = {"rgb": 6, "flow": 6}


def assert_equal(one, other):
    for a, b in zip(one.weights, other.weights, strict=True):
        np.testing.assert_array_equal(a, b)


def new_model(**options):
    settings = config("MoNetNeXtVLAD", **options)
    return settings, registry.create(settings, SIZES)


def test_every_part_from_its_own_run(tmp_path):
    """The stages of the paper, one after the other."""
    appearance = saved_run(tmp_path / "rgb", config("NeXtVLADModel"))
    judge = saved_run(tmp_path / "flow", config("NeXtVLADModel"), {"flow": 6})
    imagined = saved_run(
        tmp_path / "monet", config("MoNetHallucination"), FLOW, judge
    )
    settings, model = new_model(
        rgb_from=str(tmp_path / "rgb"),
        flow_from=str(tmp_path / "flow"),
        monet_from=str(tmp_path / "monet"),
    )
    transfer.copy_parts(settings, model)
    assert_equal(model.rgb_stream, appearance.stream)
    assert_equal(model.flow_stream, judge.stream)
    assert_equal(model.hallucinator, imagined.hallucinator)


@pytest.mark.parametrize(
    ("flag", "feature"), [("rgb_from", "flow"), ("flow_from", "rgb")]
)
def test_a_run_of_the_other_stream(flag, feature, tmp_path):
    """The sizes are equal: only the features' names tell."""
    saved_run(tmp_path / "run", config("NeXtVLADModel"), {feature: 6})
    run = str(tmp_path / "run")
    settings = config("MoNetNeXtVLAD", **{flag: run})
    model = registry.create(settings, {"rgb": 6})
    with pytest.raises(UserError, match="is one of the other stream") as error:
        transfer.copy_parts(settings, model)
    assert f"{flag}={run!r}, a run on {feature}" in str(error.value)


def test_only_what_is_asked_for(tmp_path):
    source = saved_run(tmp_path / "run", config("MoNetNeXtVLAD"))
    settings, model = new_model(monet_from=str(tmp_path / "run"))
    before = model.rgb_stream.get_weights()
    transfer.copy_parts(settings, model)
    assert_equal(model.hallucinator, source.hallucinator)
    for ours, old in zip(model.rgb_stream.get_weights(), before, strict=True):
        np.testing.assert_array_equal(ours, old)


@pytest.mark.parametrize(
    ("options", "difference"),
    [
        ({"flow_size": 8}, "units is 6 there and 8 here"),
        ({"hallucinator": "gru"}, "weights there and"),
        ({"hallucinator_layers": 3}, "num_layers is 5 there and 3 here"),
        ({"flow_source": "records"}, "this model has none"),
    ],
)
def test_a_part_that_does_not_fit(tmp_path, options, difference):
    saved_run(tmp_path / "run", config("MoNetNeXtVLAD"))
    settings = config(
        "MoNetNeXtVLAD", monet_from=str(tmp_path / "run"), **options
    )
    flow = {"flow": 6} if "flow_source" in options else {}
    model = registry.create(settings, {**SIZES, **flow})
    with pytest.raises(UserError, match=difference) as error:
        transfer.copy_parts(settings, model)
    assert "The hallucinator cannot be taken" in str(error.value)
    assert "monet_from=" in str(error.value)


def test_what_shapes_do_not_tell(tmp_path):
    """A stream whose activation differs would be copied without a word."""
    saved_run(tmp_path / "run", config("DbofModel"))
    changed = config("DbofModel", dbof_activation="relu6")
    parts = [
        registry.create(settings, SIZES).stream
        for settings in (config("DbofModel"), changed)
    ]
    difference = transfer._difference(*parts)
    assert difference == "dbof_activation is 'sigmoid' there and 'relu6' here"
    assert transfer._difference(parts[0], parts[0]) is None


def test_what_is_frozen_must_have_learned(tmp_path):
    settings, model = new_model(freeze_monet=True)
    with pytest.raises(UserError, match="Set --monet_from"):
        transfer.copy_parts(settings, model)
    saved_run(tmp_path / "run", config("MoNetNeXtVLAD"))
    settings, model = new_model(
        freeze_monet=True, monet_from=str(tmp_path / "run")
    )
    transfer.copy_parts(settings, model)


def test_a_run_without_the_part(tmp_path):
    saved_run(tmp_path / "run", config("NeXtVLADModel"))
    settings, model = new_model(monet_from=str(tmp_path / "run"))
    with pytest.raises(UserError, match="that run has none"):
        transfer.copy_parts(settings, model)


def copy(settings):
    transfer.copy_parts(settings, new_model()[1])


@pytest.mark.parametrize(
    "flag", ["monet_from", "rgb_from", "flow_from", "flow_classifier"]
)
def test_no_run_there(flag, tmp_path):
    settings = config("MoNetHallucination", **{flag: str(tmp_path)})
    judges = flag == "flow_classifier"
    with pytest.raises(UserError) as error:
        (transfer.load_judge if judges else copy)(settings)
    text = str(error.value)
    assert "There is no run in the folder." in text
    assert f"Received: {flag}={str(tmp_path)!r}." in text
    assert text.endswith(f"Set --{flag}.")
    assert "--train_dir" not in text


def test_the_judge(tmp_path):
    assert transfer.load_judge(config("MoNetHallucination")) is None
    saved_run(tmp_path / "run", config("NeXtVLADModel"), {"flow": 6})
    settings = config(
        "MoNetHallucination", flow_classifier=str(tmp_path / "run")
    )
    assert transfer.load_judge(settings).features == {"flow": 6}
    settings = config("NeXtVLADModel", flow_classifier=str(tmp_path / "run"))
    with pytest.raises(UserError, match="Leave --flow_classifier out"):
        transfer.load_judge(settings)
