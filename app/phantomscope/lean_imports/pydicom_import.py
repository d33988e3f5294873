"""pydicom without what reads compressed pixels, fetches its test data or makes UIDs, until that is asked for.

- ``pydicom.config`` imports the handlers of every compressed syntax and with them Pillow, and GDCM or
  pylibjpeg where they are installed. A handler runs when a compressed slice is decoded.
- ``pydicom.pixel_data_handlers.util`` imports ``pydicom.data`` for one function that finds palettes, and
  with it the download of test data: OpenSSL, HTTP, a progress bar.
- ``pydicom.datadict`` imports the names of private elements of all manufacturers.
- ``pydicom.uid`` imports ``hashlib``, and with it OpenSSL, to make new UIDs.
"""

import importlib
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from phantomscope.lean_imports.arrival import Arrival, arrivals, await_arrival
from phantomscope.lean_imports.later_dict import LaterDict
from phantomscope.lean_imports.own_imports import own_imports
from phantomscope.lean_imports.postponed import postpone

_NAME = "pydicom"
_HANDLERS = ("pillow_handler", "jpeg_ls_handler", "gdcm_handler", "pylibjpeg_handler")
_PALETTES, _PRIVATE = "get_palette_files", "private_dictionaries"


def prepare() -> None:
    """From now on pydicom is imported leanly; nothing where it was imported already."""
    await_arrival(_NAME, _run_package)


def _run_package(_: ModuleType, run: Callable[[], None]) -> None:
    hooks: dict[str, Arrival] = {f"{_NAME}.pixel_data_handlers.{name}": postpone for name in _HANDLERS}
    hooks[f"{_NAME}.data"] = _run_data
    hooks[f"{_NAME}.datadict"] = _run_dictionaries
    hooks[f"{_NAME}._private_dict"] = postpone
    if "hashlib" not in sys.modules:
        hooks["hashlib"] = postpone
    with arrivals(hooks):
        run()


def _run_dictionaries(module: ModuleType, run: Callable[[], None]) -> None:
    """Run ``pydicom.datadict`` with a dictionary of private elements that is filled when it is used."""

    def answer(name: str, wanted: Sequence[str], level: int) -> object | None:
        if name != f"{_NAME}._private_dict" or tuple(wanted) != (_PRIVATE,) or level:
            return None
        part = importlib.import_module(name)
        later = ModuleType(name)
        later.__dict__[_PRIVATE] = LaterDict(lambda: getattr(part, _PRIVATE))
        return later

    with own_imports(module, answer):
        run()


def _run_data(module: ModuleType, run: Callable[[], None]) -> None:
    """Run ``pydicom.data`` without its manager, which is imported when something of it is wanted."""

    def manager() -> ModuleType:
        return importlib.import_module(f"{_NAME}.data.data_manager")

    def palettes(*arguments: Any, **named: Any) -> Any:
        return manager().get_palette_files(*arguments, **named)

    def answer(name: str, wanted: Sequence[str], level: int) -> object | None:
        if name != "data_manager" or level != 1:
            return None
        later = ModuleType(name)
        later.__dict__.update(dict.fromkeys(wanted))
        return later

    def take(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
        value = module.__dict__[name] = manager() if name == "data_manager" else getattr(manager(), name)
        return value

    with own_imports(module, answer):
        run()
    for name in [name for name, value in vars(module).items() if value is None and not name.startswith("__")]:
        del module.__dict__[name]
    module.__dict__[_PALETTES] = palettes  # pydicom takes this one at once
    module.__dict__["__getattr__"] = take
