"""One training and its evaluation."""

import dataclasses
import json
import os
import typing

from youtube8m_monet.config import TrainConfig
from youtube8m_monet.errors import UserError
from youtube8m_monet.files import write_text
from youtube8m_monet.reproduce.table import references

# What nobody reads of runs that only a table is made of.
_LEAN = {"export_model_steps": 0, "metrics_steps": 0, "keep_checkpoints": 1}


@dataclasses.dataclass(frozen=True)
class Job:
    """One training and its evaluation.

    Args:
        run: The run's name, `table/row/run`.
        seed: Its seed.
        split: The `Split` of the videos.
        options: Options of `TrainConfig` that are not at their defaults.
    """

    run: str
    seed: int
    split: object
    options: dict

    @property
    def train_dir(self):
        """The folder of the run."""
        return self.options["train_dir"]

    @property
    def sample(self):
        """The built-in sample it reads, `None` for data of the user's."""
        return self.options.get("sample")


def make_job(table, run, split, seed, run_dir, given):
    """Returns the `Job` of a run.

    Args:
        table: The `Table`.
        run: The run's name.
        split: The `Split` of the videos.
        seed: The seed; the runs that it starts from have the same.
        run_dir: Folder of all runs.
        given: Options for every run, from `overrides`.
    """

    def folder(name):
        return os.path.join(run_dir, name, split.name, f"seed{seed}")

    options = {**_LEAN, **table.runs[run], **table.on_sample, **given}
    if split.train or table.counts:
        # Nothing is trained to count what a model of full size costs.
        options["train_data_pattern"] = split.train
    else:
        options["sample"] = table.sample
        # The sample has a recipe of its own, for so few videos.
        options.pop("preset", None)
    for option, other in references(table.runs[run]).items():
        options[option] = folder(other)
    return Job(
        run, seed, split, {**options, "seed": seed, "train_dir": folder(run)}
    )


def check_same_job(job):
    """Notes beside a run what it is, or compares that with what it was.

    Raises:
        UserError: If the run there has other flags or other data.
    """
    path = f"{job.train_dir}.json"
    asked = {**job.options, "held_out": job.split.held_out}
    if not os.path.exists(path):
        write_text(path, json.dumps(asked, indent=2) + "\n")
        return
    with open(path, encoding="utf-8") as file:
        there = json.load(file)
    different = [
        f"\n    {name}: {there.get(name)!r} there, asked {asked.get(name)!r}"
        for name in sorted({*there, *asked})
        if there.get(name) != asked.get(name)
    ]
    if different:
        raise UserError(
            "The folder holds the run of another experiment.",
            expected=f"the run described in {path!r}",
            received="".join(different),
            fix="Set another --run_dir.",
        )


def overrides(text):
    """Returns the options of `TrainConfig` that a text spells.

    Args:
        text: `name=value`, separated by spaces; a value is read as the option's
            type.

    Raises:
        UserError: For a name that is no option, or a value that does not fit.

    Example:
    >>> overrides("batch_size=64 feature_sizes=8,4 freeze_monet=true")
    {'batch_size': 64, 'feature_sizes': '8,4', 'freeze_monet': True}
    """
    hints = typing.get_type_hints(TrainConfig)
    found = {}
    for word in text.split():
        name, _, value = word.partition("=")
        try:
            found[name] = _parse(value, hints[name])
        except (KeyError, ValueError) as error:
            raise UserError(
                "A flag for every run cannot be read.",
                expected="flags of train.py as name=value",
                received=f"{word!r} in set={text!r}",
                fix="Set --set.",
            ) from error
    return found


def _parse(text, hint):
    kinds = [kind for kind in typing.get_args(hint) if kind is not type(None)]
    kind = kinds[0] if kinds else hint
    if kind is bool:
        return {"true": True, "false": False}[text.lower()]
    return kind(text)
