"""A table of experiments, as its folder describes it."""

import dataclasses
import os

from youtube8m_monet.errors import UserError
from youtube8m_monet.reproduce.experiment import (
    REFERENCES,
    Experiment,
    read_toml,
)


@dataclasses.dataclass(frozen=True)
class Table:
    """A table: its rows, its columns, and the runs that they take.

    Args:
        title: Its heading.
        needs: The data that the paper's figures are about.
        sample: The built-in sample that stands in for them.
        rows: The `Experiment`s.
        columns: Mapping of heading to metric, `run.stream.name`.
        runs: Mapping of run name to options: those of the rows, and what they
            start from, in an order in which they can run.
        on_sample: Options for every run on the built-in sample.
        counts: Whether the table is about what models cost: nothing trains.
    """

    title: str
    needs: str
    sample: str
    rows: tuple
    columns: dict
    runs: dict
    on_sample: dict = dataclasses.field(default_factory=dict)
    counts: bool = False

    @classmethod
    def read(cls, folder, name, given=(), use_sample=True):
        """Reads a table.

        Args:
            folder: Folder of all tables.
            name: The table's.
            given: Names of options that the user gives for every run: what
                the files say of them does not count.
            use_sample: Whether the data are the built-in sample's.

        Raises:
            UserError: If there is none of that name, or it cannot be read.
        """
        content = read_toml(os.path.join(folder, name, "table.toml"))
        rows = tuple(
            Experiment.read(os.path.join(folder, name, f"{row}.toml"))
            for row in content["rows"]
        )
        on_sample = content.get("on_sample", {}) if use_sample else {}
        given = {*given, *on_sample}
        runs = {}
        for row in rows:
            for run in row.runs:
                _add(run, folder, given, runs, ())
        return cls(
            title=content["title"],
            needs=content["needs"],
            sample=content["sample"],
            rows=rows,
            columns=content["columns"],
            runs=runs,
            on_sample=on_sample,
            counts=content.get("counts", False),
        )

    def waves(self):
        """Returns lists of run names; each needs those before it alone."""
        depth = {}
        for name, options in self.runs.items():
            needed = [depth[run] for run in references(options).values()]
            depth[name] = 1 + max(needed, default=-1)
        return [
            [name for name in self.runs if depth[name] == level]
            for level in range(max(depth.values(), default=-1) + 1)
        ]


def references(options):
    """Returns the runs that a run starts from, by option."""
    return {name: options[name] for name in REFERENCES if name in options}


def _add(name, folder, given, runs, above):
    """Adds a run after those that it starts from."""
    if name in above:
        raise UserError(
            "Experiments start from each other in a circle.",
            expected="runs that start from others",
            received=" -> ".join((*above, name)),
            fix="Mend the files of --experiments.",
        )
    stated = _find(name, folder).items()
    options = {option: v for option, v in stated if option not in given}
    for other in references(options).values():
        _add(other, folder, given, runs, (*above, name))
    runs[name] = options


def _find(name, folder):
    row = Experiment.read(os.path.join(folder, f"{os.path.dirname(name)}.toml"))
    if name not in row.runs:
        raise UserError(
            "An experiment starts from a run that does not exist.",
            expected=f"one of {', '.join(row.runs)}",
            received=name,
            fix="Mend the files of --experiments.",
        )
    return row.runs[name]
