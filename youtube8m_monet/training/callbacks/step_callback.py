"""A callback that knows the step of the whole run."""

import keras


class StepCallback(keras.callbacks.Callback):
    """Counts steps over restarts.

    Args:
        first_step: Steps that the run had taken before this `fit`.

    Attributes:
        step: Steps taken so far.
    """

    def __init__(self, first_step):
        super().__init__()
        self.step = first_step

    def on_train_batch_end(self, batch, logs=None):
        """Counts the step, then calls `on_step`."""
        self.step += 1
        self.on_step(logs if logs is not None else {})

    def on_step(self, logs):
        """Called after every step with the losses since the last report."""
