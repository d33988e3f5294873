"""The provider stays light: what it must never load, not even by way of others."""

import pkgutil

import phantomscope.stack
from fixture_types import RunPython

MODULES = sorted(
    f"phantomscope.stack.{module.name}" for module in pkgutil.iter_modules(phantomscope.stack.__path__)
)
FORBIDDEN = ("PySide6", "pyqtgraph", "pylinac", "matplotlib", "scipy", "skimage", "plotly")


def test_all_modules_are_there() -> None:
    assert {"phantomscope.stack.slice_stack", "phantomscope.stack.sources"} <= set(MODULES)


def test_importing_the_provider_loads_no_window_and_no_analysis(run_python: RunPython) -> None:
    code = (
        "import importlib, sys\n"
        f"for name in {MODULES!r}: importlib.import_module(name)\n"
        f"print([name for name in {FORBIDDEN!r} if name in sys.modules])\n"
    )
    assert run_python(code).strip() == "[]"


def test_reading_a_scan_loads_none_either(run_python: RunPython) -> None:
    code = (
        "import sys\n"
        "from dicom_files import slices, zip_bytes\n"
        "from phantomscope.stack.index import scan\n"
        "from phantomscope.stack.slice_stack import SliceStack\n"
        "from phantomscope.stack.sources import open_bytes\n"
        "source = open_bytes(zip_bytes(slices(3)))\n"
        "with SliceStack(source, scan(source).series[0], prefetch=True) as stack:\n"
        "    stack[0], stack[1], stack.dataset(0), stack.side_view()\n"
        f"print([name for name in {FORBIDDEN!r} if name in sys.modules])\n"
    )
    assert run_python(code).strip() == "[]"
