"""pyqtgraph imported leanly is the pyqtgraph that is imported plainly, name by name."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from phantomscope.child import child_environment

_LEANLY = "from phantomscope.lean_imports import pyqtgraph_import; pyqtgraph_import.prepare()\n"
_TOLD = """
import json, types
import PySide6.QtCore, PySide6.QtGui, PySide6.QtWidgets
import pyqtgraph as pg

def told(value):
    if isinstance(value, types.ModuleType):
        return f"module {value.__name__}"
    place = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    return repr(place) if place[1] else type(value).__name__

def own(module):
    return sorted(name for name in vars(module) if not name.startswith("__"))
"""
_NAMES_OF_THE_PACKAGE = (
    _TOLD + "print(json.dumps({name: told(getattr(pg, name)) for name in NAMES or own(pg)}))"
)
_NAMES_OF_QT = (
    _TOLD
    + """
found = {}
for name in ("QtCore", "QtGui", "QtWidgets"):
    mirror, source = getattr(pg.Qt, name), getattr(PySide6, name)
    for each in dir(source):
        if not each.startswith("__"):
            found[f"{name}.{each}"] = getattr(mirror, each) is getattr(source, each)
for each in own(pg.Qt) if NAMES is None else NAMES:
    found[each] = told(getattr(pg.Qt, each))
found["QOpenGLWidget"] = told(pg.Qt.QtWidgets.QOpenGLWidget)
found["own names"] = NAMES if NAMES is not None else own(pg.Qt)
print(json.dumps(found))
"""
)


def run(code: str, *, lean: bool, names: list[str] | None = None) -> Any:
    """What a fresh process prints that runs the code."""
    done = subprocess.run(
        [sys.executable, "-c", f"NAMES = {names!r}\n{_LEANLY if lean else ''}{code}"],
        env=child_environment() | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_name_is_the_same() -> None:
    plain = run(_NAMES_OF_THE_PACKAGE, lean=False)
    assert len(plain) > 150
    lean = run(_NAMES_OF_THE_PACKAGE, lean=True, names=list(plain))
    assert {name: (told, lean[name]) for name, told in plain.items() if told != lean[name]} == {}


def test_qt_is_the_same() -> None:
    plain = run(_NAMES_OF_QT, lean=False)
    assert len(plain) > 500
    lean = run(_NAMES_OF_QT, lean=True, names=plain["own names"])
    assert {name: (told, lean[name]) for name, told in plain.items() if told != lean[name]} == {}


def test_what_nobody_asks_for_is_not_loaded() -> None:
    code = """
import json, sys
import pyqtgraph as pg
pg.mkPen("r"); pg.ViewBox; pg.ImageItem; pg.GraphicsView
print(json.dumps([name for name in sys.modules if name.startswith(("pyqtgraph", "PySide6"))]))
"""
    loaded = run(code, lean=True)
    absent = {"PySide6.QtOpenGL", "PySide6.QtTest", "pyqtgraph.parametertree", "pyqtgraph.multiprocess"}
    assert absent & set(loaded) == set()
    assert "pyqtgraph.graphicsItems.ImageItem" in loaded
    assert "pyqtgraph.graphicsItems.PlotItem" not in loaded
    assert absent - set(run(code, lean=False)) == set()  # or it would prove nothing


def test_its_functions_work() -> None:
    """Those that look names up which had been left out."""
    code = """
import json, sys
import pyqtgraph as pg
pg.mkQApp()
widget = pg.plot([1, 2, 3])
view = pg.image(__import__("numpy").zeros((4, 4)))
print(json.dumps([type(widget).__name__, type(view).__name__, pg.getConfigOption("background")]))
pg.exit()
"""
    code = code.replace("pg.exit()", "sys.stdout.flush(); __import__('os')._exit(0)")
    assert run(code, lean=True) == ["PlotWidget", "ImageView", "k"]


def test_an_unknown_name_is_an_attribute_error() -> None:
    code = """
import json
import pyqtgraph as pg
told = []
for owner, name in ((pg, "nonsense"), (pg.Qt, "nonsense"), (pg.Qt.QtCore, "nonsense")):
    try:
        getattr(owner, name)
    except AttributeError as error:
        told.append(name in str(error))
print(json.dumps(told))
"""
    assert run(code, lean=True) == [True, True, True]


def test_another_binding_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pyqtgraph is told to use another one, it is imported plainly, and says itself what is missing."""
    monkeypatch.setitem(os.environ, "PYQTGRAPH_QT_LIB", "NoSuchBinding")
    code = """
import json
try:
    import pyqtgraph
except ModuleNotFoundError as error:
    print(json.dumps("NoSuchBinding" in str(error)))
"""
    assert run(code, lean=True) is True
