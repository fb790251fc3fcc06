"""Batch normalisation with the constants that every published model used."""

import keras

MOMENTUM = 0.999


def batch_norm(name, dtype, momentum=MOMENTUM):
    """Returns a `BatchNormalization` with epsilon 0.001.

    Called with `mask=` it counts valid frames only.

    Args:
        name: Name of the layer.
        dtype: Its dtype policy.
        momentum: Share of the moving statistics kept at a step. The published
            0.999 needs thousands of steps before evaluation is of use; short
            runs want less.
    """
    return keras.layers.BatchNormalization(
        momentum=momentum, epsilon=1e-3, name=name, dtype=dtype
    )
