"""What happens around a training step.

`fit` runs in Keras epochs of `--log_steps` steps: an epoch's end is a report.
"""

from youtube8m_monet.training.callbacks.checkpointing import Checkpointing
from youtube8m_monet.training.callbacks.empty_step import EmptyStep
from youtube8m_monet.training.callbacks.finite_loss import FiniteLoss
from youtube8m_monet.training.callbacks.last_step import LastStep
from youtube8m_monet.training.callbacks.report import Report
from youtube8m_monet.training.callbacks.stop_signal import StopSignal

__all__ = [
    "Checkpointing",
    "EmptyStep",
    "FiniteLoss",
    "LastStep",
    "Report",
    "StopSignal",
]
