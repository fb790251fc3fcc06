"""Ends a run: at its last step, or where the data end."""

from youtube8m_monet.training.callbacks.step_callback import StepCallback


class LastStep(StepCallback):
    """Stops `fit` after `max_steps`, or when the data have run out.

    Args:
        first_step: Steps taken before.
        max_steps: The run's last step. `None`: where the data end.
        report_steps: Steps in a Keras epoch; one with fewer has met the end.

    Attributes:
        data_ended: Whether the data have run out.
    """

    def __init__(self, first_step, max_steps, report_steps):
        super().__init__(first_step)
        self.max_steps = max_steps
        self.report_steps = report_steps
        self.epoch_start = first_step
        self.data_ended = False

    def on_epoch_begin(self, epoch, logs=None):
        """Notes where the epoch starts."""
        self.epoch_start = self.step

    def on_step(self, logs):
        """Stops at the last step."""
        if self.max_steps is not None and self.step >= self.max_steps:
            self.model.stop_training = True

    def on_epoch_end(self, epoch, logs=None):
        """Stops when the data cut the epoch short."""
        steps = self.step - self.epoch_start
        if steps < self.report_steps and not self.model.stop_training:
            self.data_ended = True
            self.model.stop_training = True
