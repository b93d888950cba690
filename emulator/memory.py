"""Giving memory back to the system, for whoever has just let go of much.

Rule: it takes some milliseconds, so it is for what happens seldom. Units are full of circles, which only Python's
collector finds, and by itself it hardly ever looks at what lived long; and the C library keeps freed pages between used
ones unless it is told not to.
"""

import gc
import sys


def give_back() -> None:
    """Collect what is garbage, and return what is free."""
    gc.collect()
    if sys.platform == "linux":
        import ctypes

        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's own; elsewhere memory comes back as it comes
        if trim is not None:
            trim(0)
