"""Tests of what a step without data leaves behind."""

import keras
import numpy as np
import pytest

from youtube8m_monet.training.callbacks import EmptyStep

pytestmark = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow",
    reason="only TensorFlow begins a step before it has data",
)


def counters(model):
    """Returns the optimizer's scalars and the state of the dropout."""
    scalars = [v.numpy() for v in model.optimizer.variables if v.ndim == 0]
    return [*scalars, *model.layers[0].seed_generator.state.numpy()]


def test_what_a_step_without_data_counts_is_taken_back():
    """Such a step done by hand: whether Keras begins one is a race."""
    model = keras.Sequential(
        [keras.Input([3]), keras.layers.Dropout(0.5), keras.layers.Dense(1)]
    )
    model.compile("nadam", "mse", jit_compile=False)
    model.optimizer.build(model.trainable_variables)
    callback = EmptyStep()
    callback.set_model(model)
    callback.on_train_begin()
    model.train_on_batch(np.ones((4, 3)), np.ones((4, 1)))
    callback.on_train_batch_end(0)
    noted = counters(model)
    model.train_on_batch(np.ones((4, 3)), np.ones((4, 1)))
    assert counters(model) != noted
    callback.on_epoch_end(0)
    assert counters(model) == noted
