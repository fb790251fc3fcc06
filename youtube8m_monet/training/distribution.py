"""Where the training step runs."""

import contextlib

import keras
import tensorflow as tf


def claim_devices(num_gpu=1):
    """Leaves the GPUs to the backend; call it before anything uses them.

    TensorFlow reads the data whatever the backend, and would take a GPU's
    whole memory.

    Args:
        num_gpu: 0: TensorFlow gets none as backend either.
    """
    if num_gpu == 0 or keras.backend.backend() != "tensorflow":
        tf.config.set_visible_devices([], "GPU")


def count_devices(num_gpu):
    """Returns how many devices share a step: the GPUs used, or 1 on CPU."""
    return max(1, min(num_gpu, len(_gpus())))


def describe_devices(num_gpu):
    """Returns backend and devices in words, e.g. `"tensorflow on CPU"`."""
    gpus = min(num_gpu, len(_gpus()))
    devices = {0: "CPU", 1: "1 GPU"}.get(gpus, f"{gpus} GPUs")
    return f"{keras.backend.backend()} on {devices}"


def training_scope(num_gpu):
    """Returns the context in which to build, compile and train the model.

    Args:
        num_gpu: GPUs to use at most. With two or more, each step's batch is
            split over them: `tf.distribute.MirroredStrategy` on TensorFlow,
            `keras.distribution.DataParallel` on JAX. 0: the CPU, GPU or not.
    """
    if num_gpu == 0:
        return keras.device("cpu:0")
    devices = _gpus()[:num_gpu]
    if len(devices) < 2:
        return contextlib.nullcontext()
    if keras.backend.backend() == "tensorflow":
        names = [device.name for device in devices]
        return tf.distribute.MirroredStrategy(names).scope()
    return keras.distribution.DataParallel(devices=devices).scope()


def _gpus():
    if keras.backend.backend() == "tensorflow":
        return tf.config.list_logical_devices("GPU")
    # JAX raises where it is asked for GPUs and has none.
    devices = keras.distribution.list_devices()
    return [name for name in devices if name.startswith(("gpu", "cuda"))]
