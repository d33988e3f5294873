"""The C library's allocator: one pool, and what is free goes back. On glibc; elsewhere nothing."""

import ctypes
import sys

# <malloc.h>
_M_ARENA_MAX = -8


def trim() -> None:
    """Hand free pages inside the pools back to the system; takes about a millisecond."""
    library = _glibc()
    if library is not None:
        library.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None


def share_one_pool() -> None:
    """Let threads that are started from now on take their memory from where all others do.

    Left alone, glibc makes a pool for every thread, each with what that thread once needed. Blocks of a
    slice's size are few and take long to fill, so that threads hardly wait for each other.
    """
    library = _glibc()
    if library is not None:
        library.mallopt(_M_ARENA_MAX, 1)
