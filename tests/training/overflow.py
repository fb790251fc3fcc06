"""Trains a step in float16 on two devices, and prints what became of it.

Usage: python -m tests.training.overflow INPUT INPUT

The devices are two views of the CPU; each gets one of the inputs of a model
that multiplies it by its weight, 1. Printed are the weight and the loss scale.
"""

import sys

import keras
import numpy as np
import tensorflow as tf

from youtube8m_monet.training.loss_scale import scale_loss
from youtube8m_monet.training.optimizer import get_optimizer


def main():
    """Trains and prints."""
    (cpu,) = tf.config.list_physical_devices("CPU")
    two = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(cpu, two)
    keras.config.set_dtype_policy("mixed_float16")
    inputs = np.array([[float(word)] for word in sys.argv[1:]], "float32")
    with tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"]).scope():
        model = keras.Sequential(
            [
                keras.layers.Input((1,)),
                keras.layers.Dense(
                    1, use_bias=False, kernel_initializer="ones"
                ),
            ]
        )
        optimizer = get_optimizer("SGD", 0.5, clip_gradient_norm=1.0)
        optimizer = scale_loss(optimizer, model.dtype_policy)
        model.compile(optimizer, "mse", jit_compile=False)
        model.fit(inputs, np.zeros((2, 1)), batch_size=2, verbose=0)
    found = model.weights[0], optimizer.dynamic_scale
    print(*(float(keras.ops.convert_to_numpy(v).ravel()[0]) for v in found))


if __name__ == "__main__":
    main()
