"""Writes TensorFlow 1 checkpoints."""

import numpy as np
import tensorflow as tf


def write_checkpoint(prefix, arrays):
    """Writes arrays under their names, in the format of a `tf.train.Saver`.

    Args:
        prefix: What the names of the files have in common.
        arrays: Mapping of name to array.
    """
    tf.raw_ops.SaveV2(
        prefix=str(prefix),
        tensor_names=list(arrays),
        shape_and_slices=[""] * len(arrays),
        tensors=[tf.convert_to_tensor(value) for value in arrays.values()],
    )


def as_trained(arrays, step):
    """Returns arrays together with what training with Adam keeps."""
    trained = dict(arrays)
    for name, value in arrays.items():
        if "moving_" not in name:
            trained[f"{name}/Adam"] = np.zeros_like(value)
            trained[f"{name}/Adam_1"] = np.zeros_like(value)
    trained["global_step"] = np.int64(step)
    trained["beta1_power"] = np.float32(0.9)
    trained["beta2_power"] = np.float32(0.999)
    return trained
