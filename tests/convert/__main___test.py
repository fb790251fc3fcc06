import os
import sys
import types

import numpy as np
import pytest

from frame_level_models import registry, transfer
from frame_level_models.monet_nextvlad import MoNetNeXtVLAD
from tests import original_weights
from tests.convert.checkpoints import as_trained, write_checkpoint
from tests.end_to_end import scripts, small
from tests.frame_level_models import original_models
from youtube8m_monet.convert import __main__ as command
from youtube8m_monet.convert.convert_config import ConvertConfig
from youtube8m_monet.training.checkpoint import (
    checkpoint_step,
    latest_checkpoint,
)
from youtube8m_monet.training.run_directory import read_flags

STARTER = {
    "LogisticModel": ["--feature_names=mean_rgb"],
    "MoeModel": ["--feature_names=mean_rgb"],
    "FrameLevelLogisticModel": ["--feature_names=rgb"],
    "DbofModel_sigmoid_max": ["--feature_names=rgb"],
    "DbofModel_relu6_average": [
        "--feature_names=rgb",
        "--dbof_activation=relu6",
        "--dbof_pooling_method=average",
    ],
    "LstmModel": ["--feature_names=rgb"],
}


def convert(*arguments):
    """Runs the command in this process."""
    with scripts.own_flags(command, ConvertConfig, arguments):
        command.main(["convert"])


def converted(tmp_path, model, values, *arguments):
    """Converts values as a checkpoint after 1234 steps; returns the model."""
    prefix, run = tmp_path / "model.ckpt-1234", tmp_path / "run"
    write_checkpoint(prefix, as_trained(values, 1234))
    convert(
        f"--checkpoint={prefix}",
        f"--model={model}",
        f"--train_dir={run}",
        *arguments,
    )
    restored, _, path = registry.restore(str(run))
    assert os.path.basename(path) == "step_00001234.weights.h5"
    return restored


def check_predictions(model, frames, inputs, expected):
    """Checks a recording that starts after normalisation.

    Args:
        model: The restored model.
        frames: Its `FrameFeatures`.
        inputs: The recorded inputs.
        expected: The recorded predictions.
    """
    names = [name for name in inputs if name != "num_frames"]
    squares = sum((inputs[n] ** 2).sum(-1, keepdims=True) for n in names)
    scale = 1 / np.sqrt(np.maximum(squares, 1e-12))
    normalised = {**inputs, **{n: inputs[n] * scale for n in names}}
    as_users_get_it = np.array(model(inputs)["predictions"])
    frames.l2_normalize = False
    np.testing.assert_allclose(
        model(inputs)["predictions"], expected, atol=1e-5
    )
    np.testing.assert_allclose(
        model(normalised)["predictions"], as_users_get_it, atol=1e-5
    )


@pytest.mark.parametrize("name", STARTER)
def test_the_starters_models(golden, tmp_path, name):
    recording = golden(f"starter_{name}.npz")
    values = original_weights.arrays(recording)
    model = converted(
        tmp_path,
        name.split("_")[0],
        values,
        "--feature_sizes=9",
        *STARTER[name],
    )
    (feature,) = model.features
    inputs = {
        feature: recording["features"],
        "num_frames": recording["num_frames"],
    }
    frames = model.stream.frame_features
    check_predictions(model, frames, inputs, recording["predictions"])


@pytest.mark.parametrize("name", ["NeXtVLADModel", "MixNeXtVladModel"])
def test_the_nextvlad_authors_models(golden_dir, tmp_path, name):
    flags, values, inputs, predictions = original_models.read(
        golden_dir / f"{name}.json"
    )
    # No flags: the checkpoint tells every option.
    model = converted(tmp_path, name, values)
    settings = model.get_config()
    assert {n: settings[n] for n in flags if n in settings} == {
        n: value for n, value in flags.items() if n in settings
    }
    is_mix = name == "MixNeXtVladModel"
    frames = model.frames if is_mix else model.stream.frame_features
    check_predictions(model, frames, inputs, predictions)


def test_the_released_monet(golden, golden_dir, tmp_path, capsys):
    recorded = golden("monet_released_5layers.npz")
    folder = golden_dir / "monet_released_tf1_checkpoint"
    run = str(tmp_path / "run")
    convert(
        f"--checkpoint={folder / 'Monet_model.ckpt'}",
        "--model=MoNetHallucination",
        "--monet_variant=released",
        "--feature_sizes=6,6",
        f"--train_dir={run}",
    )
    out = capsys.readouterr().out
    assert "Used: 8\n" in out
    assert (
        "  predictor/cnn_trans/conv1d/kernel [3, 6, 30] -> "
        "hallucinator.cell.C\n"
    ) in out
    assert "step_00000000.weights.h5" in out
    model, flags, _ = registry.restore(run)
    assert flags["monet_variant"] == "released"
    num_frames = recorded["mask"].sum(axis=(1, 2)).astype("int32")
    inputs = {"rgb": recorded["features"], "num_frames": num_frames}
    flow = np.array(model(inputs)["flow"])
    for row, count in enumerate(num_frames):
        # The original's biases leak in through padding, a frame a layer.
        safe = 7 if count == 7 else max(count - 4, 0)
        np.testing.assert_allclose(
            flow[row, :safe], recorded["flow"][row, :safe], atol=1e-5
        )
    two_stream = MoNetNeXtVLAD(
        5,
        {"rgb": 6},
        monet_variant="released",
        groups=2,
        nextvlad_cluster_size=4,
        nextvlad_hidden_size=8,
    )
    two_stream(two_stream.example_inputs())
    chosen = dict.fromkeys(transfer.PARTS, "") | {"monet_from": run}
    chosen["freeze_monet"] = True
    transfer.copy_parts(types.SimpleNamespace(**chosen), two_stream)
    np.testing.assert_allclose(
        two_stream.hallucinator(recorded["features"], num_frames),
        flow,
        atol=1e-6,
    )


def test_the_network_beside_the_released_monet(golden, tmp_path, capsys):
    values = original_weights.arrays(golden("monet_released_5layers.npz"))
    beside = {
        "RGB/inception_i3d/Conv3d_1a_7x7/conv_3d/w": np.ones((7, 3), "f4"),
        "tower/classifier/w": np.ones(4, "f4"),
    }
    flags = ["--feature_sizes=6,6", "--other_scopes=tower/classifier"]
    converted(tmp_path, "MoNetHallucination", values | beside, *flags)
    out = capsys.readouterr().out
    assert "Used: 8\n" in out
    assert "Unused, of other networks: 2\n  RGB/inception_i3d/Conv3d_" in out


@pytest.fixture
def logistic(tmp_path):
    """The flags of a conversion of the small data's LogisticModel."""
    rng = np.random.default_rng(0)
    values = {
        "tower/fully_connected/weights": rng.normal(size=(24, 10)),
        "tower/fully_connected/biases": rng.normal(size=10),
    }
    values = {name: v.astype("float32") for name, v in values.items()}
    prefix = tmp_path / "model.ckpt"
    write_checkpoint(prefix, as_trained(values, 3))
    return [
        *small.model_flags("LogisticModel"),
        f"--checkpoint={prefix}",
        f"--train_dir={tmp_path / 'run'}",
    ]


# A TensorFlow 1 optimizer is left behind; Keras says so.
@pytest.mark.filterwarnings("ignore:Skipping variable loading")
def test_the_scripts_read_the_run(logistic, tmp_path):
    convert(*logistic)
    shards = tmp_path / "shards"
    shards.mkdir()
    small.write_shards(shards)
    run, csv = tmp_path / "run", tmp_path / "predictions.csv"
    pattern = small.pattern(shards, "LogisticModel")
    scripts.run(
        "eval",
        f"--train_dir={run}",
        f"--eval_data_pattern={pattern}",
        "--run_once",
    )
    scripts.run(
        "inference",
        f"--train_dir={run}",
        f"--input_data_pattern={pattern}",
        f"--output_file={csv}",
    )
    assert len(small.read_csv(csv)) == small.NUM_VIDEOS
    flags = small.train_flags("LogisticModel", shards, run, "--max_steps=5")
    scripts.run("train", *flags)
    assert checkpoint_step(latest_checkpoint(str(run))) == 5


def test_as_a_command(logistic, tmp_path):
    done = scripts.spawn(
        [sys.executable, "-m", "youtube8m_monet.convert", *logistic]
    )
    assert done.returncode == 0, done.stderr
    assert "Unused, for training only: 7\n" in done.stdout
    assert "Traceback" not in done.stderr
    flags = read_flags(str(tmp_path / "run"))
    assert flags["num_classes"] == small.NUM_CLASSES
    assert flags["feature_names"] == "mean_rgb,mean_audio"
    again = scripts.spawn(
        [sys.executable, "-m", "youtube8m_monet.convert", *logistic]
    )
    assert again.returncode == 1
    assert "There is a run in the folder already." in again.stderr


def failure(capsys, *arguments):
    """Returns what a conversion that must fail prints, and its error."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as caught:
        convert(*arguments)
    assert caught.value.code == 1
    printed = capsys.readouterr()
    return printed.out, printed.err


def test_what_does_not_fit_is_listed_and_nothing_written(
    logistic, tmp_path, capsys
):
    write_checkpoint(
        tmp_path / "model.ckpt",
        {
            "tower/fully_connected/weights": np.ones((24, 10), "float32"),
            "tower/gating_prob_weights": np.ones((10, 10), "float32"),
            "global_step": np.int64(3),
        },
    )
    out, error = failure(capsys, *logistic)
    assert "Used: 1\n" in out
    assert "Missing: 1\n  fully_connected/biases for " in out
    assert "Unknown: 1\n  tower/gating_prob_weights [10, 10]\n" in out
    assert "missing:  fully_connected/biases" in error
    assert "unknown:  tower/gating_prob_weights" in error
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        ("--num_classes=11", "--num_classes: the checkpoint has 10, asked 11"),
        ("--feature_sizes=16,9", "sizes that add up to 24"),
        ("--checkpoint=absent", "Set --checkpoint."),
        ("--train_dir=", "There is nowhere to write the run."),
        ("--model=NetVLADModel", "Unknown original model."),
        ("--model=Logistic", "Unknown model."),
        ("--label_loss=None", "--label_loss"),
        ("--max_frames=0", "--max_frames is out of range."),
    ],
)
def test_wrong_flags(logistic, tmp_path, capsys, flag, expected):
    _, error = failure(capsys, *logistic, flag)
    assert expected in error
    assert not (tmp_path / "run").exists()


def test_a_run_is_never_overwritten(logistic, tmp_path, capsys):
    convert(*logistic)
    run = tmp_path / "run"
    before = small.listing(run)
    _, error = failure(capsys, *logistic)
    assert f"train_dir={str(run)!r}" in error
    assert "Set --train_dir." in error
    assert small.listing(run) == before
    (run / "model_flags.json").unlink()
    failure(capsys, *logistic)
    assert small.listing(run).keys() == before.keys() - {"model_flags.json"}
