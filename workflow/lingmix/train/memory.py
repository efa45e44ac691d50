"""What the C library does with memory that a step has freed."""

from __future__ import annotations

import ctypes
import mmap
import platform

from torch import Tensor

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
MADV_PAGEOUT = 21
LARGEST = 2**31 - 1
LARGEST_ONCE = 32 * 2**20
"""Bytes of the largest block that glibc up to 2.34 keeps: it refuses a higher threshold."""


def keep_freed_memory() -> int:
    """Have freed memory kept for the next allocation, where the C library is glibc.

    By default glibc gives large blocks back to the system at once. Each step of training asks for the same gradients
    and activations as the one before, and all their pages would be made and cleared again, which took a third of the
    time of a static encoder's steps. See mallopt(3).

    Returns:
        Bytes up to which blocks are kept: :data:`LARGEST`, with an older glibc :data:`LARGEST_ONCE`, else 0.
    """
    library = _glibc()
    if library is None:
        return 0
    kept = next((size for size in (LARGEST, LARGEST_ONCE) if library.mallopt(M_MMAP_THRESHOLD, size)), 0)
    # setting either ends that glibc raises both by itself, so that one alone would be worse than none
    return kept if kept and library.mallopt(M_TRIM_THRESHOLD, LARGEST) else 0


def give_back_freed_memory() -> bool:
    """Give the system what has been freed until now, where the C library is glibc; returns whether there was any."""
    library = _glibc()
    return bool(library and library.malloc_trim(0))


def page_out(tensor: Tensor) -> bool:
    """Have Linux take a tensor that is idle out of memory, to come back when it is used; returns whether it does.

    What was read from a file is in memory a second time then no more; other memory goes to swap, if there is some. See
    madvise(2).
    """
    library = _glibc()
    if library is None or tensor.device.type != "cpu":
        return False
    size = mmap.PAGESIZE
    first = -(-tensor.data_ptr() // size) * size
    end = (tensor.data_ptr() + tensor.nbytes) // size * size
    advise = library.madvise
    advise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    return end > first and advise(first, end - first, MADV_PAGEOUT) == 0


def _glibc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if platform.libc_ver()[0] == "glibc" else None
