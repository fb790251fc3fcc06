"""Undoes the step that Keras begins when the data have ended."""

import keras


class EmptyStep(keras.callbacks.Callback):
    """Takes back what a step without data has counted.

    Keras learns that the data have ended when it asks for them, in a step
    that TensorFlow has begun by then: without XLA, the optimizer may have
    counted it and dropout drawn its numbers. A run that goes on, with more
    epochs, would then differ from one that never stopped.
    """

    def __init__(self):
        super().__init__()
        self._values = []

    def on_train_begin(self, logs=None):
        """Finds the variables that depend on no data."""
        if keras.backend.backend() != "tensorflow":
            return
        weights = {id(variable) for variable in self.model.weights}
        variables = [
            *(v for v in self.model.variables if id(v) not in weights),
            *(v for v in self.model.optimizer.variables if v.ndim == 0),
        ]
        self._values = [(v, v.numpy()) for v in variables]

    def on_train_batch_end(self, batch, logs=None):
        """Notes their values after a step with data."""
        self._values = [(v, v.numpy()) for v, _ in self._values]

    def on_epoch_end(self, epoch, logs=None):
        """Puts those back; without an empty step they are the same."""
        for variable, value in self._values:
            variable.assign(value)
