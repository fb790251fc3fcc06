import dataclasses

import pytest
from absl import flags as absl_flags

from youtube8m_monet.config import TrainConfig, flags
from youtube8m_monet.convert.convert_config import ConvertConfig


def test_defaults_are_those_of_training():
    config, training = ConvertConfig(), TrainConfig()
    own = {"checkpoint", "train_dir", "other_scopes", "num_classes"}
    for field in dataclasses.fields(config):
        if field.name not in own:
            value = getattr(config, field.name)
            assert value == getattr(training, field.name), field.name


def test_the_checkpoint_may_tell_the_classes():
    assert ConvertConfig().num_classes is None


def test_it_becomes_flags():
    values = absl_flags.FlagValues()
    flags.define(ConvertConfig, values)
    values(["convert", "--checkpoint=a", "--num_classes=7", "--groups=4"])
    assert flags.parse(ConvertConfig, values) == ConvertConfig(
        checkpoint="a", num_classes=7, groups=4
    )


def test_it_does_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ConvertConfig().checkpoint = "a"
