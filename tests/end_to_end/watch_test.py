"""eval.py without --run_once: it follows a run."""

import shutil

import pytest

from tests.end_to_end import scripts, small


class EnoughWatchedError(Exception):
    """Ends the endless loop."""


def watch(run, shards):
    """Watches a run until a patched sleep has had enough."""
    with pytest.raises(EnoughWatchedError):
        scripts.run(
            "eval",
            f"--train_dir={run}",
            f"--eval_data_pattern={shards}/video*.tfrecord",
        )


def test_each_newer_checkpoint_is_evaluated_once(
    logistic_run, shards, tmp_path, capsys, monkeypatch
):
    run = tmp_path / "run"
    shutil.copytree(logistic_run, run)
    evaluation = scripts.script("eval")
    looks = []

    def sleep(seconds):
        """Trains on after the second look; ends at the fourth."""
        looks.append(seconds)
        if len(looks) == 2:
            flags = small.train_flags("LogisticModel", shards, run)
            scripts.run(
                "train", *flags, "--max_steps=5", "--export_model_steps=0"
            )
        if len(looks) == 4:
            raise EnoughWatchedError

    monkeypatch.setattr(evaluation.time, "sleep", sleep)
    watch(run, shards)
    output = capsys.readouterr().out
    assert [
        line.partition(" | ")[0]
        for line in output.splitlines()
        if line.startswith("epoch/eval")
    ] == ["epoch/eval number 3", "epoch/eval number 5"]
    assert set(looks) == {evaluation.SECONDS_BETWEEN_LOOKS}


def test_it_waits_for_the_first_checkpoint(
    logistic_run, shards, tmp_path, capsys, monkeypatch
):
    """It may be started beside the training, as with the starter code."""
    run, looks = tmp_path / "run", []
    run.mkdir()
    shutil.copy(logistic_run / "model_flags.json", run)

    def sleep(seconds):
        looks.append(seconds)
        if len(looks) == 2:
            shutil.copytree(logistic_run / "checkpoints", run / "checkpoints")
        if len(looks) == 4:
            raise EnoughWatchedError

    monkeypatch.setattr(scripts.script("eval").time, "sleep", sleep)
    watch(run, shards)
    output = capsys.readouterr().out
    assert output.count(f"Waiting for a checkpoint in {run}") == 1
    assert output.count("epoch/eval number 3 | Avg_Hit@1: ") == 1


def test_it_waits_while_a_run_begins_anew(
    logistic_run, shards, tmp_path, capsys, monkeypatch
):
    """As with --start_new_model, which moves the checkpoints aside."""
    run, aside, looks = tmp_path / "run", tmp_path / "run.old1", []
    shutil.copytree(logistic_run, run)

    def sleep(seconds):
        looks.append(seconds)
        if len(looks) == 1:
            run.rename(aside)
            run.mkdir()
            shutil.copy(aside / "model_flags.json", run)
        if len(looks) == 3:
            (run / "checkpoints").mkdir()
            (old,) = (aside / "checkpoints").iterdir()
            new = run / "checkpoints" / "step_00000002.weights.h5"
            shutil.copy(old, new)
        if len(looks) == 5:
            raise EnoughWatchedError

    monkeypatch.setattr(scripts.script("eval").time, "sleep", sleep)
    watch(run, shards)
    output = capsys.readouterr().out
    assert output.count("Waiting for a checkpoint") == 1
    steps = [line.split()[2] for line in output.splitlines() if "Avg_" in line]
    assert steps == ["3", "2"]
