"""pyqtgraph without its copies of all of Qt, and without the items and widgets that nobody has asked for.

- ``pyqtgraph.Qt`` copies every name of QtCore, QtGui and QtWidgets into small modules of its own; as PySide
  creates its classes when they are first touched, that creates all of them: 16 MB. Here these small modules
  take each name from PySide when it is asked for.
- ``pyqtgraph`` imports all its items and widgets, so that ``pyqtgraph.PlotWidget`` is there. Here they are
  imported when their name is asked for; a name that no module is called by imports all that was left out, in
  the order in which pyqtgraph does.
- OpenGL, which is off unless it is switched on, is loaded when it is.
"""

import importlib
import importlib.machinery
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from threading import RLock
from types import ModuleType
from typing import Any

from phantomscope.lean_imports.arrival import Arrival, arrivals, await_arrival
from phantomscope.lean_imports.own_imports import own_imports
from phantomscope.lean_imports.postponed import postpone

_NAME = "pyqtgraph"
_MIRRORED = ("QtCore", "QtGui", "QtWidgets")
_LATER_BINDINGS = ("QtOpenGLWidgets", "QtTest")
_LATER = ("graphicsItems.", "widgets.", "imageview")
_AT_ONCE = ("graphicsItems.ViewBox",)  # pyqtgraph's own function for the end of the program needs it
_NEED_ALL = ("plot", "image", "show")  # its functions that look names up among its own


def prepare() -> None:
    """From now on pyqtgraph is imported leanly; nothing where it was imported already."""
    await_arrival(_NAME, _run_lean)


def _run_lean(module: ModuleType, run: Callable[[], None]) -> None:
    if os.environ.get("PYQTGRAPH_QT_LIB", "PySide6") != "PySide6" or _other_bindings():
        run()
        return
    sources = {name: importlib.import_module(f"PySide6.{name}") for name in _MIRRORED}
    hooks: dict[str, Arrival] = {f"{_NAME}.Qt.{name}": _mirroring(source) for name, source in sources.items()}
    hooks[f"{_NAME}.Qt"] = _run_qt
    # It comes with the first view, which hardly ever uses it.
    await_arrival(f"{_NAME}.Qt.OpenGLHelpers", postpone)
    with ExitStack() as held:
        for source in sources.values():
            held.enter_context(_with_nothing_to_copy(source))
        held.enter_context(arrivals(hooks))
        _run_package(module, run)


@contextmanager
def _with_nothing_to_copy(source: ModuleType) -> Iterator[None]:
    """Meanwhile ``dir`` says of the module that nothing is in it."""
    own = source.__dict__.get("__dir__")
    source.__dict__["__dir__"] = list
    try:
        yield
    finally:
        if own is None:
            del source.__dict__["__dir__"]
        else:
            source.__dict__["__dir__"] = own


def _other_bindings() -> bool:
    return any(name in sys.modules for name in ("PyQt6", "PyQt5", "PySide2"))


def _mirroring(source: ModuleType) -> Arrival:
    """Have a module take each name from another one when it is asked for."""

    def arrive(mirror: ModuleType, run: Callable[[], None]) -> None:
        def take(name: str) -> Any:
            if name == "QOpenGLWidget" and source.__name__.endswith(".QtWidgets"):
                value = importlib.import_module("PySide6.QtOpenGLWidgets").QOpenGLWidget
            else:
                value = getattr(source, name)
            mirror.__dict__[name] = value
            return value

        run()
        mirror.__dict__["__getattr__"] = take
        mirror.__dict__["__dir__"] = lambda: sorted({*mirror.__dict__, *dir(source)})

    return arrive


def _run_qt(module: ModuleType, run: Callable[[], None]) -> None:
    """Run ``pyqtgraph.Qt`` as if there were no OpenGL and no QtTest, which it allows for; they come later."""

    def refuse(name: str, wanted: Sequence[str], level: int) -> None:
        if name == "PySide6" and level == 0 and any(each in _LATER_BINDINGS for each in wanted):
            raise ImportError(name)

    def take(name: str) -> Any:
        if name in _LATER_BINDINGS:
            try:
                module.__dict__[name] = importlib.import_module(f"PySide6.{name}")
            except ImportError as error:  # a frozen program may lack it; pyqtgraph has something for that
                module.__dict__[name] = module.__dict__["FailedImport"](error)
        elif not name.startswith("__"):
            _bring_part(module, name)
        if name in module.__dict__:
            return module.__dict__[name]
        raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")

    with own_imports(module, refuse):
        run()
    for name in _LATER_BINDINGS:
        module.__dict__.pop(name, None)
    module.__dict__["__getattr__"] = take


def _run_package(module: ModuleType, run: Callable[[], None]) -> None:
    """Run pyqtgraph itself without most of its items and widgets; then give them when asked."""
    rest = _Rest(module)
    with own_imports(module, rest.put_off):
        run()
    rest.begin()


class _Rest:
    """What pyqtgraph would have imported.

    Args:
        package: pyqtgraph.
    """

    def __init__(self, package: ModuleType) -> None:
        self._package = package
        self._statements: list[tuple[str, tuple[str, ...]]] = []
        self._later: dict[str, str] = {}
        self._held: dict[str, Any] = {}
        self._lock = RLock()
        self._is_completing = False

    def put_off(self, name: str, wanted: Sequence[str], level: int) -> object | None:
        """Note an import statement; nothing to import from for what can wait."""
        if level != 1 or not name or not wanted:
            return None
        later = name.startswith(_LATER) and name not in _AT_ONCE
        if later or self._statements:
            self._statements.append((name, tuple(wanted)))
        if not later:
            return None
        self._later[name.rpartition(".")[2]] = name
        nothing = ModuleType(name)
        nothing.__dict__.update({each: None for each in wanted if each != "*"}, __all__=())
        return nothing

    def begin(self) -> None:
        """The package has run: take the names away that it could not have, and answer for them."""
        known = self._package.__dict__
        for name, wanted in self._statements:
            if self._later.get(name.rpartition(".")[2]) == name:
                for each in wanted:
                    if each != "*" and known.get(each, self) is None:
                        del known[each]
        self._held = {name: known.pop(name) for name in _NEED_ALL if name in known}
        known["__getattr__"] = self.take

    def take(self, name: str) -> Any:
        """A name that the package does not have yet."""
        known = self._package.__dict__
        if not name.startswith("__"):
            with self._lock:
                if name not in known:
                    self._bring(name)
        if name in known:
            return known[name]
        raise AttributeError(f"module {self._package.__name__!r} has no attribute {name!r}")

    def _bring(self, name: str) -> None:
        known = self._package.__dict__
        if name in self._later:
            module = importlib.import_module(f"{_NAME}.{self._later[name]}")
            if name in getattr(module, "__all__", (name,)) and hasattr(module, name):
                known[name] = getattr(module, name)
        else:
            _bring_part(self._package, name)
        if name not in known and not self._is_completing:
            self._complete()

    def _complete(self) -> None:
        """Do what the package would have done, from the first statement put off to the last of all."""
        self._is_completing = True
        known = self._package.__dict__
        for name, wanted in self._statements:
            module = importlib.import_module(f"{_NAME}.{name}")
            for each in _exported(module) if wanted == ("*",) else wanted:
                known[each] = getattr(module, each)
        known.update(self._held)
        if known.get("__getattr__") == self.take:
            del known["__getattr__"]


def _bring_part(package: ModuleType, name: str) -> None:
    """Import a module of a package, if there is one of that name; it is then a name of the package."""
    if importlib.machinery.PathFinder.find_spec(f"{package.__name__}.{name}", package.__path__) is not None:
        importlib.import_module(f"{package.__name__}.{name}")


def _exported(module: ModuleType) -> Sequence[str]:
    own: Sequence[str] | None = getattr(module, "__all__", None)
    return own if own is not None else [name for name in vars(module) if not name.startswith("_")]
