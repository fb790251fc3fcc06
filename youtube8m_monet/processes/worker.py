"""One of the processes that share some work."""

import multiprocessing
import os
import signal
import threading

from youtube8m_monet.import_tensorflow import without_greetings

with without_greetings():
    # In a new process this is the first to load TensorFlow.
    import tensorflow as tf

    from youtube8m_monet.training.distribution import claim_devices

_make_work = None
_work = None


def start(make_work):
    """Makes this process ready for `run`.

    Args:
        make_work: Function without arguments that returns the work, a
            function of an item.
    """
    global _make_work, _work
    _make_work, _work = make_work, None
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Ctrl-C reaches every process; these end without a word.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _share_devices()


def run(item):
    """Returns what the work gives for an item."""
    global _work
    if _work is None:
        # Here and not in `start`, whose errors nobody would see.
        _work = _make_work()
    return _work(item)


def _end_with_parent():
    multiprocessing.parent_process().join()
    os._exit(1)


def _share_devices():
    """Takes of a GPU's memory what is needed, instead of all there is."""
    claim_devices()
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    for device in tf.config.list_physical_devices("GPU"):
        tf.config.experimental.set_memory_growth(device, True)
