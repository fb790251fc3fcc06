"""Trains on one device and on two, and prints how far the weights differ.

Usage: python -m tests.training.two_devices FOLDER [flags of train.py]

The two devices are two views of the CPU.
"""

import os
import sys

os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=2"

import keras
import numpy as np
import tensorflow as tf

from frame_level_models import registry
from tests.end_to_end.scripts import run
from youtube8m_monet.training import distribution

CPU = tf.config.list_physical_devices("CPU")[0]
BATCH_SIZE = 8


def use_devices(count):
    """Makes training take so many views of the CPU for GPUs."""
    if keras.backend.backend() == "tensorflow":
        devices = tf.config.list_logical_devices("CPU")
    else:
        devices = keras.distribution.list_devices("cpu")
    if len(devices) != 2:
        raise RuntimeError(f"Expected 2 devices, received {devices}.")
    distribution._gpus = lambda: devices[:count]


def train_on(count, folder, arguments):
    """Returns the weights after training on so many devices."""
    use_devices(count)
    train_dir = os.path.join(folder, f"devices{count}")
    batch_size = BATCH_SIZE // count
    run(
        "train",
        *arguments,
        f"--train_dir={train_dir}",
        f"--num_gpu={count}",
        f"--batch_size={batch_size}",
    )
    model, _, _ = registry.restore(train_dir)
    return [keras.ops.convert_to_numpy(w) for w in model.weights]


def main():
    """Prints the largest weight and the largest difference."""
    folder, *arguments = sys.argv[1:]
    tf.config.set_logical_device_configuration(
        CPU, [tf.config.LogicalDeviceConfiguration()] * 2
    )
    one, two = (train_on(n, folder, arguments) for n in (1, 2))
    differences = [np.abs(a - b).max() for a, b in zip(one, two, strict=True)]
    print(max(np.abs(a).max() for a in one), max(differences))


if __name__ == "__main__":
    main()
