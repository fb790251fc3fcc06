"""The bridge between absl flags and config classes, for the scripts."""

import dataclasses
import typing

from youtube8m_monet.config.options import help_text

# Spellings that the command lines of earlier programs use.
ALIASES = {"max_step": "max_steps"}


def define(config_class, flag_values, defaults=None):
    """Defines one absl flag for every field of a config class.

    Args:
        config_class: A dataclass whose fields were made by `options.option`.
        flag_values: The `absl.flags` values to define them in.
        defaults: Mapping of a field whose default is `None` to what stands in
            for it, for `--help`.
    """
    defaults = {} if defaults is None else defaults
    from absl import flags

    definers = {
        bool: flags.DEFINE_bool,
        int: flags.DEFINE_integer,
        float: flags.DEFINE_float,
        str: flags.DEFINE_string,
    }
    hints = typing.get_type_hints(config_class)
    fields = {field.name: field for field in dataclasses.fields(config_class)}
    for name, field in fields.items():
        text = help_text(field)
        if field.default is None and name in defaults:
            text += f" Default: {defaults[name]}."
        definers[_plain_type(hints[name])](
            name, field.default, text, flag_values=flag_values
        )
    for alias, name in ALIASES.items():
        if name in fields:
            flags.DEFINE_alias(alias, name, flag_values=flag_values)


def parse(config_class, flag_values):
    """Returns the config that the parsed flags spell.

    Args:
        config_class: The class that `define` was called with.
        flag_values: The parsed `absl.flags` values.
    """
    names = [field.name for field in dataclasses.fields(config_class)]
    return config_class(**{name: flag_values[name].value for name in names})


def given(config_class, flag_values):
    """Returns the values of the flags that the command line names."""
    return {
        field.name: flag_values[field.name].value
        for field in dataclasses.fields(config_class)
        if flag_values[field.name].present
    }


def _plain_type(hint):
    """Returns `int` for `int` and for `int | None`."""
    kinds = [kind for kind in typing.get_args(hint) if kind is not type(None)]
    return kinds[0] if kinds else hint
