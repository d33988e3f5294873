"""Parameter forms derived from pylinac's own signatures, docstrings and class data.

Nothing is listed by hand but what pylinac nowhere says in a form that a program can read: abbreviations in
labels, ranges beyond which a value makes no sense, and where its help is wrong. Loads pylinac when it is
called; run it in a process that is made for it.
"""

import functools
import importlib
import inspect
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from phantomscope.analysis.parameters.docstrings import Described, described_parameters
from phantomscope.analysis.parameters.form import Kind, ParameterField, ParameterForm, TableRow
from phantomscope.analysis.parameters.values import default_parameters, is_number
from phantomscope.analysis.phantoms import PHANTOMS, Phantom

_ABBREVIATIONS = {"hu": "HU", "cnr": "CNR", "roi": "ROI", "mtf": "MTF", "x": "X", "y": "Y"}
_UNITS_SAID = (
    (re.compile(r"\bin mm\b"), "mm"),
    (re.compile(r"\bin degrees\b|\(degrees\)"), "°"),
    (re.compile(r"\bin pixels\b|\(pixels\)"), "px"),
    (re.compile(r"\bHU\b(?= values?| tolerance)"), "HU"),
)
_GROUPS = (
    (re.compile(r"_tolerance$"), "Tolerances"),
    (re.compile(r"contrast|cnr|visibility"), "Low contrast"),
    (re.compile(r"^expected_|^roi_config$"), "Expected values"),
    (re.compile(r"^(origin|roll)_slice|^echo_"), "Finding the phantom"),
    (re.compile(r"_adjustment$|_factor$"), "Position"),
)
_STEP_BY_UNIT = {"HU": 1.0, "mm": 0.1, "px": 0.5, "°": 0.1}
_COUNTED = re.compile(r"^The number of (?:extra )?(?P<what>[\w-]+)")
# Below this a region holds no pixel, or all regions lie in one place.
_LEAST_FACTOR = 0.01
# pylinac adds these to centres that it holds in pixels (CatPhanBase.find_phantom_axis), whatever its help
# says.
_IN_PIXELS = frozenset({"x_adjustment", "y_adjustment"})
_PIXELS_NOTE = "Note: this is in pixels. pylinac’s help says mm, but what it does is to add pixels."

# pylinac takes it for values between 0 and 1 alone (core.contrast.rms), which those of CT and MR never are:
# every analysis with it fails.
_RMS_NOTE = "Note: pylinac’s “Root Mean Square” can’t be used with CT and MR images."


def derive_form(phantom: Phantom) -> ParameterForm:
    """The parameters of a phantom's analysis, as its pylinac class has them.

    Call it before anything is analysed in the same process: pylinac writes expected HU values that it is
    given into its classes.
    """
    pylinac = importlib.import_module("pylinac")
    analysed = getattr(importlib.import_module(phantom.module), phantom.class_name)
    return ParameterForm(phantom.name, tuple(_fields(analysed)), pylinac.__version__)


def derive_forms() -> dict[str, ParameterForm]:
    """The forms of all phantoms by name."""
    return {phantom.name: derive_form(phantom) for phantom in PHANTOMS}


def _fields(analysed: Any) -> Iterator[ParameterField]:
    described = described_parameters(analysed.analyze.__doc__)
    signature = inspect.signature(analysed.analyze).parameters
    for name, default in default_parameters(analysed.analyze).items():
        said = described.get(name, Described("", ""))
        annotation = signature[name].annotation
        types = {part.strip() for part in str(getattr(annotation, "__name__", annotation)).split("|")}
        field = ParameterField(
            name=name,
            label=_label(name),
            kind="text",
            default=default,
            unit=_unit(said.help),
            help=said.help or _label(name),
            optional="None" in types or default is None,
            group=next((group for pattern, group in _GROUPS if pattern.search(name)), "Measuring"),
            deprecated=said.deprecated,
        )
        yield _corrected(_ranged(_typed(field, types, said, analysed)))


def _typed(field: ParameterField, types: set[str], said: Described, analysed: Any) -> ParameterField:
    """The field with its kind and what goes with that kind."""
    replace: Callable[..., ParameterField] = functools.partial(msgspec.structs.replace, field)
    if any(one.startswith("dict") for one in types):
        return _table(field, analysed)
    if types & {"int", "float"}:
        words = (field.default,) if isinstance(field.default, str) else ()
        counted = _COUNTED.match(said.help) and said.type in ("int", "")
        kind: Kind = "integer" if "float" not in types or counted else "number"
        return replace(kind=kind, choices=words)
    if types & {"bool"}:
        return replace(kind="flag")
    if "contrast_method" in field.name or "contrast equation" in said.help:
        contrast = importlib.import_module("pylinac.core.contrast").Contrast
        fitting = tuple(str(one) for one in contrast.options() if one != contrast.RMS)
        return replace(kind="choice", choices=fitting, help=f"{field.help}\n\n{_RMS_NOTE}")
    return field


def _table(field: ParameterField, analysed: Any) -> ParameterField:
    """A table of the regions that the phantom's class lists, with the values that it gives them, if any."""
    settings = _regions(analysed, field.name)
    nested = field.name == "roi_config"
    rows = tuple(
        TableRow(name, f"ROI {name}" if name.isdigit() else name, _nominal(setting))
        for name, setting in settings.items()
    )
    return msgspec.structs.replace(
        field,
        kind="table",
        unit=field.unit or ("HU" if not nested else ""),
        rows=rows,
        column="density" if nested else "Expected HU",
        nested=nested,
        minimum=0.0 if nested else None,
        step=0.01 if nested else 1.0,
    )


def _regions(analysed: Any, parameter: str) -> dict[str, dict[str, Any]]:
    """The region settings that a table is about: the only module's, or the module's that has HU values."""
    if parameter == "roi_config":
        return dict(analysed.module_class.roi_settings)
    for module in analysed.modules:
        settings: dict[str, dict[str, Any]] = getattr(module, "roi_settings", {})
        if hasattr(module, "_replace_hu_values") and settings:
            return settings
    return {}


def _nominal(setting: dict[str, Any]) -> float | None:
    value = setting.get("value")
    return float(value) if value is not None and is_number(value) else None


def _ranged(field: ParameterField) -> ParameterField:
    """The field with the range outside of which a value makes no sense, and a step."""
    if field.kind not in ("number", "integer"):
        return field
    minimum: float | None = None
    maximum: float | None = None
    if field.name.endswith("_factor"):
        minimum = _LEAST_FACTOR
    elif field.name.startswith("angle_"):
        minimum, maximum = -180.0, 180.0
    elif not field.name.endswith("_adjustment") and not field.name.endswith("_offset"):
        minimum = 0.0
    return msgspec.structs.replace(field, minimum=minimum, maximum=maximum, step=_step(field))


def _step(field: ParameterField) -> float:
    if field.kind == "integer":
        return 1.0
    if field.name.endswith("_factor"):
        return 0.01
    size = abs(float(field.default or 1))
    if field.unit in _STEP_BY_UNIT and size >= 1:
        return _STEP_BY_UNIT[field.unit]
    return float(f"{10.0 ** (math.floor(math.log10(size)) - 1):g}")


def _corrected(field: ParameterField) -> ParameterField:
    """The field where pylinac's help says something else than what it does."""
    if field.name not in _IN_PIXELS or field.unit == "px":
        return field
    return msgspec.structs.replace(field, unit="px", step=0.5, help=f"{field.help}\n\n{_PIXELS_NOTE}")


def _label(name: str) -> str:
    if name == "roi_config":
        return "ROI densities"
    words = [_ABBREVIATIONS.get(word, word) for word in name.split("_")]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def _unit(text: str) -> str:
    counted = _COUNTED.match(text)
    if counted and counted["what"].endswith("s"):
        return counted["what"]
    first = text.partition("\n")[0]
    return next((unit for pattern, unit in _UNITS_SAID if pattern.search(first)), "")
