"""Modules whose code waits, what is had from them before, and how they run after all."""

import importlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from phantomscope.lean_imports.deferred import DeferredModule, PostponedFunction, Rule, deferring, loaded

_HEAVY = "heavy_package"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package that counts how often its code ran, and a module that uses three names of it."""
    package = tmp_path / _HEAVY
    package.mkdir()
    (package / "__init__.py").write_text(
        "import ran_times\nran_times.COUNT += 1\n"
        "from .part import Kind, VALUE\nfrom ._own import hidden\n"
        "def work(x):\n    return x * VALUE\n"
        "def __getattr__(name):\n"
        "    if name == 'late':\n        return 'late'\n    raise AttributeError(name)\n"
    )
    (package / "part.py").write_text("VALUE = 2\nclass Kind:\n    pass\n")
    (package / "_own.py").write_text("hidden = 3\n")
    (package / "broken.py").write_text("raise OSError('broken')\n")
    (package / "leaf.py").write_text("LEAF = 5\n")
    (tmp_path / "ran_times.py").write_text("COUNT = 0\n")
    (tmp_path / "user.py").write_text(f"from {_HEAVY} import Kind, part, work\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    finders = list(sys.meta_path)
    # Without the finder of what other tests have deferred in this process.
    sys.meta_path[:] = [finder for finder in finders if type(finder).__module__ != deferring.__module__]
    yield tmp_path
    sys.meta_path[:] = finders
    for name in [name for name in sys.modules if name.partition(".")[0] in (_HEAVY, "ran_times", "user")]:
        del sys.modules[name]


RULES = {_HEAVY: Rule({"Kind": f"{_HEAVY}.part"}, frozenset({"work"}), frozenset({"part"}))}


def user() -> ModuleType:
    with deferring(RULES):
        return importlib.import_module("user")


def times() -> int:
    return int(importlib.import_module("ran_times").COUNT)


def test_what_is_known_beforehand_is_had_without_running(folder: Path) -> None:
    module = user()
    assert times() == 0
    assert module.part.VALUE == 2
    assert module.Kind is module.part.Kind
    assert isinstance(module.work, PostponedFunction)
    assert _HEAVY not in sys.modules, "as if it had not been imported"


def test_a_postponed_function_runs_the_code_when_it_is_called(folder: Path) -> None:
    module = user()
    assert module.work(4) == 8
    assert times() == 1
    package = importlib.import_module(_HEAVY)
    assert module.work.real is package.work
    assert package.Kind is module.Kind, "what had been imported is not imported again"


def test_a_postponed_class_is_derived_from_and_asked_as_itself(folder: Path) -> None:
    with deferring({_HEAVY: Rule(functions=frozenset({"Kind"}))}):
        kind = importlib.import_module(_HEAVY).Kind
    assert times() == 0
    derived = type("Derived", (importlib.import_module(f"{_HEAVY}.part").Kind,), {})
    assert isinstance(derived(), kind)
    assert issubclass(derived, kind)
    assert issubclass(derived, (str, kind))
    assert not isinstance(3, kind)
    assert not issubclass(int, kind)

    class Child(kind):  # type: ignore[misc]
        pass

    assert Child.__mro__[1] is kind.real


def test_another_name_runs_the_code_and_the_module_stays_the_same(folder: Path) -> None:
    with deferring(RULES):
        package = importlib.import_module(_HEAVY)
    assert type(package) is DeferredModule
    assert package.hidden == 3
    assert times() == 1
    assert type(package) is ModuleType
    assert package.late == "late"
    assert sys.modules[_HEAVY] is package is importlib.import_module(_HEAVY)
    with pytest.raises(AttributeError):
        package.nothing  # noqa: B018
    assert times() == 1


def test_importing_it_afterwards_runs_the_code(folder: Path) -> None:
    with deferring(RULES):
        package = importlib.import_module(_HEAVY)
    assert importlib.import_module(_HEAVY) is package
    assert times() == 1
    assert package.__spec__ is not None
    assert package.__spec__.origin == str(folder / _HEAVY / "__init__.py")


def test_importing_a_module_inside_runs_the_package_first(folder: Path) -> None:
    with deferring(RULES):
        importlib.import_module(_HEAVY)
    assert importlib.import_module(f"{_HEAVY}.leaf").LEAF == 5
    assert times() == 1


def test_a_second_time_finds_it_still_deferred(folder: Path) -> None:
    module = user()
    with deferring(RULES):
        assert importlib.import_module(_HEAVY).part is module.part
    assert times() == 0
    assert loaded(_HEAVY).hidden == 3
    assert times() == 1


def test_one_that_stays_is_found_by_everybody(folder: Path) -> None:
    with deferring({_HEAVY: Rule({"VALUE": f"{_HEAVY}.part"}, stays=True)}):
        package = importlib.import_module(_HEAVY)
    assert sys.modules[_HEAVY] is package
    assert package.VALUE == 2
    assert importlib.import_module(f"{_HEAVY}.leaf").LEAF == 5
    assert times() == 0


def test_what_was_imported_before_is_left_alone(folder: Path) -> None:
    package = importlib.import_module(_HEAVY)
    with deferring(RULES):
        assert importlib.import_module(_HEAVY) is package
    assert type(package) is ModuleType


def test_what_python_asks_of_every_module_runs_nothing(folder: Path) -> None:
    with deferring(RULES):
        package = importlib.import_module(_HEAVY)
        assert not hasattr(package, "__wrapped__")
    assert times() == 0


def test_code_that_fails_fails_where_it_is_needed(folder: Path) -> None:
    with deferring({f"{_HEAVY}.broken": Rule()}):
        broken = importlib.import_module(f"{_HEAVY}.broken")
    with pytest.raises(OSError, match="broken"):
        broken.anything  # noqa: B018


def test_threads_that_ask_at_once_run_the_code_once(folder: Path) -> None:
    with deferring(RULES):
        package = importlib.import_module(_HEAVY)
    found: list[int] = []
    start = threading.Barrier(4)

    def ask() -> None:
        start.wait()
        found.append(package.hidden)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3, 3, 3, 3]
    assert times() == 1
