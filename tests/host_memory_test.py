import ctypes
import sys

import pytest

from tests.end_to_end import scripts
from youtube8m_monet.host_memory import keep_freed_memory

# Does a step ten times; prints the page faults of all but the first.
CODE = """
import resource
{setup}
step()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(9):
    step()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
# Allocates and frees five blocks of 24 MiB.
BLOCKS = """
import numpy as np
from youtube8m_monet.host_memory import keep_freed_memory
{call}
def step():
    return len([np.ones(24 * 2**17) for _ in range(5)])
"""
# As an optimizer does for a large weight, of 120 MiB.
UPDATE = """
{call}
import tensorflow as tf
weight = tf.Variable(tf.zeros(30 * 2**20))
def step():
    weight.assign_add(0.1 * tf.square(weight))
"""


def page_faults(setup, call):
    code = CODE.format(setup=setup.format(call=call))
    run = scripts.spawn([sys.executable, "-c", code])
    assert run.returncode == 0, run.stderr
    return int(run.stdout.splitlines()[-1])


@pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "mallopt"), reason="glibc has mallopt"
)
def test_freed_memory_is_used_again():
    kept = page_faults(BLOCKS, "keep_freed_memory()")
    assert page_faults(BLOCKS, "") > 10 * kept


def test_tensorflow_uses_freed_memory_again(monkeypatch):
    # Other tests may have set it in this process, which the others inherit.
    monkeypatch.delenv("TF_CPU_ALLOCATOR_USE_BFC", raising=False)
    # TensorFlow reads its setting when it loads: the import comes first.
    kept = page_faults(UPDATE, "import youtube8m_monet.import_tensorflow")
    assert page_faults(UPDATE, "") > 10 * kept


def test_elsewhere_it_leaves_malloc_alone(monkeypatch):
    monkeypatch.setenv("TF_CPU_ALLOCATOR_USE_BFC", "false")
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("ctypes.CDLL", None)
    keep_freed_memory()
