"""MoNet's weights from another run, and mixed precision."""

import numpy as np
import pytest

from frame_level_models import registry
from tests.end_to_end import scripts, small

MODEL = "MoNetNeXtVLAD"


@pytest.fixture(scope="module")
def monet_run(shards, tmp_path_factory):
    folder = tmp_path_factory.mktemp("monet") / "run"
    flags = small.train_flags(MODEL, shards, folder)
    scripts.run("train", *flags, "--max_steps=2", "--export_model_steps=0")
    return folder


def monet_weights(train_dir):
    model, _, _ = registry.restore(str(train_dir))
    return model.hallucinator.get_weights()


@pytest.mark.parametrize("freeze", [True, False], ids=["frozen", "trained"])
def test_monet_from_another_run(freeze, monet_run, shards, tmp_path):
    flags = small.train_flags(
        MODEL,
        shards,
        tmp_path,
        "--max_steps=2",
        "--export_model_steps=0",
        "--seed=7",
        f"--monet_from={monet_run}",
        "--base_learning_rate=1e-3",
        f"--freeze_monet={freeze}",
    )
    scripts.run("train", *flags)
    pairs = zip(monet_weights(monet_run), monet_weights(tmp_path), strict=True)
    differences = [np.abs(a - b).max() for a, b in pairs]
    if freeze:
        assert max(differences) == 0
    else:
        # Two steps of Adam go 2e-3 from the weights that were copied.
        assert 0 < max(differences) < 3e-3


def test_monet_from_a_run_of_another_shape(monet_run, shards, tmp_path, capsys):
    flags = small.train_flags(MODEL, shards, tmp_path / "run")
    error = scripts.failure(
        capsys, "train", *flags, f"--monet_from={monet_run}", "--flow_size=4"
    )
    assert "The hallucinator cannot be taken from the other run" in error
    assert "units is 16 there and 4 here" in error


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_mixed_precision_trains(precision, shards, tmp_path, capsys):
    flags = small.train_flags(
        "NeXtVLADModel",
        shards,
        tmp_path,
        "--max_steps=3",
        "--export_model_steps=0",
        f"--mixed_precision={precision}",
    )
    scripts.run("train", *flags)
    assert "Done at step 3" in capsys.readouterr().out
    scripts.run(
        "eval",
        f"--train_dir={tmp_path}",
        f"--eval_data_pattern={shards}/frame*.tfrecord",
        "--run_once",
    )
    assert "epoch/eval number 3 | Avg_Hit@1: " in capsys.readouterr().out
