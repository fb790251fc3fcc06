"""How the process deals with the memory that it frees."""

import ctypes
import os
import sys

# <malloc.h>
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3
_MEBIBYTE = 2**20


def keep_freed_memory():
    """Keeps freed memory in the process; call it before TensorFlow loads.

    Large blocks go back to the system when they are freed, and the system
    clears them page by page when they are allocated again: at every step the
    batch of frames, 27 MB, and the optimizer's terms, each as large as a
    weight. So TensorFlow is asked, by an environment variable that it reads
    when it loads, to pool the host's memory as it does a GPU's. What it does
    not pool, strings above all, comes from malloc: with glibc on Linux, blocks
    below 32 MiB, glibc's most, stay, and up to 2 GiB of free memory.
    """
    os.environ.setdefault("TF_CPU_ALLOCATOR_USE_BFC", "true")
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, 32 * _MEBIBYTE)
        mallopt(_TRIM_THRESHOLD, 2048 * _MEBIBYTE - 1)
        mallopt(_TOP_PAD, 64 * _MEBIBYTE)
