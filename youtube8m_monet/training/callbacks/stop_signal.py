"""Ends a run well when the machine asks it to stop."""

import signal

import keras

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class StopSignal(keras.callbacks.Callback):
    """Finishes the step at SIGTERM or Ctrl-C; the trainer then saves.

    A second signal acts as it would without this callback.

    Attributes:
        received: The signal that stopped the run, or `None`.
    """

    def __init__(self):
        super().__init__()
        self.received = None
        self._previous = {}

    def on_train_begin(self, logs=None):
        """Listens."""
        for number in SIGNALS:
            self._previous[number] = signal.signal(number, self._receive)

    def on_train_batch_end(self, batch, logs=None):
        """Stops `fit` if a signal came."""
        if self.received is not None:
            self.model.stop_training = True

    def restore(self):
        """Gives the signals back to who had them before."""
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        self._previous = {}

    def _receive(self, number, frame):
        self.received = signal.Signals(number)
        print(f"{self.received.name}: finishing the step.", flush=True)
        self.restore()
