"""Tests of what a step without data leaves behind."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from youtube8m_monet.training.callbacks import EmptyStep

pytestmark = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow",
    reason="only TensorFlow begins a step before it has data",
)


class Note(keras.callbacks.Callback):
    """Notes the counters after each step that had data."""

    def on_train_batch_end(self, batch, logs=None):
        self.noted = counters(self.model)


def counters(model):
    """Returns the optimizer's scalars and the state of the dropout."""
    scalars = [v.numpy() for v in model.optimizer.variables if v.ndim == 0]
    return [*scalars, *model.layers[0].seed_generator.state.numpy()]


def fit_past_the_end(*callbacks):
    """Fits four steps where the data are enough for three."""
    model = keras.Sequential(
        [keras.Input([3]), keras.layers.Dropout(0.5), keras.layers.Dense(1)]
    )
    # Nadam keeps a product over the steps besides their number.
    model.compile("nadam", "mse", jit_compile=False)
    dataset = tf.data.Dataset.from_tensors((np.ones((4, 3)), np.ones((4, 1))))
    model.fit(
        dataset.repeat(3),
        steps_per_epoch=4,
        shuffle=False,
        callbacks=list(callbacks),
        verbose=0,
    )
    return model


@pytest.mark.filterwarnings("ignore:Your input ran out of data")
def test_the_empty_step_leaves_no_trace():
    note = Note()
    model = fit_past_the_end(note, EmptyStep())
    assert counters(model) == note.noted
    assert int(model.optimizer.iterations) == 3
