"""The test that float16 trains where gradients are steep."""

import keras
import numpy as np
from keras import ops

from tests.run_layer_test import OneLayer, random_directions, random_projection


def check_float16_loses_no_step(layer, inputs, scale=64.0, steps=4):
    """Trains under loss scaling, which leaves out a step that overflows.

    Args:
        layer: A layer under `"mixed_float16"`.
        inputs: The arguments of its call, in order.
        scale: That of the loss.
        steps: How many to take.
    """
    model = OneLayer(layer)
    optimizer = keras.optimizers.LossScaleOptimizer(
        keras.optimizers.SGD(1e-3, global_clipnorm=1.0), initial_scale=scale
    )
    model.compile(
        optimizer,
        random_projection,
        jit_compile=keras.backend.backend() == "jax",
    )
    batch = {str(index): value for index, value in enumerate(inputs)}
    targets = random_directions(layer(*inputs))
    for _ in range(steps):
        model.train_on_batch(batch, targets)
    assert float(ops.convert_to_numpy(optimizer.dynamic_scale)) == scale
    assert int(np.array(optimizer.inner_optimizer.iterations)) == steps
