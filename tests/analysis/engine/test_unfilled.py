"""Figures without pixels: of the same size, with the same outlines, and for a while only."""

import io
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from analysis.support import coarse_catphan504, pylinac_class
from phantomscope.analysis.engine import findings
from phantomscope.analysis.engine.figures import harvest
from phantomscope.analysis.engine.findings import Findings
from phantomscope.analysis.engine.pylinac_stack import PylinacStack, pylinac_reads
from phantomscope.analysis.engine.recorded_figure import RecordedFigure
from phantomscope.analysis.engine.unfilled import recorded_figures, unfilled_figures, whole_figures
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes


@pytest.fixture(scope="module")
def analysed() -> tuple[Any, PylinacStack]:
    source = open_bytes(coarse_catphan504())
    slices = PylinacStack(SliceStack(source, scan(source).series[0]))
    with pylinac_reads(slices):
        instance = pylinac_class("CatPhan 504").from_zip(io.BytesIO(), memory_efficient_mode=True)
    instance.analyze()
    instance.plotly_analyzed_images(show=False)  # pylinac finds some points only when they are first drawn
    return instance, slices


def heat_maps(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        name: trace for name, figure in figures.items() for trace in figure.data if trace.type == "heatmap"
    }


def test_all_but_the_pixels_is_there(analysed: tuple[Any, PylinacStack]) -> None:
    instance, slices = analysed
    usual = instance.plotly_analyzed_images(show=False)
    with unfilled_figures(slices):
        lean = instance.plotly_analyzed_images(show=False)
    assert lean.keys() == usual.keys()
    maps, usual_maps = heat_maps(lean), heat_maps(usual)
    assert maps.keys() == usual_maps.keys() >= {"CTP404", "Side View"}
    for name in maps.keys() - {"Side View"}:
        assert maps[name].z.shape == usual_maps[name].z.shape
        assert (maps[name].zmin, maps[name].zmax) == (usual_maps[name].zmin, usual_maps[name].zmax)
        assert not maps[name].z.any()
    for name in usual.keys() - {"Side View"}:
        others = [[trace for trace in one[name].data if trace.type != "heatmap"] for one in (lean, usual)]
        assert others[0] == others[1]


def test_recorded_figures_give_the_same_as_plotlys(analysed: tuple[Any, PylinacStack]) -> None:
    instance, slices = analysed
    usual = harvest(instance.plotly_analyzed_images(show=False), slices.stack_index)
    with recorded_figures(slices):
        figures = instance.plotly_analyzed_images(show=False)
    assert {type(figure) for figure in figures.values()} == {RecordedFigure}
    assert harvest(figures, slices.stack_index) == usual


def test_what_can_not_be_recorded_is_drawn_by_plotly(
    analysed: tuple[Any, PylinacStack], monkeypatch: pytest.MonkeyPatch
) -> None:
    instance, slices = analysed
    stack = SliceStack(source := open_bytes(coarse_catphan504()), scan(source).series[0])
    whole = Findings.of(instance, slices, stack, "HU", accelerated=False)
    wanted = (whole.modules, whole.images, whole.charts, whole.warned)
    drawn: list[object] = []
    monkeypatch.setattr(
        findings, "harvest", lambda *given: [drawn.extend(given[0].values()), harvest(*given)][1]
    )
    monkeypatch.delattr(RecordedFigure, "add_heatmap")
    found = Findings.of(instance, slices, stack, "HU")
    assert (found.modules, found.images, found.charts, found.warned) == wanted
    assert {type(figure) for figure in drawn} == {go.Figure}
    monkeypatch.setattr(RecordedFigure, "add_heatmap", lambda self: self, raising=False)  # a TypeError
    drawn.clear()
    found = Findings.of(instance, slices, stack, "HU")
    assert (found.modules, found.images, found.charts, found.warned) == wanted
    assert {type(figure) for figure in drawn} == {go.Figure}
    monkeypatch.delattr("pylinac.core.plotly_utils.go")
    drawn.clear()
    found = Findings.of(instance, slices, stack, "HU")
    assert (found.modules, found.images, found.charts, found.warned) == wanted
    assert {type(figure) for figure in drawn} == {go.Figure}


@pytest.mark.parametrize("figures", [recorded_figures, unfilled_figures])
def test_no_slice_is_read_for_the_side_view(analysed: tuple[Any, PylinacStack], figures: Any) -> None:
    instance, slices = analysed
    asked: list[int] = []
    slices._on_access = asked.append
    with figures(slices):
        instance.plotly_analyzed_images(show=False)
    assert asked == []
    assert slices.side_view(1).shape == (256, len(slices))
    assert len(asked) > len(slices)


def test_whole_figures_are_pylinacs(analysed: tuple[Any, PylinacStack]) -> None:
    instance, slices = analysed
    with whole_figures(slices):
        whole = instance.plotly_analyzed_images(show=False)
    assert whole == instance.plotly_analyzed_images(show=False)


def test_a_side_view_that_can_not_be_drawn_spoils_nothing(
    analysed: tuple[Any, PylinacStack], monkeypatch: pytest.MonkeyPatch
) -> None:
    def side_view(_: PylinacStack, axis: int) -> Any:
        return np.zeros((4, 2))[:, axis] + np.zeros(3)  # as with slices of different sizes

    instance, slices = analysed
    monkeypatch.setattr(PylinacStack, "side_view", side_view)
    with pytest.raises(ValueError, match="shape"):
        instance.plotly_analyzed_images(show=False)
    with whole_figures(slices):
        assert heat_maps(instance.plotly_analyzed_images(show=False))["CTP404"].z.any()
    with pytest.raises(ValueError, match="shape"):
        slices.side_view(1)


def test_plotly_is_as_before_afterwards(analysed: tuple[Any, PylinacStack]) -> None:
    with pytest.raises(KeyError), unfilled_figures(analysed[1]):
        raise KeyError
    with pytest.raises(KeyError), recorded_figures(analysed[1]):
        raise KeyError
    assert "to_plotly_json" in dir(go.Figure)
    figure = go.Figure()
    figure.add_heatmap(z=np.ones((2, 3)))
    assert figure.data[0].z.all()
