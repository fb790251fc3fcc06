"""Trains on one device, or on two under MirroredStrategy, and saves weights.

    python -m tests.end_to_end.two_devices NUM_DEVICES OUTPUT.npz [flags]

The devices are halves of the CPU, so that no GPU is needed. Everything but
the choice of the devices is train.py.
"""

import sys

import numpy as np
import tensorflow as tf

from tests.end_to_end import scripts
from youtube8m_monet.training import checkpoint, distribution

num_devices, output, *flags = sys.argv[1:]
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(
    cpu, [tf.config.LogicalDeviceConfiguration()] * 2
)
strategies = {
    "1": tf.distribute.get_strategy,
    "2": lambda: tf.distribute.MirroredStrategy(["/cpu:0", "/cpu:1"]),
}
strategy = strategies[num_devices]()
distribution.training_scope = lambda num_gpu: strategy.scope()
distribution.count_devices = lambda num_gpu: strategy.num_replicas_in_sync
scripts.run("train", *flags)

(train_dir,) = (
    flag.partition("=")[2] for flag in flags if "--train_dir=" in flag
)
path = checkpoint.latest_checkpoint(train_dir)
np.savez(output, path=path, replicas=strategy.num_replicas_in_sync)
