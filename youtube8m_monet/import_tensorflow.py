"""Imports TensorFlow, without its greeting and with memory that it keeps.

TensorFlow 2.21 greets on standard error before it reads any log level
(tensorflow/tensorflow, issue 100442). The scripts import this module before
all others. What is no greeting gets through, and so does everything if the
user has set TF_CPP_MIN_LOG_LEVEL. How it allocates on the host is fixed by
then, too: see `keep_freed_memory`.
"""

import contextlib
import logging
import os
import re
import tempfile

from youtube8m_monet.host_memory import keep_freed_memory

_GREETING = re.compile(rb"I0000 |WARNING: All log messages before absl::")


@contextlib.contextmanager
def without_greetings():
    """Holds standard error back, and passes on what is no greeting.

    It works on the file descriptor: TensorFlow's libraries know no
    `sys.stderr`.
    """
    with tempfile.TemporaryFile() as held:
        standard_error = os.dup(2)
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(standard_error, 2)
            os.close(standard_error)
            held.seek(0)
            for line in held:
                if not _GREETING.match(line):
                    os.write(2, line)


# JAX says at every start that it has no TPU.
logging.getLogger("jax._src.xla_bridge").setLevel(logging.WARNING)
keep_freed_memory()
if "TF_CPP_MIN_LOG_LEVEL" not in os.environ:
    # Failures reach the user as exceptions; the lines hidden here are, e.g.,
    # what the driver says on a machine without a GPU.
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    with without_greetings():
        import tensorflow  # noqa: F401
