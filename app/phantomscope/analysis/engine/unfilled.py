"""pylinac's plotly figures without what is not used of them. Loaded only where pylinac is."""

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from phantomscope.analysis.engine.pylinac_stack import PylinacStack


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
    # On the object, before the class's: pylinac asks this very stack.
    slices.side_view = lambda axis: np.zeros((1, 1))  # type: ignore[method-assign]  # noqa: ARG005
    try:
        yield
    finally:
        Figure.add_heatmap = own
        del slices.side_view


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
