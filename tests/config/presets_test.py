import dataclasses

import pytest

from youtube8m_monet.config import TrainConfig
from youtube8m_monet.config.presets import PRESETS, fill, preset
from youtube8m_monet.errors import UserError

OPTIONS = {field.name for field in dataclasses.fields(TrainConfig)}


@pytest.mark.parametrize("name", PRESETS)
def test_presets_hold_options(name):
    assert set(preset(name)) <= OPTIONS


def test_no_preset_is_empty():
    assert preset("") == {}


def test_unknown_preset():
    with pytest.raises(UserError, match="one of paper"):
        preset("Paper")


def test_given_flags_win():
    config, chosen = fill(
        TrainConfig(seed=7), {"seed"}, {"seed": 1, "num_epochs": 9}
    )
    assert (config.seed, config.num_epochs) == (7, 9)
    assert chosen == {"num_epochs": 9}


@pytest.mark.parametrize(
    ("given", "instead"),
    [
        ("learning_rate_decay_examples", "learning_rate_decay_epochs"),
        ("clip_gradient_norm", "clip_global_norm"),
    ],
)
def test_a_recipe_does_not_get_round_a_flag(given, instead):
    recipe = preset("paper")
    assert instead in fill(TrainConfig(), set(), recipe)[1]
    config, chosen = fill(TrainConfig(), {given}, recipe)
    assert instead not in chosen
    assert getattr(config, instead) == getattr(TrainConfig(), instead)
