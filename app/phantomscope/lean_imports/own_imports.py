"""Deciding what one module's own import statements import, and nobody else's."""

import builtins
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

Answer = Callable[[str, Sequence[str], int], object | None]
"""Told a name, what is wanted from it and how many dots stand before it; what to give instead, or None."""


@contextmanager
def own_imports(module: ModuleType, answer: Answer) -> Iterator[None]:
    """While the module runs, ask first what its import statements are to get.

    Python looks ``__import__`` up in the built-ins of the module that imports; these can be its own.
    """

    def import_(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002  (the names of the built-in's own parameters)
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> Any:
        given = answer(name, fromlist or (), level)
        return builtins.__import__(name, globals, locals, fromlist, level) if given is None else given

    own = {**vars(builtins), "__import__": import_}
    module.__dict__["__builtins__"] = own
    try:
        yield
    finally:
        own["__import__"] = builtins.__import__  # functions that were made meanwhile keep this dictionary
