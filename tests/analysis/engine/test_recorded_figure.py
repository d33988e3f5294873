"""What pylinac says of a figure is the same from plotly's figure and from one that only notes it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from phantomscope.analysis.engine.figures import harvest
from phantomscope.analysis.engine.recorded_figure import RecordedFigure, UnrecordedError

COLOURS = st.sampled_from(["red", "green", "#12aa34", "rgba(0,0,0,0)"])
NAMES = st.text(st.characters(categories=("L", "N", "Zs")), max_size=8)
NUMBERS = st.floats(-1e4, 1e4) | st.integers(-5000, 5000)
SEQUENCES = st.lists(NUMBERS, max_size=6)
POINTS = SEQUENCES | SEQUENCES.map(tuple) | SEQUENCES.map(np.array) | SEQUENCES.map(np.float32)
LINES = st.fixed_dictionaries({}, optional={"color": COLOURS, "dash": st.sampled_from(["dash", "solid"])})

SCATTERS = st.fixed_dictionaries(
    {"y": POINTS},
    optional={
        "x": POINTS,
        "name": NAMES,
        "mode": st.sampled_from(["lines", "markers", "markers+lines"]),
        "line": LINES,
        "line_color": COLOURS,
        "line_dash": st.sampled_from(["dash", "dot"]),
        "line_width": st.integers(1, 5),
        "marker": st.fixed_dictionaries({"size": st.just(10)}, optional={"color": COLOURS, "line": LINES}),
        "marker_color": COLOURS,
        "opacity": st.sampled_from([0, 0.5, 1]),
        "visible": st.sampled_from([True, "legendonly"]),
        "xaxis": st.just("x2"),
        "showlegend": st.booleans(),
    },
)
LAYOUTS = st.fixed_dictionaries(
    {},
    optional={
        "title": NAMES,
        "title_text": NAMES,
        "title_x": st.just(0.5),
        "xaxis_title": NAMES,
        "yaxis_title": NAMES,
        "yaxis_title_text": NAMES,
        "yaxis": st.fixed_dictionaries({"title": NAMES}),
        "xaxis2": st.fixed_dictionaries({"title": NAMES, "tickvals": SEQUENCES}),
        "legend": st.fixed_dictionaries({"x": st.just(0.5)}, optional={"y": st.just(-0.2)}),
        "margin_b": st.just(120),
        "showlegend": st.booleans(),
    },
)
SHAPES = st.fixed_dictionaries(
    {"type": st.just("line"), "y0": NUMBERS, "y1": NUMBERS, "x0": st.just(0), "x1": st.just(1)},
    optional={"name": NAMES, "line": LINES},
)
HEAT_MAPS = st.fixed_dictionaries(
    {"z": st.sampled_from([np.zeros((3, 4)), np.ones((2, 2), np.int16)])},
    optional={"zmin": NUMBERS, "zmax": NUMBERS, "colorscale": st.just("gray")},
)
CALLS = st.lists(
    st.tuples(st.just("add_scatter"), SCATTERS)
    | st.tuples(st.just("update_layout"), LAYOUTS)
    | st.tuples(st.just("add_shape"), SHAPES)
    | st.tuples(st.just("add_heatmap"), HEAT_MAPS),
    max_size=8,
)


def drawn(figure: Any, calls: list[tuple[str, dict[str, Any]]]) -> Any:
    for name, attributes in calls:
        if name == "add_shape":
            figure.add_shape(attributes)
        else:
            getattr(figure, name)(**attributes)
    return figure


def recorded(calls: list[tuple[str, dict[str, Any]]]) -> RecordedFigure:
    try:
        return drawn(RecordedFigure(), calls)
    except UnrecordedError as error:
        assert "is set twice" in str(error)  # noqa: PT017 - which of the two plotly takes is not told
        reject()


@given(calls=CALLS, number=st.integers(1, 9))
def test_what_is_taken_of_both_is_the_same(calls: list[tuple[str, dict[str, Any]]], number: int) -> None:
    calls = [*calls, ("update_layout", {"title_text": f"Module ({number})"})] if number % 2 else calls
    noted, plotly = recorded(calls), drawn(go.Figure(), calls)
    assert harvest({"key": noted}, int) == harvest({"key": plotly}, int)


@given(calls=CALLS)
def test_what_pylinac_asks_of_both_is_the_same(calls: list[tuple[str, dict[str, Any]]]) -> None:
    noted, plotly = recorded(calls), drawn(go.Figure(), calls)
    for ask in (
        lambda one: one.layout.legend.x,
        lambda one: one.layout.legend.y,
        lambda one: one.layout.margin.b,
        lambda one: hasattr(one.layout, "xaxis2"),
        lambda one: list(getattr(getattr(one.layout, "xaxis2", None), "tickvals", None) or ()),
        lambda one: [trace.type for trace in one.data],
        lambda one: [trace.z.shape for trace in one.data if trace.type == "heatmap"],
        bool,
    ):
        assert ask(plotly) == ask(noted)


def test_of_an_image_no_pixel_is_kept() -> None:
    figure = RecordedFigure()
    figure.add_heatmap(z=np.ones((300, 400)), zmin=-5)
    assert figure.data[0].z.shape == (300, 400)
    assert not figure.data[0].z.any()
    assert figure.data[0].z.base.nbytes == 1


def test_all_traces_are_told_the_same() -> None:
    figure = RecordedFigure().add_scatter(y=[1]).add_scatter(y=[2]).update_traces(opacity=0.5)
    figure.add_annotation(text="not used")
    assert [trace.opacity for trace in figure.data] == [0.5, 0.5]


def test_what_is_changed_afterwards_is_not_changed_here() -> None:
    points, values = [1.0, 2.0], np.ones((4, 5))
    figure = RecordedFigure().add_scatter(x=points, y=values[:, 0])
    points.append(3.0)
    values[:] = 7
    assert figure.data[0].x == (1.0, 2.0)
    assert figure.data[0].y.tolist() == [1.0] * 4
    assert figure.data[0].y.base is None  # nothing of the slice is held


@pytest.mark.parametrize(
    "ask",
    [
        lambda figure: figure.add_bar(y=[1]),
        lambda figure: figure.frames,
        lambda figure: figure.layout.hovermode,
        lambda figure: figure.data[0].stackgroup,
        lambda figure: figure.update_layout(shapes=[]),
        lambda figure: figure.update_traces(selector={"name": "a"}, opacity=0.5),
        lambda figure: setattr(figure.data[0], "name", "another"),
        lambda figure: setattr(figure.layout.title, "text", "another"),
        lambda figure: figure.update_layout(template="plotly_dark"),
        lambda figure: figure.update_layout(xaxis=1, xaxis_title="both"),
        lambda figure: figure.update_layout(title="one", title_text="another"),
        lambda figure: figure.add_scatter(y=[1], line="red", line_color="red"),
        lambda figure: figure.add_scatter(y=[1], line_color="red", line="red"),
    ],
)
def test_what_only_plotly_knows_is_refused(ask: Callable[[RecordedFigure], object]) -> None:
    with pytest.raises(UnrecordedError):
        ask(RecordedFigure().add_scatter(y=[1]))
