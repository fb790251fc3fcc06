"""The test that padding changes nothing."""

import keras
import numpy as np
from keras import ops

from tests.run_layer_test import (
    OneLayer,
    compile_for_training,
    random_directions,
)


def check_padding_invariance(make_layer, inputs, num_frames, atol=2e-6):
    """Compares a layer on padded and on differently padded inputs.

    The second inputs hold NaN past `num_frames`, or other codes where they
    are integers, and three frames more. Compared are the outputs at inference,
    and after a training step every weight: the trainable ones tell the
    gradients, the others the statistics of batch norms.

    Args:
        make_layer: Function that returns a new layer.
        inputs: Arguments of its call, in order: NumPy arrays, or dicts of them.
            Those of three dimensions are taken as frames.
        num_frames: Valid frames of each video; some must be padded.
        atol: How far two values may be apart.
    """
    assert min(num_frames) < max(num_frames)
    before, weights = run(make_layer, inputs)
    other = keras.tree.map_structure(
        lambda array: repad(array, num_frames), inputs
    )
    after, other_weights = run(make_layer, other)
    keras.tree.map_structure(
        lambda a, b: np.testing.assert_allclose(a, b, atol=atol, rtol=1e-5),
        before,
        after,
    )
    for (path, value), (_, other_value) in zip(
        weights, other_weights, strict=True
    ):
        np.testing.assert_allclose(
            value, other_value, atol=atol, rtol=1e-5, err_msg=path
        )


def repad(array, num_frames, extra=3):
    """Returns the frames with other, and more, padding."""
    if array.ndim != 3:
        return array
    batch, _, size = array.shape
    array = np.concatenate(
        [array, np.zeros((batch, extra, size), array.dtype)], axis=1
    )
    rng = np.random.default_rng(1)
    for row, count in enumerate(num_frames):
        shape = array[row, count:].shape
        is_float = np.issubdtype(array.dtype, np.floating)
        other = np.nan if is_float else rng.uniform(1, 100, size=shape)
        array[row, count:] = other
    return array


def run(make_layer, inputs):
    """Returns the outputs, and the weights after a training step."""
    keras.utils.set_random_seed(0)
    layer = make_layer()
    model = OneLayer(layer)
    compile_for_training(model)
    batch = {str(index): value for index, value in enumerate(inputs)}
    outputs = model(batch)
    model.train_on_batch(batch, random_directions(outputs))
    outputs = keras.tree.map_structure(ops.convert_to_numpy, outputs)
    weights = [(w.path, ops.convert_to_numpy(w)) for w in layer.weights]
    return outputs, weights
