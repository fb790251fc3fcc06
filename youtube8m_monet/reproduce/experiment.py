"""A row of a table, as its file describes it."""

import dataclasses
import os
import tomllib

from youtube8m_monet.config import TrainConfig
from youtube8m_monet.errors import UserError

# Options whose value is the name of another run.
REFERENCES = ("flow_classifier", "monet_from", "rgb_from", "flow_from")


@dataclasses.dataclass(frozen=True)
class Experiment:
    """A row of a table: the runs that it takes.

    Args:
        path: Its TOML file.
        title: What the table calls it.
        runs: Mapping of a run's name, `table/row/run`, to options of
            `TrainConfig`. The value of one of `REFERENCES` is such a name.
        paper: Mapping of column to the figure that the paper gives.
    """

    path: str
    title: str
    runs: dict
    paper: dict

    @classmethod
    def read(cls, path):
        """Reads a row's file.

        Raises:
            UserError: If it is no TOML, or has an option that nobody knows.
        """
        content = read_toml(path)
        table, row = os.path.splitext(path)[0].split(os.sep)[-2:]
        runs = {
            f"{table}/{row}/{name}": options
            for name, options in content.get("runs", {}).items()
        }
        for options in runs.values():
            _check_options(options, path)
        return cls(path, content["title"], runs, content.get("paper", {}))


def read_toml(path):
    """Returns the content of a TOML file.

    Raises:
        UserError: If there is none, or it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise UserError(
            "The description of an experiment cannot be read.",
            expected="a TOML file",
            received=f"{path!r} ({error})",
            fix="Name a table of --experiments, or mend the file.",
        ) from error


def _check_options(options, path):
    known = {field.name for field in dataclasses.fields(TrainConfig)}
    unknown = sorted(set(options) - known)
    if unknown:
        raise UserError(
            f"train.py has no flag --{unknown[0]}.",
            expected="flags of train.py",
            received=f"{unknown} in {path!r}",
            fix="Mend the file.",
        )
