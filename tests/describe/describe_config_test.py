import dataclasses

import pytest
from absl import flags as absl_flags

from youtube8m_monet.config import TrainConfig, flags
from youtube8m_monet.describe.describe_config import DescribeConfig


def test_defaults_are_those_of_training():
    config, training = DescribeConfig(), TrainConfig()
    for field in dataclasses.fields(config):
        if field.name not in {"train_dir", "num_frames"}:
            value = getattr(config, field.name)
            assert value == getattr(training, field.name), field.name


def test_it_becomes_flags():
    values = absl_flags.FlagValues()
    flags.define(DescribeConfig, values)
    values(["describe", "--train_dir=a", "--num_frames=7", "--groups=4"])
    assert flags.parse(DescribeConfig, values) == DescribeConfig(
        train_dir="a", num_frames=7, groups=4
    )


def test_it_does_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        DescribeConfig().train_dir = "a"
