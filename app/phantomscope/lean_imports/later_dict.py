"""A dictionary that is filled when something is first looked up in it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any


class LaterDict(dict[Any, Any]):  # noqa: PLW1641 - no dictionary has a hash
    """Equal to the dictionary that it is filled from, in whatever way it is asked.

    Args:
        source: Gives the entries; called once, or by each of several threads that ask first at the same time.
    """

    def __init__(self, source: Callable[[], Mapping[Any, Any]]) -> None:
        super().__init__()
        self._source: Callable[[], Mapping[Any, Any]] | None = source

    def _fill(self) -> None:
        source = self._source
        if source is not None:
            for key, value in source().items():
                super().setdefault(key, value)
            self._source = None

    def __missing__(self, key: Any) -> Any:
        if self._source is None:
            raise KeyError(key)
        self._fill()
        return self[key]

    def __contains__(self, key: object) -> bool:
        self._fill()
        return super().__contains__(key)

    def __iter__(self) -> Iterator[Any]:
        self._fill()
        return super().__iter__()

    def __len__(self) -> int:
        self._fill()
        return super().__len__()

    def __eq__(self, other: object) -> bool:
        self._fill()
        return super().__eq__(other)

    def get(self, key: Any, default: Any = None) -> Any:
        """As of any dictionary."""
        self._fill()
        return super().get(key, default)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """As of any dictionary."""
        self._fill()
        return super().setdefault(key, default)

    def keys(self) -> Any:
        """As of any dictionary."""
        self._fill()
        return super().keys()

    def values(self) -> Any:
        """As of any dictionary."""
        self._fill()
        return super().values()

    def items(self) -> Any:
        """As of any dictionary."""
        self._fill()
        return super().items()

    def copy(self) -> dict[Any, Any]:
        """As of any dictionary."""
        self._fill()
        return super().copy()
