"""Runs a built model over a data set."""

import keras
import numpy as np


class Predictor(keras.Model):
    """A model that gives only some of its outputs.

    What is not asked for is neither computed nor copied from the device: the
    flow of a batch is a hundred times larger than its predictions.

    Args:
        model: A built `VideoClassifier`.
        outputs: Names of the outputs to give, where the model has them.
    """

    def __init__(self, model, outputs):
        super().__init__()
        self.model = model
        self.outputs_given = tuple(outputs)

    def call(self, inputs):
        """Returns the outputs asked for."""
        outputs = self.model(inputs, training=False)
        return {n: v for n, v in outputs.items() if n in self.outputs_given}


def predict_batches(model, dataset):
    """Yields the outputs of a model, batch by batch.

    Evaluation and inference both predict here, so that they agree.

    Args:
        model: A built `VideoClassifier`.
        dataset: Yields `(video_ids, inputs, labels)`, from
            `data.evaluation_dataset`.

    Yields:
        `(video_ids, labels, outputs)`: NumPy arrays, and a dict of them.
    """
    largest = 0
    for video_ids, inputs, labels in dataset.as_numpy_iterator():
        count = len(video_ids)
        largest = max(largest, count)
        outputs = model.predict_on_batch(_fill(inputs, largest))
        yield (
            video_ids,
            labels,
            {name: np.asarray(v)[:count] for name, v in outputs.items()},
        )


def _fill(inputs, size):
    """Repeats the last video up to `size`: one batch size, one compilation."""
    missing = size - len(inputs["num_frames"])
    if not missing:
        return inputs
    return {
        name: np.concatenate([array, np.repeat(array[-1:], missing, axis=0)])
        for name, array in inputs.items()
    }
