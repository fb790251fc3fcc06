"""How a config class states an option: type, default and help in one line."""

import dataclasses


def option(default, help_text):
    """Returns a dataclass field that `flags.define` turns into a flag.

    Args:
        default: The default. `None`: it follows from something else, which
            the help text names, or is a model's own.
        help_text: One sentence for `--help`.
    """
    return dataclasses.field(default=default, metadata={"help": help_text})


def help_text(field):
    """Returns the help of a field made by `option`."""
    return field.metadata["help"]
