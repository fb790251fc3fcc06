"""Two devices under MirroredStrategy train as one does.

The models here have neither dropout, whose numbers differ between devices,
nor batch norm, whose statistics are those of a device's share of the batch.
"""

import sys

import keras
import numpy as np
import pytest

from tests.end_to_end import scripts, small

pytestmark = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow",
    reason="MirroredStrategy is TensorFlow's",
)


def train(num_devices, model, shards, folder, *more):
    """Trains 6 steps of 8 videos; returns the arrays of the checkpoint."""
    output = folder / f"{num_devices}.npz"
    flags = small.train_flags(
        model,
        shards,
        folder / f"run{num_devices}",
        "--max_steps=6",
        "--num_epochs=20",
        "--export_model_steps=0",
        f"--batch_size={8 // num_devices}",
        *more,
    )
    module = "tests.end_to_end.two_devices"
    argv = [sys.executable, "-m", module, str(num_devices), output, *flags]
    done = scripts.spawn([str(word) for word in argv])
    assert done.returncode == 0, done.stderr
    assert "batches of 8" in done.stdout
    result = np.load(output)
    assert result["replicas"] == num_devices
    return small.contents(str(result["path"]))


@pytest.mark.parametrize(
    ("model", "more"),
    [
        # The penalty counts once, not once a device. Plain gradients: Adam
        # would hide their scale.
        (
            "MoeModel",
            ["--optimizer=SGD", "--l2_penalty=0.1", "--base_learning_rate=1"],
        ),
        pytest.param(
            "LogisticModel",
            ["--l2_penalty=0.1"],
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "LstmModel",
            ["--optimizer=SGD", "--base_learning_rate=1"],
            marks=pytest.mark.slow,
        ),
    ],
)
def test_two_devices_train_as_one(model, more, shards, tmp_path):
    one = train(1, model, shards, tmp_path, *more)
    two = train(2, model, shards, tmp_path, *more)
    assert one.keys() == two.keys()
    for name, value in one.items():
        if name.startswith("layers/"):
            np.testing.assert_allclose(
                value, two[name], rtol=1e-5, atol=1e-6, err_msg=name
            )
    assert one["training_state"] == two["training_state"]
