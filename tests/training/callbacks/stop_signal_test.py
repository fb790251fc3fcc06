import os
import signal

import keras
import pytest

from tests.training.callbacks.fake_fit import fake_fit
from youtube8m_monet.training.callbacks import StopSignal


class Kill(keras.callbacks.Callback):
    """Sends this process a signal in the middle of an epoch."""

    def __init__(self, number):
        super().__init__()
        self.number = number

    def on_train_batch_end(self, batch, logs=None):
        if batch == 1:
            os.kill(os.getpid(), self.number)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_run_after_the_step(number, capsys):
    before = signal.getsignal(number)
    stop = StopSignal()
    assert fake_fit([Kill(number), stop], [5, 5], 5) == 2
    assert stop.received is number
    assert f"{number.name}: finishing the step." in capsys.readouterr().out
    assert signal.getsignal(number) == before


@pytest.fixture
def interruptible():
    """Ctrl-C as Python has it, also where a shell in the background took it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_second_signal_acts_as_ever(interruptible):
    stop = StopSignal()
    fake_fit([Kill(signal.SIGINT), stop], [5], 5)
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)


def test_no_signal():
    before = signal.getsignal(signal.SIGTERM)
    stop = StopSignal()
    assert fake_fit([stop], [5, 5], 5) == 10
    assert stop.received is None
    assert signal.getsignal(signal.SIGTERM) != before
    stop.restore()
    assert signal.getsignal(signal.SIGTERM) == before
