"""Tells how training goes."""

import time

from youtube8m_monet.training.callbacks.step_callback import StepCallback


class Report(StepCallback):
    """Writes a record of step, losses and speed at the end of an epoch.

    Args:
        first_step: Steps taken before.
        count_videos: Function of a step that returns the videos used up to it
            since it was last called.
        measure: Function of the model that returns metrics on training videos
            as a dict.
        measure_steps: Steps between two calls of `measure`; 0: never.
        total_steps: Function that returns the run's last step as far as it is
            known, or `None`.
        sinks: Functions that take a record, a dict with `step`, `loss`,
            `examples_per_second`, `seconds_left` and what `measure` returns.
    """

    def __init__(
        self,
        first_step,
        *,
        count_videos,
        measure,
        measure_steps,
        total_steps,
        sinks,
    ):
        super().__init__(first_step)
        self.count_videos = count_videos
        self.measure = measure
        self.measure_steps = measure_steps
        self.total_steps = total_steps
        self.sinks = sinks
        self.reported = first_step
        self.measured = first_step
        self.clock = None

    def on_epoch_begin(self, epoch, logs=None):
        """Starts the clock."""
        self.clock = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        """Writes the record."""
        steps = self.step - self.reported
        if not steps:
            return
        seconds = time.perf_counter() - self.clock
        total = self.total_steps()
        left = None if total is None else max(total - self.step, 0)
        record = {
            "step": self.step,
            "total_steps": total,
            **{name: float(value) for name, value in logs.items()},
            "examples_per_second": self.count_videos(self.step) / seconds,
            "seconds_left": None if left is None else left * seconds / steps,
            **self._metrics(),
        }
        self.reported = self.step
        for sink in self.sinks:
            sink(record)

    def _metrics(self):
        due = self.measure_steps and (
            self.step // self.measure_steps
            > self.measured // self.measure_steps
        )
        if not due:
            return {}
        self.measured = self.step
        return self.measure(self.model)
