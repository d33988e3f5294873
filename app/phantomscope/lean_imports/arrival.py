"""Having a say in how certain modules are run when they are imported."""

import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

logger = logging.getLogger(__name__)

Arrival = Callable[[ModuleType, Callable[[], None]], None]
"""Told of a module that is about to run, and how to run it: now, later, or with something put in first."""


class _Loader:
    """Another loader, which hands its module to an ``Arrival``; out of the way when the module runs."""

    def __init__(self, loader: Any, arrival: Arrival) -> None:
        self._loader = loader
        self._arrival = arrival

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        loader = module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = loader
        self._arrival(module, lambda: loader.exec_module(module))


class _Finder:
    """Finds what the finders after it find, and has the modules named handed over."""

    def __init__(self, arrivals: Mapping[str, Arrival]) -> None:
        self._arrivals = arrivals

    def awaits(self, name: str) -> bool:
        return name in self._arrivals

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self._arrivals:
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(name, path, target)
            if spec is not None:
                if hasattr(spec.loader, "exec_module"):
                    spec.loader = _Loader(spec.loader, self._arrivals[name])  # type: ignore[assignment]
                return spec
        return None


@contextmanager
def arrivals(by_name: Mapping[str, Arrival]) -> Iterator[None]:
    """Have modules that are imported meanwhile handed over, by their full names."""
    finder = _Finder(by_name)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def await_arrival(name: str, arrival: Arrival) -> None:
    """Have a package handed over when it is imported, whoever does; nothing where that has happened already.

    Where the arrival fails, the package is run again, plainly.
    """
    if name in sys.modules or any(isinstance(each, _Finder) and each.awaits(name) for each in sys.meta_path):
        return

    def arrive(module: ModuleType, run: Callable[[], None]) -> None:
        sys.meta_path.remove(finder)
        fresh = dict(vars(module))
        try:
            arrival(module, run)
        except Exception:
            logger.info("%s is not built as expected; imported plainly", name, exc_info=True)
            for each in [each for each in sys.modules if each.startswith(f"{name}.")]:
                del sys.modules[each]
            vars(module).clear()
            vars(module).update(fresh)
            run()

    finder = _Finder({name: arrive})
    sys.meta_path.insert(0, finder)
