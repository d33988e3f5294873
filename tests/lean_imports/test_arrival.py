"""Modules handed over when they are imported, and the plain import where that fails."""

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from phantomscope.lean_imports.arrival import arrivals, await_arrival
from phantomscope.lean_imports.own_imports import own_imports
from phantomscope.lean_imports.postponed import postpone

_NAMES = ("strange_package", "strange_package.part", "strange_module")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "strange_package").mkdir()
    (tmp_path / "strange_package" / "__init__.py").write_text("from .part import VALUE\nimport math as m\n")
    (tmp_path / "strange_package" / "part.py").write_text("VALUE = 1\n")
    (tmp_path / "strange_module.py").write_text("TIMES = globals().get('TIMES', 0) + 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    finders = list(sys.meta_path)
    yield tmp_path
    sys.meta_path[:] = finders
    for name in _NAMES:
        sys.modules.pop(name, None)


def test_a_module_is_handed_over_with_its_own_loader(folder: Path) -> None:
    seen: list[str] = []

    def arrive(module: ModuleType, run: Callable[[], None]) -> None:
        assert not hasattr(module, "TIMES")
        run()
        seen.append(module.__name__)

    finders = list(sys.meta_path)
    with arrivals({"strange_module": arrive}):
        module = importlib.import_module("strange_module")
    assert sys.meta_path == finders
    assert seen == ["strange_module"]
    assert module.TIMES == 1
    assert type(module.__loader__) is type(importlib.import_module("phantomscope.errors").__loader__)
    assert module.__spec__ is not None
    assert module.__spec__.loader is module.__loader__


def test_an_arrival_that_fails_leaves_the_plain_package(folder: Path) -> None:
    def arrive(module: ModuleType, run: Callable[[], None]) -> None:
        run()
        module.__dict__["VALUE"] = "half done"
        raise AttributeError

    finders = list(sys.meta_path)
    await_arrival("strange_package", arrive)
    package = importlib.import_module("strange_package")
    assert package.VALUE == 1
    assert sys.meta_path == finders  # it is waited for once


def test_what_is_imported_already_is_left_alone(folder: Path) -> None:
    importlib.import_module("strange_module")
    finders = list(sys.meta_path)
    await_arrival("strange_module", lambda *_: pytest.fail("it came before"))
    assert sys.meta_path == finders


def test_it_is_waited_for_once_however_often_that_is_asked(folder: Path) -> None:
    times: list[str] = []

    def arrive(module: ModuleType, run: Callable[[], None]) -> None:
        times.append(module.__name__)
        run()

    await_arrival("strange_module", arrive)
    await_arrival("strange_module", arrive)
    importlib.import_module("strange_module")
    assert times == ["strange_module"]


def test_a_postponed_module_runs_once_when_it_is_asked(folder: Path) -> None:
    with arrivals({"strange_module": postpone}):
        module = importlib.import_module("strange_module")
    assert "TIMES" not in vars(module)
    assert not hasattr(module, "__wrapped__")
    assert "TIMES" not in vars(module)  # tools that look around do not run it
    assert module.TIMES == 1
    assert type(module) is ModuleType
    with pytest.raises(AttributeError, match="nonsense"):
        _ = module.nonsense


def test_a_postponed_module_that_fails_says_so_each_time(folder: Path) -> None:
    (folder / "strange_module.py").write_text("raise OSError('broken')\n")
    with arrivals({"strange_module": postpone}):
        module = importlib.import_module("strange_module")
    for _ in range(2):
        with pytest.raises(OSError, match="broken"):
            _ = module.anything


def test_only_its_own_imports_are_answered(folder: Path) -> None:
    given = ModuleType("given")
    given.__dict__["VALUE"] = 2

    def arrive(module: ModuleType, run: Callable[[], None]) -> None:
        with own_imports(module, lambda name, wanted, level: given if (name, level) == ("part", 1) else None):
            run()

    with arrivals({"strange_package": arrive}):
        package = importlib.import_module("strange_package")
    assert package.VALUE == 2
    assert package.m.pi > 3
    assert importlib.import_module("strange_package.part").VALUE == 1
