"""The tables that pylinac's classes share: what one analysis writes there must not reach the next.

Its phantoms write into tables that belong to their classes, expected HU values and pixel sizes among them,
and phantoms share module classes. So a run that expects other values would change those of later runs.
"""

import contextlib
import copy
import inspect
import sys
from collections.abc import Iterator
from typing import Any

_Table = dict[Any, Any] | list[Any] | set[Any]


@contextlib.contextmanager
def pristine_tables(pylinac_class: type) -> Iterator[None]:
    """For as long as it lasts, a run may write into the tables of pylinac's classes: then they are restored.

    These are all dicts, lists and sets at the classes of each pylinac module that the phantom's class or one
    of its parents comes from; they stay the same objects.

    Args:
        pylinac_class: The phantom's class.
    """
    tables = dict(_tables(pylinac_class))
    before = copy.deepcopy(tables)  # all at once, so that what two tables share stays shared
    try:
        yield
    finally:
        for (owner, name), table in tables.items():
            _restore(table, before[owner, name])
            if vars(owner).get(name) is not table:
                setattr(owner, name, table)


def _tables(pylinac_class: type) -> Iterator[tuple[tuple[type, str], _Table]]:
    for owner in _owners(pylinac_class):
        for name, value in vars(owner).items():
            if isinstance(value, dict | list | set) and not name.startswith("__"):
                yield (owner, name), value


def _owners(pylinac_class: type) -> dict[type, None]:
    """The classes of pylinac in the modules of a class and its parents."""
    parents = [one for one in pylinac_class.__mro__ if _is_pylinacs(one)]
    homes = dict.fromkeys(parent.__module__ for parent in parents)
    found = [
        one
        for home in homes
        for _, one in inspect.getmembers(sys.modules[home], inspect.isclass)
        if _is_pylinacs(one) and not hasattr(one, "model_fields")  # what pydantic keeps is its own business
    ]
    return dict.fromkeys([*parents, *found])


def _is_pylinacs(one: type) -> bool:
    return one.__module__.startswith("pylinac.")


def _restore(table: Any, before: Any) -> None:
    table.clear()
    if isinstance(table, list):
        table.extend(before)
    else:
        table.update(before)
