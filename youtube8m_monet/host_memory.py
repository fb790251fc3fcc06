"""How the process deals with the memory that it frees."""

import ctypes
import sys

# <malloc.h>
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3
_MEBIBYTE = 2**20


def keep_freed_memory():
    """Keeps freed memory in the process for the next batch or step.

    glibc gives large blocks back to the system when they are freed, and the
    system clears them page by page when they are allocated again: as a batch
    of frames, 27 MB, is at every step. With this, blocks below 32 MiB, glibc's
    most, stay, and up to 2 GiB of free memory. Elsewhere than on Linux with
    glibc it does nothing.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, 32 * _MEBIBYTE)
        mallopt(_TRIM_THRESHOLD, 2048 * _MEBIBYTE - 1)
        mallopt(_TOP_PAD, 64 * _MEBIBYTE)
