"""pylinac's figures without what is not used of them. Loaded only where pylinac is."""

import contextlib
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from phantomscope.analysis.engine.pylinac_stack import PylinacStack
from phantomscope.analysis.engine.recorded_figure import RecordedFigure, UnrecordedError


@contextlib.contextmanager
def recorded_figures(slices: PylinacStack) -> Iterator[None]:
    """For as long as it lasts, pylinac's figures are no plotly figures, and its side view is empty.

    pylinac asks plotly's module for the class by its name whenever it makes a figure.

    Raises:
        UnrecordedError: They can't be, and neither can what was asked of one; plotly's can.
    """
    module = getattr(sys.modules.get("pylinac.core.plotly_utils"), "go", None)
    if not isinstance(module, ModuleType):
        raise UnrecordedError("pylinac draws in another way")
    names, missing = vars(module), object()
    own = names.get("Figure", missing)
    names["Figure"] = RecordedFigure
    try:
        with _no_side_view(slices):
            yield
    finally:
        if own is missing:  # the module looks its names up when they are asked for
            names.pop("Figure", None)
        else:
            names["Figure"] = own


@contextlib.contextmanager
def unfilled_figures(slices: PylinacStack) -> Iterator[None]:
    """For as long as it lasts, plotly's heat maps hold zeros of a byte, and pylinac's side view is empty.

    Of a heat map only its size, its window and its place among the traces are used. The pixels would be
    copied for each figure, and all slices would be read for the side view, of which nothing is used.
    """
    from plotly.graph_objs import Figure

    own = Figure.add_heatmap

    def add_heatmap(self: Any, *arguments: Any, **named: Any) -> Any:
        if not arguments and "z" in named:
            named["z"] = np.zeros(np.shape(named["z"]), np.uint8)
        return own(self, *arguments, **named)

    Figure.add_heatmap = add_heatmap
    try:
        with _no_side_view(slices):
            yield
    finally:
        Figure.add_heatmap = own


@contextlib.contextmanager
def whole_figures(slices: PylinacStack) -> Iterator[None]:
    """For as long as it lasts, pylinac's side view is empty where it can't be drawn; all else is drawn.

    pylinac measures slices of different sizes (in MR), but has no side view of them. Nothing of it is used.
    """
    own = slices.side_view

    def side_view(axis: int) -> npt.NDArray[np.float64]:
        try:
            return own(axis)
        except ValueError:
            return np.zeros((1, 1))

    slices.side_view = side_view  # type: ignore[method-assign]
    try:
        yield
    finally:
        del slices.side_view


@contextlib.contextmanager
def _no_side_view(slices: PylinacStack) -> Iterator[None]:
    # On the object, before the class's: pylinac asks this very stack.
    slices.side_view = lambda axis: np.zeros((1, 1))  # type: ignore[method-assign]  # noqa: ARG005
    try:
        yield
    finally:
        del slices.side_view
