"""Modules that run when something in them is first asked for."""

from collections.abc import Callable
from threading import RLock
from types import ModuleType
from typing import Any

_STATE = "__postponed__"
# Other names with two dashes are asked of any module by tools that look around.
_OWN_NAMES = ("__all__", "__version__")


class _State:
    """How to run a module that has not run yet."""

    def __init__(self, run: Callable[[], None]) -> None:
        self.run = run
        self.lock = RLock()
        self.is_running = False


class _PostponedModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        state = self.__dict__.get(_STATE)
        if isinstance(state, _State) and (name in _OWN_NAMES or not name.startswith("__")):
            with state.lock:
                if not state.is_running and _STATE in self.__dict__:
                    _run(self, state)
        if name in self.__dict__:
            return self.__dict__[name]
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


def _run(module: _PostponedModule, state: _State) -> None:
    state.is_running = True
    try:
        state.run()
    finally:
        state.is_running = False
    del module.__dict__[_STATE]
    setattr(module, "__class__", ModuleType)  # noqa: B010  (mypy takes it for a constant)


def postpone(module: ModuleType, run: Callable[[], None]) -> None:
    """An ``Arrival``: run the module when something that it does not have yet is first asked for.

    Unlike with ``importlib.util.LazyLoader`` it runs once, whichever threads ask at the same time, and what
    is asked of every module (``__spec__``, ``__wrapped__``) does not run it.
    """
    module.__dict__[_STATE] = _State(run)
    module.__class__ = _PostponedModule
