import dataclasses

import pytest
from absl import flags as absl_flags

from youtube8m_monet.config import EvalConfig, InferenceConfig, TrainConfig
from youtube8m_monet.config.flags import define, given, parse
from youtube8m_monet.config.options import option

CONFIGS = (TrainConfig, EvalConfig, InferenceConfig)


@dataclasses.dataclass(frozen=True)
class Config:
    rate: float = option(0.01, "A number.")
    count: int | None = option(None, "Default: as needed.")
    is_on: bool = option(True, "A switch.")
    may_be: bool | None = option(None, "Default: as needed.")
    name: str = option("Adam", "A name.")
    max_steps: int | None = option(None, "The end.")


def parsed(*arguments, config_class=Config):
    values = absl_flags.FlagValues()
    define(config_class, values)
    values(["program", *arguments])
    return values


def test_defaults():
    assert parse(Config, parsed()) == Config()


def test_values_have_the_types_of_the_fields():
    config = parse(
        Config,
        parsed("--rate=1", "--count=7", "--nois_on", "--may_be", "--name=x"),
    )
    assert config == Config(1.0, 7, False, True, "x")
    assert isinstance(config.rate, float)


def test_an_explicit_zero_false_or_empty_is_kept():
    config = parse(
        Config,
        parsed(
            "--rate=0", "--count=0", "--is_on=False", "--nomay_be", "--name="
        ),
    )
    assert config == Config(0.0, 0, False, False, "")
    assert config.count is not None
    assert config.may_be is not None


def test_given_holds_what_the_command_line_names():
    assert given(Config, parsed()) == {}
    values = parsed("--count=0", "--is_on=True")
    assert given(Config, values) == {"count": 0, "is_on": True}


def test_alias():
    assert parse(Config, parsed("--max_step=5")).max_steps == 5
    assert parse(Config, parsed("--max_steps=6")).max_steps == 6
    assert given(Config, parsed("--max_step=5")) == {"max_steps": 5}


def test_a_wrong_type_is_refused():
    with pytest.raises(absl_flags.IllegalFlagValueError, match="count"):
        parsed("--count=many")


@pytest.mark.parametrize("config_class", CONFIGS)
def test_every_config_becomes_flags_with_help(config_class):
    values = parsed(config_class=config_class)
    assert parse(config_class, values) == config_class()
    for field in dataclasses.fields(config_class):
        assert values[field.name].help == field.metadata["help"]
        assert field.metadata["help"].endswith(".")


def test_help_names_what_stands_in_for_none():
    values = absl_flags.FlagValues()
    define(Config, values, {"may_be": "True", "rate": "0.5"})
    assert values["may_be"].help == "Default: as needed. Default: True."
    assert values["rate"].help == "A number."
