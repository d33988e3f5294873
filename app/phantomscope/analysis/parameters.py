"""The parameters of a phantom's analysis: what there is, and what may be given. Without pylinac."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from phantomscope.errors import PhantomscopeError

# zip_after makes pylinac pack the images into a new archive and delete them: no scan is ever changed here.
_WITHHELD = frozenset({"self", "zip_after"})


def default_parameters(analyze: Callable[..., Any]) -> dict[str, Any]:
    """The parameters of a phantom's ``analyze`` method that may be set, with their default values."""
    return {
        name: str(one.default) if one.default is not None and not _is_plain(one.default) else one.default
        for name, one in inspect.signature(analyze).parameters.items()
        if name not in _WITHHELD
    }


def checked_parameters(
    defaults: Mapping[str, Any], given: Mapping[str, Any], slice_count: int
) -> dict[str, Any]:
    """All parameters with the values they will have.

    Args:
        defaults: As ``default_parameters`` gives them.
        given: Those that are to be changed.
        slice_count: How many slices there are.

    Raises:
        PhantomscopeError: One is given that there is not, that is no number where it has to be one, or that
            names a slice which there is not.
    """
    unknown = sorted(set(given) - set(defaults))
    if unknown:
        raise PhantomscopeError(
            f"The analysis of this phantom has no parameter called {', '.join(unknown)}",
            todo=f"Choose among: {', '.join(defaults)}",
        )
    for name, value in given.items():
        if _is_number(defaults[name]) and not _is_number(value):
            raise _no_number(name, value)
        if name == "expected_hu_values" and value is not None:
            _check_numbers(name, value)
        if name == "origin_slice" and value is not None:
            _check_slice(name, value, slice_count)
    return {**defaults, **given}


def _check_numbers(name: str, values: object) -> None:
    if not isinstance(values, Mapping):
        raise PhantomscopeError(
            f"The parameter {name} has to name inserts and their numbers, not “{values}”",
            todo="Correct it and try again",
        )
    for insert, value in values.items():
        if not _is_number(value):
            raise _no_number(f"{name} of {insert}", value)


def _check_slice(name: str, value: object, slice_count: int) -> None:
    if type(value) is not int:
        raise _no_number(name, value)
    if not 0 <= value < slice_count:
        raise PhantomscopeError(
            f"The parameter {name} is {value}, but the slices count from 0 to {slice_count - 1}",
            todo="Correct it and try again",
        )


def _no_number(name: str, value: object) -> PhantomscopeError:
    return PhantomscopeError(
        f"The parameter {name} has to be a number, not “{value}”", todo="Correct it and try again"
    )


def _is_number(value: object) -> bool:
    return type(value) in (int, float)


def _is_plain(value: object) -> bool:
    return type(value) in (bool, int, float, str)
