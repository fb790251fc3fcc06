import contextlib
import json
import sys

import keras
import pytest
import tensorflow as tf

from tests.data.records import random_videos, write_frame_shard
from tests.end_to_end import paired, small
from tests.end_to_end.scripts import spawn
from youtube8m_monet.training import distribution


@pytest.fixture(scope="module")
def shards(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shards")
    small.write_shards(folder)
    # Replicas weigh frames alike if they have equally many.
    videos = random_videos(
        32, paired.FEATURES, 10, frames=(6, 6), dtype="float32"
    )
    write_frame_shard(folder / "paired.tfrecord", videos)
    return folder


def train_on_both(folder, backend, *flags):
    """Trains on one device and on two; returns what was printed."""
    module = "tests.training.two_devices"
    process = spawn(
        [sys.executable, "-m", module, str(folder), *flags],
        KERAS_BACKEND=backend,
    )
    assert process.returncode == 0, process.stderr
    assert f"batches of 8, {backend} on 2 GPUs" in process.stdout
    return process.stdout


def flags_of(model, shards, folder):
    """Returns the flags of a run of plain gradient descent.

    Its weights show the gradients, which Adam would hide the scale of. The
    models have neither dropout, whose numbers differ between devices, nor
    batch norm, whose statistics are those of a device's share.
    """
    if model == "MoNetHallucination":
        pattern = f"{shards}/paired.tfrecord"
        flags = paired.train_flags(model, paired.FEATURES, pattern, folder)
    else:
        flags = small.train_flags(model, shards, folder)
    return [
        *flags,
        "--optimizer=SGD",
        "--base_learning_rate=0.1",
        "--l2_penalty=0.1",
        "--export_model_steps=0",
    ]


@pytest.mark.parametrize(
    ("backend", "model", "clip"),
    [
        # The gradients are larger than 0.01 at every step.
        ("tensorflow", "LogisticModel", 0),
        ("tensorflow", "LogisticModel", 0.01),
        ("jax", "LogisticModel", 0),
        ("tensorflow", "MoNetHallucination", 0),
        # The penalty counts once, not once a device.
        pytest.param("tensorflow", "MoeModel", 0, marks=pytest.mark.slow),
        pytest.param("tensorflow", "LstmModel", 0, marks=pytest.mark.slow),
    ],
)
def test_two_devices_train_as_one_does(shards, tmp_path, backend, model, clip):
    printed = train_on_both(
        tmp_path,
        backend,
        *flags_of(model, shards, tmp_path),
        "--max_steps=3",
        "--log_steps=1",
        "--metrics_steps=2",
        f"--clip_gradient_norm={clip}",
    )
    size, difference = map(float, printed.split()[-2:])
    assert size > 0.1
    assert difference < 1e-6
    one, two = reports(tmp_path, 1), reports(tmp_path, 2)
    measured = {"gap", "r2"} & two[1].keys()
    assert len(measured) == 1
    for name in {"loss", *measured}:
        assert two[1][name] == pytest.approx(one[1][name], rel=1e-4)


def reports(folder, count):
    """Returns what the run on so many devices reported."""
    with open(folder / f"devices{count}" / "metrics.jsonl") as file:
        return [json.loads(line) for line in file]


@pytest.mark.parametrize("backend", ["tensorflow", "jax"])
def test_two_devices_leave_a_short_batch_out(shards, tmp_path, backend):
    """30 videos in batches of 8: three are whole."""
    printed = train_on_both(
        tmp_path,
        backend,
        *flags_of("LogisticModel", shards, tmp_path),
        "--num_epochs=1",
    )
    ends = [line for line in printed.splitlines() if line.startswith("Done")]
    assert [line.split(":")[0] for line in ends] == [
        "Done at step 4",
        "Done at step 3",
    ]
    assert reports(tmp_path, 2)[-1]["total_steps"] == 3


@pytest.mark.parametrize(
    ("present", "num_gpu", "count", "words"),
    [
        (0, 1, 1, "CPU"),
        (0, 4, 1, "CPU"),
        (2, 0, 1, "CPU"),
        (2, 1, 1, "1 GPU"),
        (2, 2, 2, "2 GPUs"),
        (2, 4, 2, "2 GPUs"),
    ],
)
def test_the_devices_used(monkeypatch, present, num_gpu, count, words):
    monkeypatch.setattr(distribution, "_gpus", lambda: ["gpu"] * present)
    assert distribution.count_devices(num_gpu) == count
    backend = keras.backend.backend()
    assert distribution.describe_devices(num_gpu) == f"{backend} on {words}"


def test_one_device_needs_no_strategy(monkeypatch):
    for present in (0, 1, 2):
        monkeypatch.setattr(distribution, "_gpus", lambda n=present: ["g"] * n)
        scope = distribution.training_scope(1)
        assert isinstance(scope, contextlib.nullcontext)


def test_no_gpu_is_wanted(monkeypatch):
    monkeypatch.setattr(distribution, "_gpus", lambda: ["gpu"])
    with distribution.training_scope(0):
        assert "cpu" in str(keras.ops.ones(1).device).lower()


_CLAIMS_DEVICES = """
import sys
import tensorflow as tf
from tests.end_to_end import scripts
from youtube8m_monet.training import distribution

def claim(num_gpu):
    # TensorFlow refuses this, as it does to give up GPUs, once it has begun.
    tf.config.set_logical_device_configuration(
        tf.config.list_physical_devices("CPU")[0],
        [tf.config.LogicalDeviceConfiguration()] * 2,
    )
    print("claimed")

distribution.claim_devices = claim
scripts.run("train", *sys.argv[1:])
"""


def test_devices_are_claimed_before_tensorflow_begins(shards, tmp_path):
    flags = small.train_flags("LogisticModel", shards, tmp_path / "run")
    argv = [sys.executable, "-c", _CLAIMS_DEVICES, *flags, "--max_steps=1"]
    process = spawn(argv, KERAS_BACKEND="tensorflow")
    assert process.returncode == 0, process.stderr
    assert process.stdout.startswith("claimed")


def test_this_machines_devices_can_be_counted():
    distribution.claim_devices()
    assert distribution.count_devices(1) == 1
    with distribution.training_scope(1):
        assert tf.distribute.get_strategy().num_replicas_in_sync == 1
