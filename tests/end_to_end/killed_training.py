"""Runs train.py and kills the process in a step, as a machine might.

python -m tests.end_to_end.killed_training STEP [flags of train.py]
"""

import os
import signal
import sys

from tests.end_to_end import scripts
from youtube8m_monet.training.callbacks import FiniteLoss

STEP = int(sys.argv[1])


class Deadly(FiniteLoss):
    """Kills the process after a step."""

    def on_step(self, logs):
        """Dies without a word, at that step."""
        if self.step == STEP:
            os.kill(os.getpid(), signal.SIGKILL)
        super().on_step(logs)


sys.modules[FiniteLoss.__module__.rpartition(".")[0]].FiniteLoss = Deadly
scripts.run("train", *sys.argv[2:])
