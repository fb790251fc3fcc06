"""Runs that end before their end, and go on."""

import json
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from tests.end_to_end import scripts, small
from youtube8m_monet.training import checkpoint

MODEL = "NeXtVLADModel"


def thirty_steps(shards, train_dir, *more):
    """Flags of 30 steps of 8 of 30 videos: eight epochs, with dropout."""
    return small.train_flags(
        MODEL,
        shards,
        train_dir,
        "--max_steps=30",
        "--num_epochs=20",
        "--checkpoint_steps=10",
        "--export_model_steps=0",
        "--drop_rate=0.5",
        *more,
    )


def newest(train_dir):
    """Returns the newest checkpoint and its step."""
    path = checkpoint.latest_checkpoint(str(train_dir))
    return path, checkpoint.checkpoint_step(path)


def die_at(step, flags, **changes):
    """Trains in a process that is killed after a step, or, for 0, lives."""
    module = "tests.end_to_end.killed_training"
    argv = [sys.executable, "-m", module, str(step), *flags]
    done = scripts.spawn(argv, **changes)
    expected = -signal.SIGKILL if step else 0
    assert done.returncode == expected, done.stderr


def test_thirty_steps_and_ten_kill_twenty_are_the_same_bits(
    shards, tmp_path, capsys
):
    straight, killed = tmp_path / "straight", tmp_path / "killed"
    scripts.run("train", *thirty_steps(shards, straight))
    die_at(13, thirty_steps(shards, killed))
    assert newest(killed)[1] == 10
    capsys.readouterr()
    scripts.run("train", *thirty_steps(shards, killed))
    assert "resuming at step 10." in capsys.readouterr().out
    assert_same_end(straight, killed)


def assert_same_end(straight, killed):
    (path, step), (other, _) = newest(straight), newest(killed)
    assert step == 30
    small.assert_same_checkpoint(path, other)
    state = json.loads(small.contents(path)["training_state"])
    assert state == {"step": 30, "seed": 0, "epoch": 7, "record": 30}


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["tensorflow", "jax"])
def test_the_same_bits_when_compiled(backend, shards, tmp_path):
    straight, killed = tmp_path / "straight", tmp_path / "killed"
    use = {"KERAS_BACKEND": backend}

    def train(folder, die_after=0):
        flags = thirty_steps(shards, folder, "--jit_compile")
        die_at(die_after, flags, **use)

    train(straight)
    train(killed, die_after=13)
    train(killed)
    assert_same_end(straight, killed)


def test_dropout_goes_on_with_its_random_numbers(shards, tmp_path):
    """Another seed, or a generator begun afresh, would end elsewhere."""
    path = tmp_path / "run"
    scripts.run(
        "train", *thirty_steps(shards, path, "--max_steps=4", "--seed=1")
    )
    states = {
        name: value
        for name, value in small.contents(newest(path)[0]).items()
        if name.startswith("random_states/")
    }
    assert states
    scripts.run(
        "train", *thirty_steps(shards, path, "--max_steps=5", "--seed=1")
    )
    later = small.contents(newest(path)[0])
    assert any((later[k] != value).any() for k, value in states.items())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_saves_and_ends_well(number, shards, tmp_path, capsys):
    flags = small.train_flags(
        "LogisticModel",
        shards,
        tmp_path / "run",
        "--num_epochs=1000000",
        "--export_model_steps=0",
    )
    with subprocess.Popen(
        scripts.command("train", *flags),
        cwd=scripts.ROOT,
        env=scripts.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stdout:
            if line.startswith("training step"):
                break
        process.send_signal(number)
        sent = time.monotonic()
        output, error = process.communicate(timeout=60)
    assert process.returncode == 0, error
    assert time.monotonic() - sent < 10
    path, step = newest(tmp_path / "run")
    assert f"{number.name}: finishing the step." in output
    assert f"Stopped by {number.name} at step {step}: " in output
    assert error == ""
    capsys.readouterr()
    scripts.run("train", *flags, f"--max_steps={step + 2}")
    assert f"resuming at step {step}." in capsys.readouterr().out
    assert newest(tmp_path / "run")[1] == step + 2


def test_a_loss_that_is_no_number_stops_with_its_step(shards, tmp_path, capsys):
    run = tmp_path / "run"
    flags = small.train_flags(
        "LogisticModel", shards, run, "--export_model_steps=0"
    )
    scripts.run("train", *flags, "--max_steps=2")
    good = small.contents(newest(run)[0])
    error = scripts.failure(
        capsys,
        "train",
        *flags,
        "--max_steps=20",
        "--checkpoint_steps=1",
        "--base_learning_rate=inf",
    )
    assert "The weights are not finite after step 3" in error
    assert "--base_learning_rate" in error
    path, step = newest(run)
    assert step == 2
    kept = small.contents(path)
    for name, value in good.items():
        np.testing.assert_array_equal(kept[name], value)
    error = scripts.failure(
        capsys,
        "train",
        *flags,
        "--max_steps=20",
        "--base_learning_rate=inf",
    )
    assert "The loss is not finite at step 4" in error
    assert "Received: loss=nan" in error
    assert newest(run)[1] == 2
    scripts.run("train", *flags, "--max_steps=4")
    assert newest(run)[1] == 4


def test_a_short_run_saves_at_its_end(logistic_run):
    assert newest(logistic_run)[1] == 3
    assert [p.name for p in (logistic_run / "export").iterdir()] == ["step_3"]
    (line,) = (logistic_run / "metrics.jsonl").read_text().splitlines()
    assert json.loads(line)["step"] == 3


@pytest.mark.parametrize(
    "end", ["--max_steps=3", "--num_epochs=2", "--num_epochs=5"]
)
def test_a_finished_run_says_so_and_stays_as_it_is(
    end, shards, tmp_path, capsys
):
    """--num_epochs=5 ends on a report: 20 batches of 8, the last of 6."""
    flags = small.train_flags(
        "LogisticModel", shards, tmp_path / "run", end, "--log_steps=19"
    )
    scripts.run("train", *flags)
    before = small.listing(tmp_path / "run")
    capsys.readouterr()
    scripts.run("train", *flags)
    output = capsys.readouterr().out
    assert "Nothing to do: the run is at step" in output
    assert small.listing(tmp_path / "run") == before


def test_more_epochs_go_on_where_fewer_ended(shards, tmp_path):
    """Not even the optimizer's counter sees that the data had ended."""
    straight, longer = tmp_path / "straight", tmp_path / "longer"

    def train(folder, epochs):
        # Batches of 10 of 30 videos: none crosses from epoch to epoch.
        scripts.run(
            "train",
            *small.train_flags("DbofModel", shards, folder, "--batch_size=10"),
            "--export_model_steps=0",
            f"--num_epochs={epochs}",
        )

    train(straight, 4)
    train(longer, 2)
    train(longer, 4)
    small.assert_same_checkpoint(newest(straight)[0], newest(longer)[0])


def test_start_new_model_moves_the_old_one_aside(
    logistic_run, shards, tmp_path, capsys
):
    run = tmp_path / "run"
    shutil.copytree(logistic_run, run)
    before = (run / "model_flags.json").read_text()
    flags = small.train_flags(
        "LogisticModel",
        shards,
        run,
        "--max_steps=2",
        "--start_new_model",
        "--export_model_steps=0",
    )
    for aside in ("run.old1", "run.old2"):
        capsys.readouterr()
        scripts.run("train", *flags)
        output = capsys.readouterr().out
        assert f"what was there is now in {tmp_path / aside}\n" in output
        assert "starting at step 0." in output
        assert newest(run)[1] == 2
    assert (tmp_path / "run.old1/model_flags.json").read_text() == before
    assert newest(tmp_path / "run.old1")[1] == 3


def test_contradicting_flags_are_listed(frame_run, shards, tmp_path, capsys):
    before = small.listing(frame_run)
    flags = small.train_flags("FrameLevelLogisticModel", shards, frame_run)
    error = scripts.failure(
        capsys, "train", *flags, "--max_frames=7", "--label_loss=HingeLoss"
    )
    assert "contradict the run's model_flags.json" in error
    assert "--max_frames: the run has 300, asked 7" in error
    assert (
        "--label_loss: the run has 'CrossEntropyLoss', asked 'HingeLoss'"
        in error
    )
    assert "--num_classes" not in error
    assert "--start_new_model" in error
    wrong = ["--model=MoeModel", "--num_classes=11", "--feature_sizes=1,2"]
    error = scripts.failure(
        capsys,
        "eval",
        f"--train_dir={frame_run}",
        f"--eval_data_pattern={shards}/frame*.tfrecord",
        "--run_once",
        *wrong,
    )
    for line in (
        "--model: the run has 'FrameLevelLogisticModel', asked 'MoeModel'",
        "--num_classes: the run has 10, asked 11",
        "--feature_sizes: the run has '16,8', asked '1,2'",
    ):
        assert line in error
    error = scripts.failure(
        capsys,
        "inference",
        f"--train_dir={frame_run}",
        f"--input_data_pattern={shards}/frame*.tfrecord",
        f"--output_file={tmp_path / 'out.csv'}",
        *wrong,
    )
    assert "--num_classes: the run has 10, asked 11" in error
    assert small.listing(frame_run) == before
    assert not (tmp_path / "out.csv").exists()


def test_equal_flags_are_welcome_everywhere(frame_run, shards, tmp_path):
    same = ["--feature_names=rgb, audio", "--feature_sizes=16, 8"]
    scripts.run(
        "eval",
        f"--train_dir={frame_run}",
        f"--eval_data_pattern={shards}/frame*.tfrecord",
        "--model=FrameLevelLogisticModel",
        "--frame_features",
        "--run_once",
        *same,
    )
    scripts.run(
        "inference",
        f"--train_dir={frame_run}",
        f"--input_data_pattern={shards}/frame*.tfrecord",
        f"--output_file={tmp_path / 'out.csv'}",
        *same,
    )
    assert (tmp_path / "out.csv").exists()
