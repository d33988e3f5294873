"""Stands for plotly's figures while pylinac draws: what pylinac says is noted, and nothing else is done.

Of pylinac's figures only a few attributes of their traces are used. plotly checks every one that is set
against its schema, which takes longer than measuring the modules does, and its classes take memory. What is
noted here is what pylinac set. Whatever is not known to be the same in plotly raises ``UnrecordedError``, and
the figures are to be drawn by plotly then. Imports neither plotly nor pylinac.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

# What holds further attributes; asked for, it is there though nothing was set in it.
_GROUPS = frozenset({"title", "line", "marker", "legend", "margin", "xaxis", "yaxis", "font"})
# What is None as long as nothing was set.
_VALUES = frozenset(
    "b color dash mode name opacity shapes text tickvals visible x y zmax zmin".split()  # noqa: SIM905
)
# Further axes are not there before something was set in them, not even empty.
_FURTHER_AXIS = re.compile(r"[xy]axis[2-9]")
_SOME_TRACES = frozenset({"patch", "selector", "row", "col", "secondary_y", "overwrite"})
_LISTS = frozenset({"annotations", "shapes", "images", "template"})


class UnrecordedError(Exception):
    """Something was asked of a figure that only plotly's own can answer."""


class Node:
    """Attributes, as plotly has them: nested, with "a_b" for the b of a."""

    _set: dict[str, Any]

    def __init__(self) -> None:
        object.__setattr__(self, "_set", {})

    def __setattr__(self, name: str, value: Any) -> None:
        raise UnrecordedError(f"{name!r} is set by hand")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self._set:
            return self._set[name]
        if name in _GROUPS:
            return Node()
        if name in _VALUES:
            return None
        if _FURTHER_AXIS.fullmatch(name):
            raise AttributeError(name)
        raise UnrecordedError(f"the attribute {name!r} is asked for")

    def note(self, attributes: Mapping[str, Any]) -> None:
        """Set attributes, and leave others as they are.

        Raises:
            UnrecordedError: One can't be set here, or it is said twice what it is.
        """
        told = list(_leaves(attributes))
        if len({path for path, _ in told}) < len(told):
            raise UnrecordedError(f"one of {', '.join(attributes)} is set twice")
        for (*groups, name), value in told:
            node = self
            for group in groups:
                node = node._group(group)
            if isinstance(node._set.get(name), Node):
                raise UnrecordedError(f"{name!r} is a value and a group")
            node._set[name] = _copied(value)

    def _group(self, name: str) -> "Node":
        if not isinstance(found := self._set.setdefault(name, Node()), Node):
            raise UnrecordedError(f"{name!r} is a value and a group")
        return found


def _copied(value: Any) -> Any:
    """What whoever gave it may go on changing, or what would keep a whole slice, as it is now."""
    if isinstance(value, list):
        return tuple(value)
    return value.copy() if isinstance(value, np.ndarray) and value.ndim == 1 else value


def _leaves(
    attributes: Mapping[str, Any], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value with the names of the groups that it is in, and its own."""
    for name, value in attributes.items():
        path = (*above, *name.split("_"))
        if path[-1] in _LISTS:
            raise UnrecordedError(f"{name!r} is set")
        if isinstance(value, Mapping):
            yield from _leaves(value, path)
        elif path[-1] == "title":  # of a figure or an axis, for short
            yield (*path, "text"), value
        else:
            yield path, value


class RecordedFigure:
    """Notes what pylinac sets of a figure, and gives it as plotly's figure would.

    Attributes:
        data: The traces.
        layout: All else.
    """

    def __init__(self) -> None:
        self.data: list[Node] = []
        self.layout = Node()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise UnrecordedError(f"the figure's {name!r} is asked for")

    def add_scatter(self, **attributes: Any) -> "RecordedFigure":
        """A line or points."""
        return self._add("scatter", attributes)

    def add_heatmap(self, z: Any, **attributes: Any) -> "RecordedFigure":
        """An image; of its pixels only their number is kept."""
        empty = np.broadcast_to(np.uint8(0), np.shape(z))
        return self._add("heatmap", {**attributes, "z": empty})

    def _add(self, kind: str, attributes: Mapping[str, Any]) -> "RecordedFigure":
        trace = Node()
        trace.note({**attributes, "type": kind})
        self.data.append(trace)
        return self

    def add_shape(self, shape: Mapping[str, Any]) -> "RecordedFigure":
        """A line across a chart."""
        noted = Node()
        noted.note(shape)
        self.layout._set["shapes"] = (*(self.layout.shapes or ()), noted)
        return self

    def add_annotation(self, **_attributes: Any) -> "RecordedFigure":
        """A text on the picture: not used."""
        return self

    def update_layout(self, **attributes: Any) -> "RecordedFigure":
        """Titles, axes, legend."""
        self.layout.note(attributes)
        return self

    def update_traces(self, **attributes: Any) -> "RecordedFigure":
        """The same for all traces there are.

        Raises:
            UnrecordedError: It is for some of them.
        """
        if others := attributes.keys() & _SOME_TRACES:
            raise UnrecordedError(f"traces are chosen by {', '.join(sorted(others))}")
        for trace in self.data:
            trace.note(attributes)
        return self
