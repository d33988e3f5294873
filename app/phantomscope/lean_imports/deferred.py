"""Modules whose code runs when it is first needed, and names of theirs that can be had before that.

A library's package often imports all of its parts, and a module imports many libraries that only some of its
functions use. While ``deferring`` lasts, modules named in its rules are found and put in place as usual, but
their code does not run until somebody asks for a name that is not there yet. The module object is the true
one from the beginning and becomes an ordinary module by that, so it does not matter who holds it.

Afterwards those that have not run are taken out of ``sys.modules``, as if they had not been imported: whoever
imports them, or a module inside them, has their code run then, in the order that Python has for it.
"""

import contextlib
import functools
import importlib
import importlib.util
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from phantomscope.lean_imports.arrival import arrivals

_STATE = "__deferred__"
# Of names between double underscores, those that only a module's own code can give.
_FROM_CODE = frozenset({"__all__", "__version__"})


@dataclass(frozen=True, slots=True)
class Rule:
    """How a module is deferred.

    Attributes:
        places: Names that another module has, mostly one inside the package, so that they can be had without
            running this one's code: name to that module.
        functions: Names that are given at once as functions (or classes that are only called), which look the
            real one up when they are called: in their place, if they have one.
        parts: Names of modules inside the package that are had by importing them; names that begin with an
            underscore are always tried so.
        stays: Whether it stays in ``sys.modules``.
    """

    places: Mapping[str, str] = field(default_factory=dict)
    functions: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    stays: bool = False


class PostponedFunction:
    """Stands for a function, or for a class that is only called, of a module whose code has not run yet."""

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    @functools.cached_property
    def real(self) -> Any:
        """What it stands for; runs code."""
        return getattr(loaded(self._module), self._name)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self.real(*arguments, **named)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return getattr(self.real, name)

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self.real)

    def __subclasscheck__(self, subclass: type) -> bool:
        return issubclass(subclass, self.real)

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[Any, ...]:
        """Python: whoever derives from it derives from the real class."""
        return (self.real,)


class DeferredModule(ModuleType):
    """A module whose code has not run. It is an ordinary module once it has."""

    def __getattr__(self, name: str) -> Any:
        # Python itself asks every module for names between underscores, which only few modules have.
        if name in _FROM_CODE or not (name.startswith("__") and name.endswith("__")):
            state = self.__dict__.get(_STATE)
            if isinstance(state, _State):
                found = state.without_running(name)
                if found is not None:
                    return found
                state.run(self)
        if name in self.__dict__:
            return self.__dict__[name]
        of_its_own = self.__dict__.get("__getattr__")  # once it has run, a module may answer for itself
        if callable(of_its_own) and _STATE not in self.__dict__:
            return of_its_own(name)
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


class _State:
    """How to run a module that has not run yet, and what to give before."""

    def __init__(self, module: str, rule: Rule, run: Callable[[], None]) -> None:
        self._module = module
        self._rule = rule
        self._run = run
        self._lock = threading.RLock()
        self._is_running = False

    def without_running(self, name: str) -> Any:
        """What there is under a name before the code has run; None where there is nothing."""
        if self._is_running:  # then the code itself is asking, or somebody who has to wait for it
            return None
        place = self._rule.places.get(name)
        if name in self._rule.functions:
            return PostponedFunction(place or self._module, name)
        if place is not None:
            return getattr(importlib.import_module(place), name, None)
        part = f"{self._module}.{name}"
        if name in self._rule.parts or (name.startswith("_") and importlib.util.find_spec(part) is not None):
            return importlib.import_module(part)
        return None

    def run(self, module: ModuleType) -> None:
        """Run the code, once, whichever threads ask at the same time."""
        with self._lock:
            if "." in self._module and not self._is_running:
                loaded(self._module.rpartition(".")[0])  # Python runs a package before what is inside
            if self._is_running or _STATE not in module.__dict__:
                return
            self._is_running = True
            sys.modules[self._module] = module
            try:
                self._run()
            finally:
                self._is_running = False
            del module.__dict__[_STATE]
            module.__class__ = ModuleType


class _Withheld:
    """Finds modules that were deferred and have not run, to run them."""

    def __init__(self) -> None:
        self.modules: dict[str, ModuleType] = {}

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        return ModuleSpec(name, self) if name in self.modules else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = self.modules.pop(spec.name)
        module.__dict__["__true_spec__"] = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = module.__dict__.pop("__true_spec__")
        state = module.__dict__.get(_STATE)
        if isinstance(state, _State):
            state.run(module)


@contextlib.contextmanager
def deferring(rules: Mapping[str, Rule]) -> Iterator[None]:
    """For as long as it lasts, modules with a rule that are imported for the first time are deferred."""

    def defer(rule: Rule, module: ModuleType, run: Callable[[], None]) -> None:
        module.__dict__[_STATE] = _State(module.__name__, rule, run)
        module.__class__ = DeferredModule

    withheld = next((finder for finder in sys.meta_path if isinstance(finder, _Withheld)), None)
    if withheld is None:
        withheld = _Withheld()
        sys.meta_path.insert(0, withheld)
    for name, module in withheld.modules.items():
        sys.modules.setdefault(name, module)
    withheld.modules.clear()
    try:
        with arrivals({name: functools.partial(defer, rule) for name, rule in rules.items()}):
            yield
    finally:
        for name, rule in rules.items():
            if not rule.stays and _STATE in getattr(sys.modules.get(name), "__dict__", {}):
                withheld.modules[name] = sys.modules.pop(name)


def loaded(name: str) -> ModuleType:
    """Import a module and have its code run, deferred or not."""
    module = importlib.import_module(name)
    state = module.__dict__.get(_STATE)
    if isinstance(state, _State):
        state.run(module)
    return module
