import ctypes
import sys

import pytest

from tests.end_to_end import scripts
from youtube8m_monet.host_memory import keep_freed_memory

# Allocates and frees five blocks of 24 MiB, ten times; prints the page faults.
CODE = """
import resource
import numpy as np
from youtube8m_monet.host_memory import keep_freed_memory
{call}
def step():
    return len([np.ones(24 * 2**17) for _ in range(5)])
step()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    step()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def page_faults(call):
    run = scripts.spawn([sys.executable, "-c", CODE.format(call=call)])
    assert run.returncode == 0, run.stderr
    return int(run.stdout)


@pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "mallopt"), reason="glibc has mallopt"
)
def test_freed_memory_is_used_again():
    assert page_faults("") > 10 * page_faults("keep_freed_memory()")


def test_elsewhere_it_does_nothing(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("ctypes.CDLL", None)
    keep_freed_memory()
