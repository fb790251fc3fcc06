"""Runs train.py and kills the process in a step, as a machine might.

python -m tests.end_to_end.killed_training STEP [flags of train.py]

With STEP 0 it lives. With --jit_compile XLA compiles the model, which by itself
TensorFlow does on GPUs only.
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


train = scripts.script("train")
compile_model = train.compile_model


def compile_by_xla(model, *arguments):
    """Compiles a model on this machine as on one with a GPU."""
    compile_model(model, *arguments)
    model.jit_compile = True


if "--jit_compile" in sys.argv:
    train.compile_model = compile_by_xla
sys.modules[FiniteLoss.__module__.rpartition(".")[0]].FiniteLoss = Deadly
scripts.run("train", *sys.argv[2:])
