"""What the window imports never loads pylinac, nor what comes with it."""

import subprocess
import sys

import pytest

from phantomscope.child import child_environment

LIGHT = (
    "results",
    "events",
    "job",
    "phantoms",
    "recognition.identify",
    "process",
    "failures",
    "parameters.values",
    "parameters.form",
    "parameters.process",
    "parameters.docstrings",
    "profile",
    "profiles",
    "tolerances",
    "engine.preconditions",
    "engine.metric_names",
    "worker",
    "recognition.answer",
    "placement",
    "blank_ends",
)
HEAVY = {
    *("pylinac", "plotly", "matplotlib", "scipy", "skimage", "pydantic", "reportlab", "quaac", "py_linq"),
    *("PySide6", "shiboken6", "pyqtgraph"),
}


def loaded_by(*modules: str) -> set[str]:
    """Top-level modules that are there after importing these, in a fresh interpreter."""
    code = f"import sys, {', '.join(modules)}; print(*sorted({{m.partition('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=child_environment(), capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_types_load_nothing_heavy() -> None:
    found = loaded_by(*(f"phantomscope.analysis.{name}" for name in LIGHT))
    assert found & HEAVY == set()
    assert "phantomscope" in found


def test_the_engine_itself_waits_with_pylinac_until_it_runs() -> None:
    assert loaded_by("phantomscope.analysis.engine.run") & HEAVY == set()


def test_the_headless_commands_load_nothing_heavy() -> None:
    found = loaded_by("phantomscope.headless.commands", "phantomscope.headless.information")
    assert found & HEAVY == set()


def test_this_test_can_fail() -> None:
    assert {"pylinac", "scipy"} <= loaded_by("phantomscope.analysis.engine.pylinac_stack") & HEAVY


@pytest.mark.parametrize(
    "module", ["phantomscope", "phantomscope.cli", "phantomscope.log", "phantomscope.child"]
)
def test_the_entry_loads_next_to_nothing(module: str) -> None:
    assert loaded_by(module) & (HEAVY | {"numpy", "pydicom", "msgspec"}) == set()
