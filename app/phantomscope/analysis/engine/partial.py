"""Partial runs: pylinac's own analysis of those modules of a phantom that were scanned.

The other modules are taken out of pylinac's phantom at the one moment when their places are known: when it
checks, having found the origin, whether the scan covers them all. The measured ones go through pylinac's
code unchanged. Loaded only in the process that analyses.
"""

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, create_model

from phantomscope.analysis.engine.coverage import Missing, missing_parts, told
from phantomscope.errors import PhantomscopeError


class Absent:
    """Stands for a module that was not scanned: whatever it is asked for is absent, too.

    Args:
        title: The module's name, for the page of pylinac's report where it would be.
    """

    def __init__(self, title: str) -> None:
        self._title = title

    def __getattr__(self, name: str) -> "Absent":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: object, **__: object) -> "Absent":
        return self

    def __getitem__(self, key: object) -> "Absent":
        return self

    def __iter__(self) -> Iterator["Absent"]:
        return iter(())

    def __format__(self, how: str) -> str:
        return str(self)

    def __str__(self) -> str:
        return "not scanned"

    def plot(self, axis: Any, *_: object, **__: object) -> None:
        """Say on a page of the report why it is empty."""
        axis.set_title(f"{self._title}: not scanned")
        axis.axis("off")


def partial_class(whole: Any) -> Any:
    """A pylinac phantom class that measures only what was scanned.

    Its objects have two attributes more after their analysis: ``missing_parts``, what was left out, and
    ``origin_at_edge``, whether pylinac would have refused the origin that it found. Where all of the phantom
    was scanned, there is no difference.

    Raises in its ``analyze``:
        PhantomscopeError: The module that all others are found from was not scanned.
    """

    def ensure_extent(self: Any) -> bool:
        missing = missing_parts(self)
        _check_origin(missing)
        self.missing_parts = missing
        if hasattr(self, "modules"):
            gone = {one.part.key for one in missing}
            self.modules = {module: how for module, how in self.modules.items() if module not in gone}
        else:
            for one in missing:
                setattr(self, one.part.key, Absent(one.part.title))
        return True

    def is_within_extent(self: Any, image_num: int) -> bool:
        try:
            whole._is_within_image_extent(self, image_num)
        except ValueError:
            self.origin_at_edge = True
        return True

    def detected_modules(self: Any) -> list[Any]:
        return [module for module in whole._detected_modules(self) if not isinstance(module, Absent)]

    def generate_results_data(self: Any) -> BaseModel:
        if not self.missing_parts or hasattr(self, "modules"):
            data: BaseModel = whole._generate_results_data(self)
            return data
        with _lenient_models(sys.modules[whole._generate_results_data.__module__]):
            data = whole._generate_results_data(self)
            return data

    return type(
        whole.__name__,
        (whole,),
        {
            "__module__": whole.__module__,
            "missing_parts": (),
            "origin_at_edge": False,
            "_ensure_physical_scan_extent": ensure_extent,
            "_is_within_image_extent": is_within_extent,
            "_detected_modules": detected_modules,
            "_generate_results_data": generate_results_data,
        },
    )


def _check_origin(missing: tuple[Missing, ...]) -> None:
    origin = [one for one in missing if one.is_origin]
    if origin:
        raise PhantomscopeError(
            f"There can be no partial run without the module that all others are found from: {told(origin)}",
            todo="Choose another slice as origin, or scan the phantom from end to end",
        )


@contextlib.contextmanager
def _lenient_models(module: Any) -> Iterator[None]:
    """For as long as it lasts, results that would need an absent module are left out of pylinac's results."""
    from unittest import mock  # brings asyncio along, and only a partial run needs it

    with contextlib.ExitStack() as stack:
        for name, model in list(vars(module).items()):
            if isinstance(model, type) and issubclass(model, BaseModel) and model is not BaseModel:
                stack.enter_context(mock.patch.object(module, name, _lenient(model)))
        yield


def _lenient(model: type[BaseModel]) -> Any:
    def build(**fields: Any) -> Any:
        absent = [name for name, value in fields.items() if _is_absent(value)]
        if not absent:
            return model(**fields)
        if "pylinac_version" not in model.model_fields:
            return fields[absent[0]] if isinstance(fields[absent[0]], Absent) else Absent(model.__name__)
        # The results as a whole: the same, without the sections of what was not scanned.
        base: Any = next(parent for parent in model.__mro__ if parent.__name__ == "ResultBase")
        kept: dict[str, Any] = {
            name: (field.annotation, field)
            for name, field in model.model_fields.items()
            if name not in absent and name not in base.model_fields
        }
        reduced: Any = create_model(model.__name__, __base__=base, **kept)
        return reduced(**{name: value for name, value in fields.items() if name not in absent})

    return build


def _is_absent(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_is_absent(one) for one in value.values())
    return isinstance(value, Absent)
