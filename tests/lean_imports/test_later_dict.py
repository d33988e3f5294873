"""A dictionary that is filled when it is used is like one that always was."""

from collections.abc import Callable
from typing import Any

import pytest

from phantomscope.lean_imports.later_dict import LaterDict

_FULL = {"a": 1, "b": 2}


@pytest.mark.parametrize(
    "ask",
    [
        lambda one: one["a"],
        lambda one: "b" in one,
        lambda one: "c" in one,
        lambda one: list(one),
        lambda one: len(one),
        lambda one: bool(one),
        lambda one: one.get("a"),
        lambda one: one.get("c", 3),
        lambda one: one.setdefault("a", 9),
        lambda one: one.setdefault("c", 9),
        lambda one: list(one.keys()),
        lambda one: list(one.values()),
        lambda one: list(one.items()),
        lambda one: one.copy(),
        lambda one: dict(one),
        lambda one: {**one},
        lambda one: one == _FULL,
    ],
)
def test_it_is_like_any_other(ask: Callable[[dict[str, int]], Any]) -> None:
    filled: list[int] = []

    def source() -> dict[str, int]:
        filled.append(1)
        return _FULL

    one = LaterDict(source)
    assert filled == []
    assert ask(one) == ask(dict(_FULL))
    assert filled == [1]
    assert one == _FULL | {key: one[key] for key in one}
    assert filled == [1]


def test_what_is_not_there_is_a_key_error() -> None:
    one = LaterDict(lambda: _FULL)
    with pytest.raises(KeyError, match="c"):
        _ = one["c"]


def test_what_was_put_in_before_stays() -> None:
    one = LaterDict(lambda: _FULL)
    one["a"] = 7
    assert one["b"] == 2
    assert one["a"] == 7
