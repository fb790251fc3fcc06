"""The scripts on the JAX backend, and checkpoints that change backends."""

import keras
import numpy as np
import pytest

from tests.end_to_end import scripts, small
from youtube8m_monet.training import checkpoint

pytest.importorskip("jax")
pytestmark = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow",
    reason="compares TensorFlow, in this process, with JAX",
)


def train(model, shards, train_dir):
    flags = small.train_flags(model, shards, train_dir, "--max_steps=2")
    return ["train", *flags]


def evaluate(shards, train_dir):
    records = f"--eval_data_pattern={shards}/frame*.tfrecord"
    return ["eval", f"--train_dir={train_dir}", records, "--run_once"]


def infer(shards, train_dir, output):
    return [
        "inference",
        f"--train_dir={train_dir}",
        f"--input_data_pattern={shards}/frame*.tfrecord",
        f"--output_file={output}",
        "--top_k=99",
    ]


@pytest.mark.parametrize(
    "model",
    [
        "FrameLevelLogisticModel",
        pytest.param("MoNetNeXtVLAD", marks=pytest.mark.slow),
    ],
)
def test_scripts_run_on_jax_and_checkpoints_change_backends(
    model, shards, tmp_path
):
    runs = {name: tmp_path / name for name in ("tensorflow", "jax")}
    scripts.run(
        *train(model, shards, runs["tensorflow"]), "--export_model_steps=0"
    )
    done = scripts.spawn_all(
        [
            train(model, shards, runs["jax"]),
            evaluate(shards, runs["jax"]),
            *(
                infer(shards, run, tmp_path / f"{name}_on_jax.csv")
                for name, run in runs.items()
            ),
        ],
        KERAS_BACKEND="jax",
    )
    assert done.returncode == 0, done.stderr
    assert "jax on CPU" in done.stdout
    assert "This Keras backend exports no SavedModel" in done.stdout
    assert "epoch/eval number 2 | Avg_Hit@1: " in done.stdout
    assert not (runs["jax"] / "export").exists()
    path = checkpoint.latest_checkpoint(str(runs["jax"]))
    assert checkpoint.checkpoint_step(path) == 2
    for name, run in runs.items():
        scripts.run(*infer(shards, run, tmp_path / f"{name}.csv"))
        here = small.read_csv(tmp_path / f"{name}.csv")
        there = small.read_csv(tmp_path / f"{name}_on_jax.csv")
        assert len(here) == small.NUM_VIDEOS
        assert here.keys() == there.keys()
        for video_id, row in here.items():
            np.testing.assert_allclose(row, there[video_id], rtol=0, atol=1e-5)
