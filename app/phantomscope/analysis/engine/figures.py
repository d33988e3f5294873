"""Outlines and charts out of pylinac's plotly figures, the same way for every phantom.

pylinac gives each class ``plotly_analyzed_images``: a figure with a heat map is a slice with its regions as
named line traces in pixel coordinates, one without is a chart. Loaded only in the process that analyses.
"""

import itertools
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from phantomscope.analysis.results import Chart, Curve, Outline, Points, SliceImage

_SLICE_NUMBER = re.compile(r"^(?P<title>.*) \((?P<number>\d+)\)$", re.DOTALL)


def harvest(
    figures: Mapping[str, Any],
    stack_index: Callable[[int], int],
    other_slices: Mapping[str, int] | None = None,
) -> tuple[tuple[SliceImage, ...], tuple[Chart, ...]]:
    """Take images and charts out of figures.

    Args:
        figures: pylinac's plotly figures by name.
        stack_index: Turns pylinac's slice number into an index of the stack.
        other_slices: Indices of the slices whose figures' titles have no number, by title.

    Returns:
        The slices with outlines, and the charts. A figure that is neither (pylinac's side view is a heat map
        without a slice) is left out.
    """
    images, charts = [], []
    for key, figure in figures.items():
        heat_map = next((trace for trace in figure.data if trace.type == "heatmap"), None)
        title = _text(figure.layout.title.text) or key
        if heat_map is None:
            charts.append(_chart(key, title, figure))
            continue
        found = _SLICE_NUMBER.match(title)
        if found:
            slice_index = stack_index(int(found["number"]) - 1)
            images.append(_image(key, found["title"], slice_index, figure, heat_map))
        elif other_slices is not None and title in other_slices:
            images.append(_image(key, title, other_slices[title], figure, heat_map))
    return tuple(images), tuple(charts)


def _image(key: str, title: str, slice_index: int, figure: Any, heat_map: Any) -> SliceImage:
    outlines = (
        Outline(
            name=_text(trace.name),
            x=_along(trace),
            y=_points(trace.y),
            colour=_colour(trace),
            dashed=bool(trace.line.dash) and trace.line.dash != "solid",
        )
        for trace in figure.data
        if trace.type == "scatter" and _has_points(trace) and "lines" in (trace.mode or "lines")
    )
    return SliceImage(
        key,
        title,
        slice_index,
        tuple(outlines),
        _number_or_none(heat_map.zmin),
        _number_or_none(heat_map.zmax),
    )


def _chart(key: str, title: str, figure: Any) -> Chart:
    curves = [
        Curve(
            name=_text(trace.name),
            x=_along(trace),
            y=_points(trace.y),
            lines="lines" in (trace.mode or "lines"),
            markers="markers" in (trace.mode or ""),
            dashed=bool(trace.line.dash) and trace.line.dash != "solid",
            colour=_colour(trace),
        )
        for trace in figure.data
        if trace.type == "scatter" and _has_points(trace) and _is_seen(trace)
    ]
    curves += _limit_lines(figure, curves)
    return Chart(
        key,
        title,
        _text(figure.layout.xaxis.title.text),
        _text(figure.layout.yaxis.title.text),
        tuple(curves),
    )


def _limit_lines(figure: Any, curves: Iterable[Curve]) -> list[Curve]:
    """Horizontal lines that pylinac draws as shapes across the whole chart."""
    known = [x for x in itertools.chain.from_iterable(curve.x for curve in curves) if x is not None]
    if not known:
        return []
    span: Points = (min(known), max(known))
    return [
        Curve(
            _text(shape.name),
            span,
            (float(shape.y0), float(shape.y1)),
            True,
            False,
            True,
            shape.line.color or "",
        )
        for shape in figure.layout.shapes or ()
        if shape.type == "line" and shape.y0 == shape.y1
    ]


def _has_points(trace: Any) -> bool:
    return trace.y is not None and len(trace.y) > 0 and (trace.x is None or len(trace.x) > 0)


def _along(trace: Any) -> Points:
    """Where the points lie along the first axis; plotly counts them where nothing is said."""
    return _points(trace.x if trace.x is not None else range(len(trace.y)))


def _is_seen(trace: Any) -> bool:
    """False for what pylinac adds only so that a second axis is drawn."""
    return trace.opacity != 0 and trace.visible in (None, True)


def _points(values: Iterable[Any]) -> Points:
    return tuple(_number_or_none(value) for value in values)


def _number_or_none(value: Any) -> float | None:
    if value is None:
        return None
    number = float(value)
    return round(number, 6) if math.isfinite(number) else None


def _colour(trace: Any) -> str:
    return str(trace.line.color or trace.marker.color or "")


def _text(value: Any) -> str:
    return "" if value is None else str(value)
