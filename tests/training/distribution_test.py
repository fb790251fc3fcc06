import contextlib
import sys

import keras
import pytest
import tensorflow as tf

from tests.end_to_end import small
from tests.end_to_end.scripts import spawn
from youtube8m_monet.training import distribution


@pytest.fixture(scope="module")
def shards(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shards")
    small.write_shards(folder)
    return folder


@pytest.mark.parametrize(
    ("backend", "clip"),
    # The gradients are larger than 0.01 at every step.
    [("tensorflow", 0), ("tensorflow", 0.01), ("jax", 0)],
)
def test_two_devices_train_as_one_does(shards, tmp_path, backend, clip):
    """Three steps of plain gradient descent: weights show the gradients."""
    process = spawn(
        [
            *(sys.executable, "-m", "tests.training.two_devices"),
            str(tmp_path),
            *small.train_flags("LogisticModel", shards, tmp_path),
            *("--optimizer=SGD", "--base_learning_rate=0.1"),
            "--l2_penalty=0.1",
            *("--max_steps=3", "--export_model_steps=0"),
            f"--clip_gradient_norm={clip}",
        ],
        KERAS_BACKEND=backend,
    )
    assert process.returncode == 0, process.stderr
    assert f"batches of 8, {backend} on 2 GPUs" in process.stdout
    size, difference = map(float, process.stdout.split()[-2:])
    assert size > 0.1
    assert difference < 1e-6


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


def test_this_machines_devices_can_be_counted():
    distribution.claim_devices()
    assert distribution.count_devices(1) == 1
    with distribution.training_scope(1):
        assert tf.distribute.get_strategy().num_replicas_in_sync == 1
