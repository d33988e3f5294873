"""PySide without its reading of every module's source.

PySide puts an ``__import__`` of its own into the built-ins, which reads the source of each module that is
imported from then on, to see whether it switches ``snake_case`` names on; Python's ``linecache`` keeps all of
it. With the modules that a window imports this is 220,000 lines, some 20 MB, and time at every start.
Nothing here switches such names on; so the function that PySide itself calls in the end, and keeps as
``__orig_import__``, is put back.
"""

import builtins
from collections.abc import Callable
from types import ModuleType

from phantomscope.lean_imports.arrival import await_arrival


def prepare() -> None:
    """From now on PySide is imported leanly; nothing where it was imported already."""
    await_arrival("PySide6", _run_package)


def _run_package(_: ModuleType, run: Callable[[], None]) -> None:
    run()
    before = getattr(builtins, "__orig_import__", None)
    if before is not None and getattr(builtins.__import__, "__name__", "") == "__feature_import__":
        builtins.__import__ = before
