"""Saves a run while it trains."""

from youtube8m_monet.training.callbacks.step_callback import StepCallback


class Checkpointing(StepCallback):
    """Calls functions every so many steps.

    Args:
        first_step: Steps taken before.
        periods: Mapping of a function of the step to the steps between two
            calls; 0 means never.
    """

    def __init__(self, first_step, periods):
        super().__init__(first_step)
        self.periods = periods

    def on_step(self, logs):
        """Calls every function whose period ends here."""
        due = [f for f, n in self.periods.items() if n and self.step % n == 0]
        if due:
            self.model  # noqa: B018  On JAX this brings the weights up to date.
        for save in due:
            save(self.step)
