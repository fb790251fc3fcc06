"""Runs the three scripts, in this process or in one of their own."""

import contextlib
import importlib
import json
import os
import pathlib
import subprocess
import sys

import keras
import pytest
from absl import flags as absl_flags

from youtube8m_monet.config import (
    EvalConfig,
    InferenceConfig,
    TrainConfig,
    flags,
)

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONFIGS = {
    "train": TrainConfig,
    "eval": EvalConfig,
    "inference": InferenceConfig,
}


def script(name):
    """Returns a script as a module."""
    return importlib.import_module(name)


def run(name, *arguments):
    """Runs a script's `main` in this process, on flags of its own."""
    module = script(name)
    with own_flags(module, CONFIGS[name], arguments), default_dtype():
        module.main([name])


@contextlib.contextmanager
def own_flags(module, config_class, arguments):
    """Gives a script flag values that it shares with no other."""
    values = absl_flags.FlagValues()
    flags.define(config_class, values)
    values([module.__name__, *map(str, arguments)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "FLAGS", values)
        yield


@contextlib.contextmanager
def default_dtype():
    """Takes back what --mixed_precision sets."""
    policy = keras.config.dtype_policy()
    try:
        yield
    finally:
        keras.config.set_dtype_policy(policy)


def failure(capsys, name, *arguments):
    """Runs a script that must end with status 1; returns its error text."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as caught:
        run(name, *arguments)
    assert caught.value.code == 1
    error = capsys.readouterr().err
    assert "Traceback" not in error
    return error[error.index("ERROR: ") :]


def check_fix(error, flag, name):
    """Checks what a script says of records that do not fit a flag.

    The flags of a finished run cannot be changed.
    """
    of_run = "Read records like those that the run was trained on."
    assert (f"Set --{flag}" in error) == (name == "train")
    assert (of_run in error) == (name != "train")


def command(name, *arguments):
    """Returns the command line that runs a script."""
    return [sys.executable, str(ROOT / f"{name}.py"), *map(str, arguments)]


def environment(**changes):
    """Returns the environment with changes, without the tests' log level."""
    kept = {k: v for k, v in os.environ.items() if k != "TF_CPP_MIN_LOG_LEVEL"}
    return {**kept, **changes}


def spawn(argv, **changes):
    """Runs a command to its end in a process of its own.

    Args:
        argv: The command line.
        **changes: Environment variables.

    Returns:
        The `subprocess.CompletedProcess`.
    """
    return subprocess.run(
        argv,
        cwd=ROOT,
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def spawn_all(runs, **changes):
    """Runs several scripts in one process of their own.

    Args:
        runs: Each the name of a script and its arguments.
        **changes: Environment variables.
    """
    text = json.dumps([[str(word) for word in run] for run in runs])
    module = "tests.end_to_end.run_scripts"
    return spawn([sys.executable, "-m", module, text], **changes)
