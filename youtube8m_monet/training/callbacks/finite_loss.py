"""Stops a run whose loss is no longer a number."""

import math

from youtube8m_monet.errors import UserError
from youtube8m_monet.training.callbacks.step_callback import StepCallback


class FiniteLoss(StepCallback):
    """Raises at the first step with a NaN or infinite loss.

    It must come before `Checkpointing`, whose files then hold only weights
    from before that step.
    """

    def on_step(self, logs):
        """Checks the loss."""
        if not math.isfinite(logs["loss"]):
            raise UserError(
                f"The loss is not finite at step {self.step}, of which nothing "
                "was saved.",
                expected="a finite loss",
                received=f"loss={logs['loss']}",
                fix="Lower --base_learning_rate or --clip_gradient_norm; with "
                "the same --train_dir it goes on from the last checkpoint, if "
                "there is one.",
            )
