"""The parameters of a phantom's analysis: what there is, and what may be given. Without pylinac."""

import inspect
import math
from collections.abc import Callable, Mapping
from typing import Any

from phantomscope.analysis.parameters.form import Kind, ParameterField, ParameterForm
from phantomscope.analysis.results import shown, with_unit
from phantomscope.errors import PhantomscopeError

# zip_after makes pylinac pack the images into a new archive and delete them: no scan is ever changed here.
_WITHHELD = frozenset({"self", "zip_after"})
_KNOWN_BY_NAME: dict[str, Kind] = {"expected_hu_values": "table", "origin_slice": "integer"}


def default_parameters(analyze: Callable[..., Any]) -> dict[str, Any]:
    """The parameters of a phantom's ``analyze`` method that may be set, with their default values."""
    return {
        name: str(one.default) if one.default is not None and not _is_plain(one.default) else one.default
        for name, one in inspect.signature(analyze).parameters.items()
        if name not in _WITHHELD
    }


def checked_parameters(
    defaults: Mapping[str, Any],
    given: Mapping[str, Any],
    slice_count: int,
    form: ParameterForm | None = None,
) -> dict[str, Any]:
    """All parameters with the values they will have.

    Args:
        defaults: As ``default_parameters`` gives them.
        given: Those that are to be changed.
        slice_count: How many slices there are.
        form: What each parameter takes; the little that the defaults tell of it where it is None.

    Raises:
        PhantomscopeError: One is given that there is not, that takes no such value, or that names a slice
            which there is not.
    """
    form = form or _simple_form(defaults)
    unknown = sorted(set(given) - set(defaults))
    if unknown:
        raise PhantomscopeError(
            f"The analysis of this phantom has no parameter called {', '.join(unknown)}",
            todo=f"Choose among: {', '.join(defaults)}",
        )
    for name, value in given.items():
        problem = problem_of(form, name, value) if form.field(name) is not None else ""
        if not problem and name == "origin_slice" and value is not None and not 0 <= value < slice_count:
            problem = f"The parameter {name} is {value}, but the slices count from 0 to {slice_count - 1}"
        if problem:
            raise PhantomscopeError(problem, todo="Correct it and try again")
    return {**defaults, **given}


def problem_of(form: ParameterForm, name: str, value: object) -> str:
    """Why a parameter does not take a value, a sentence without a full stop; empty where it does."""
    field = form.field(name)
    if field is None:
        return f"The analysis of {form.phantom or 'this phantom'} has no parameter called {name}"
    if value is None and (field.optional or field.default is None):
        return ""
    checks: dict[str, Callable[[ParameterField, object], str]] = {
        "number": _number_problem,
        "integer": _number_problem,
        "choice": _choice_problem,
        "table": _table_problem,
        "flag": _flag_problem,
        "text": _text_problem,
    }
    return checks[field.kind](field, value)


def _number_problem(field: ParameterField, value: object) -> str:
    if value in field.choices and isinstance(value, str):
        return ""
    words = " or ".join(f"“{word}”" for word in field.choices)
    what = "a number" if field.kind == "number" or type(value) is not float else "a number without a fraction"
    fits = type(value) is int if field.kind == "integer" else is_number(value)
    if not fits:
        return f"The parameter {field.name} has to be {what}{f' or {words}' * bool(words)}, not “{value}”"
    return _range_problem(field, f"The parameter {field.name}", value)


def _range_problem(field: ParameterField, what: str, value: Any) -> str:
    limits = (
        ("at least", field.minimum, field.minimum is not None and value < field.minimum),
        ("at most", field.maximum, field.maximum is not None and value > field.maximum),
    )
    for words, limit, broken in limits:
        if broken:
            return f"{what} has to be {words} {with_unit(shown(limit), field.unit)}, not {shown(value)}"
    return ""


def _choice_problem(field: ParameterField, value: object) -> str:
    if value in field.choices and isinstance(value, str):
        return ""
    return f"The parameter {field.name} has to be one of {', '.join(field.choices)}, not “{value}”"


def _flag_problem(field: ParameterField, value: object) -> str:
    return "" if type(value) is bool else f"The parameter {field.name} has to be true or false, not “{value}”"


def _text_problem(field: ParameterField, value: object) -> str:
    return "" if isinstance(value, str) else f"The parameter {field.name} has to be a text, not “{value}”"


def _table_problem(field: ParameterField, value: object) -> str:
    if not isinstance(value, Mapping):
        return f"The parameter {field.name} has to name inserts and their numbers, not “{value}”"
    rows = [row.name for row in field.rows]
    for row, cell in value.items():
        what = f"The parameter {field.name} of {row}"
        if rows and row not in rows:
            return f"The parameter {field.name} names “{row}”; this phantom has {', '.join(rows)}"
        if field.nested:
            if not isinstance(cell, Mapping) or set(cell) != {field.column}:
                return f"{what} has to be {{“{field.column}”: number}}, not “{cell}”"
            cell = cell[field.column]
        if not is_number(cell):
            return f"{what} has to be a number, not “{cell}”"
        if problem := _range_problem(field, what, cell):
            return problem
    return ""


def _simple_form(defaults: Mapping[str, Any]) -> ParameterForm:
    """Those parameters of which the defaults alone tell what they take."""
    fields = [
        ParameterField(name, name, "number", default)
        for name, default in defaults.items()
        if is_number(default)
    ]
    for name, kind in _KNOWN_BY_NAME.items():
        if name in defaults:
            fields.append(ParameterField(name, name, kind, None, optional=True))
    return ParameterForm("", tuple(fields), "")


def is_number(value: object) -> bool:
    """Whether it is a finite number; True and False are none."""
    return type(value) in (int, float) and math.isfinite(value)  # type: ignore[arg-type]


def _is_plain(value: object) -> bool:
    return type(value) in (bool, int, float, str)
