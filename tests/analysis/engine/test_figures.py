"""Outlines and charts are what pylinac draws, number for number."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from plotly import graph_objects as go

from analysis import support
from analysis.support import ACR_LARGE
from dicom_files import SAGITTAL, zip_bytes
from phantomscope.analysis.engine.figures import harvest
from phantomscope.analysis.results import AnalysisResult, Chart, SliceImage


@pytest.fixture(scope="session")
def figures(digital_stock: Any) -> dict[str, Any]:
    """Stock pylinac's own."""
    return dict(digital_stock.plotly_analyzed_images(show=False))


def same_points(found: tuple[float | None, ...], drawn: Any) -> bool:
    numbers = [math.nan if value is None else value for value in found]
    return np.allclose(numbers, np.asarray(drawn, float), rtol=0, atol=1e-6, equal_nan=True)


# -- a real analysis --------------------------------------------------------------------------------------


def test_every_outline_is_there(figures: dict[str, Any], digital_result: AnalysisResult) -> None:
    for image in digital_result.images:
        traces = figures[image.key].data
        drawn = [trace for trace in traces if trace.type == "scatter" and trace.mode == "lines"]
        assert len(image.outlines) == len(drawn) > 0
        for outline, trace in zip(image.outlines, drawn, strict=True):
            assert outline.name == (trace.name or "")
            assert same_points(outline.x, trace.x)
            assert same_points(outline.y, trace.y)
            assert outline.colour == trace.line.color
            assert outline.dashed == (trace.line.dash in ("dash", "dashdot", "dot"))


def test_images_are_on_their_slices(
    figures: dict[str, Any], digital_stock: Any, digital_result: AnalysisResult
) -> None:
    modules = ("ctp404", "ctp486", "ctp528", "ctp515")
    expected = {name.upper(): getattr(digital_stock, name).slice_num for name in modules}
    assert {image.key: image.slice_index for image in digital_result.images} == expected
    assert {one.key: one.slice_index for one in digital_result.modules if one.key != "phantom"} == {
        name: expected[name.upper()] for name in modules
    }
    assert {one.key: one.images for one in digital_result.modules if one.key != "phantom"} == {
        name: (name.upper(),) for name in modules
    }
    for image in digital_result.images:
        assert not image.title.endswith(")")


def test_windows(figures: dict[str, Any], digital_result: AnalysisResult) -> None:
    for image in digital_result.images:
        heat_map = next(trace for trace in figures[image.key].data if trace.type == "heatmap")
        for level, limit in ((image.level_low, heat_map.zmin), (image.level_high, heat_map.zmax)):
            assert (level is None) == (limit is None)
            assert level is None or level == pytest.approx(limit, abs=1e-6)
    assert any(image.level_low is not None for image in digital_result.images)


def test_outlines_lie_in_the_image(digital_result: AnalysisResult) -> None:
    for image in digital_result.images:
        for outline in image.outlines:
            assert len(outline.x) == len(outline.y)
            known = [value for value in (*outline.x, *outline.y) if value is not None]
            assert min(known) >= 0
            assert max(known) <= 255


def test_charts(figures: dict[str, Any], digital_result: AnalysisResult) -> None:
    charts = {chart.key: chart for chart in digital_result.charts}
    assert set(charts) == {"HU Linearity", "MTF", "Uniformity Profiles"}
    for key, chart in charts.items():
        layout = figures[key].layout
        assert chart.title == layout.title.text
        assert chart.x_title == layout.xaxis.title.text
        assert chart.y_title == layout.yaxis.title.text
        assert all(curve.name for curve in chart.curves), "a curve that nobody is to see"
    mtf = charts["MTF"]
    assert len(mtf.curves) == 1
    assert same_points(mtf.curves[0].y, figures["MTF"].data[0].y)


def test_limit_lines(digital_result: AnalysisResult) -> None:
    chart = next(chart for chart in digital_result.charts if chart.key == "Uniformity Profiles")
    limits = {curve.name: curve for curve in chart.curves if curve.dashed}
    assert {name: curve.y for name, curve in limits.items()} == {
        "Upper Tolerance": (40.0, 40.0),
        "Lower Tolerance": (-40.0, -40.0),
    }
    profile = next(curve for curve in chart.curves if curve.name == "Horizontal")
    for curve in limits.values():
        assert curve.x == (
            min(x for x in profile.x if x is not None),
            max(x for x in profile.x if x is not None),
        )
    linearity = next(chart for chart in digital_result.charts if chart.key == "HU Linearity")
    named = {curve.name: curve for curve in linearity.curves}
    assert set(named["Upper Tolerance"].y) == {40.0}
    assert named["Upper Tolerance"].dashed
    assert named["Measured values"].markers
    assert not named["Measured values"].lines


def test_low_contrast_slices_have_images_of_their_own(acr_result: AnalysisResult) -> None:
    module = next(one for one in acr_result.modules if one.key == "low_contrast_multi_slice_module")
    images = [acr_result.image(key) for key in module.images]
    assert [image.slice_index for image in images if image is not None] == [7, 8, 9, 10]


@pytest.mark.slow
def test_the_sagittal_slice(real_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # pylinac keeps what it finds on it in its class, where later analyses would see it.
    from pylinac import acr

    monkeypatch.setattr(acr.SagittalLocalizationModule, "profiles", {})
    monkeypatch.setattr(acr.SagittalLocalizationModule, "rois", {})
    data = (real_data / support.REAL[ACR_LARGE]).read_bytes()
    made = {name: one for name, one in support.members(data).items() if "PixelData" in support.reread(one)}
    heights = {name: float(support.reread(one).ImagePositionPatient[2]) for name, one in made.items()}
    lowest = min(heights, key=lambda name: heights[name])
    one = support.reread(made[lowest])
    one.ImageOrientationPatient = list(SAGITTAL)
    one.SOPInstanceUID = f"{one.SOPInstanceUID}.9"
    made["sagittal.dcm"] = support.saved(one)
    data = zip_bytes(made)
    result = support.run_bytes(data, ACR_LARGE)
    expected = support.stock_text(ACR_LARGE, data)
    assert support.timeless(result.pylinac_results) == expected
    module = next(one for one in result.modules if one.key == "sagittal_localizer_module")
    assert [metric.outlines for metric in module.metrics] == [("ROI1",), ("ROI2",), ("ROI3",), ("ROI4",)]
    assert module.images == ("Sagittal Distortion",)
    image = result.image("Sagittal Distortion")
    assert image is not None
    from phantomscope.stack.index import scan
    from phantomscope.stack.sources import open_bytes

    slices = scan(open_bytes(data)).series[0].slices
    assert slices[image.slice_index].member.name == "sagittal.dcm"
    # The others are on the right slices although one was taken out before them.
    first = result.image("Slice 1 (Thickness, Offset, Resolution)")
    assert first is not None
    assert slices[first.slice_index].member.name == lowest


# -- figures of our own -----------------------------------------------------------------------------------


def picture(title: str | None, *traces: Any) -> go.Figure:
    figure = go.Figure([go.Heatmap(z=[[1, 2], [3, 4]], zmin=-5, zmax=7), *traces])
    figure.update_layout(title=title)
    return figure


def one_image(figure: go.Figure, **options: Any) -> SliceImage:
    images, charts = harvest({"key": figure}, lambda number: 100 + number, **options)
    assert not charts
    assert len(images) == 1
    return images[0]


def one_chart(figure: go.Figure) -> Chart:
    images, charts = harvest({"key": figure}, lambda number: number)
    assert not images
    assert len(charts) == 1
    return charts[0]


def test_the_number_in_the_title_counts_from_one() -> None:
    image = one_image(picture("Slice 1 (Thickness, (Offset)) (12)"))
    assert image.title == "Slice 1 (Thickness, (Offset))"
    assert image.slice_index == 111
    assert (image.level_low, image.level_high) == (-5.0, 7.0)


@pytest.mark.parametrize("title", ["Side View", None, "Slice (x)", "(3) Slice"])
def test_pictures_of_no_slice_are_left_out(title: str | None) -> None:
    assert harvest({"key": picture(title)}, lambda number: number) == ((), ())


def test_pictures_whose_slice_is_known_otherwise() -> None:
    assert one_image(picture("Sagittal"), other_slices={"Sagittal": 3}).slice_index == 3


def test_lines_alone_are_outlines() -> None:
    image = one_image(
        picture(
            "A (1)",
            go.Scatter(x=[1, 2], y=[3, 4], mode="lines", name="line", line={"color": "red", "dash": "dash"}),
            go.Scatter(x=[1], y=[2], mode="markers", name="point"),
            go.Scatter(x=[], y=[], mode="lines", name="empty"),
            go.Scatter(x=[1, None, math.nan], y=[1, None, 2], name="broken"),
        )
    )
    assert [outline.name for outline in image.outlines] == ["line", "broken"]
    assert (image.outlines[0].colour, image.outlines[0].dashed) == ("red", True)
    assert image.outlines[1].x == (1.0, None, None)


def test_curves_that_nobody_sees_are_left_out() -> None:
    chart = one_chart(
        go.Figure(
            [
                go.Scatter(x=[1, 2], y=[3, 4], name="seen", mode="lines+markers"),
                go.Scatter(x=[1, 2], y=[3, 4], name="clear", opacity=0),
                go.Scatter(x=[1, 2], y=[3, 4], name="hidden", visible=False),
                go.Scatter(x=[1, 2], y=[3, 4], name="switched off", visible="legendonly"),
            ]
        )
    )
    assert [curve.name for curve in chart.curves] == ["seen"]
    assert chart.curves[0].lines
    assert chart.curves[0].markers
    assert chart.title == "key"


def test_curves_without_x_count() -> None:
    assert one_chart(go.Figure([go.Scatter(y=[5, 6, 7])])).curves[0].x == (0.0, 1.0, 2.0)


def test_an_empty_chart() -> None:
    figure = go.Figure()
    figure.add_hline(y=3)
    assert one_chart(figure).curves == ()


def test_lines_that_are_not_level_are_no_limits() -> None:
    figure = go.Figure([go.Scatter(x=[0, 4], y=[0, 1])])
    figure.add_shape(type="line", x0=0, x1=1, y0=0, y1=1)
    figure.add_shape(type="rect", x0=0, x1=1, y0=1, y1=1)
    figure.add_hline(y=2, line={"color": "blue"}, name="limit")
    curves = one_chart(figure).curves
    assert [curve.name for curve in curves] == ["", "limit"]
    assert (curves[1].x, curves[1].y, curves[1].colour) == ((0.0, 4.0), (2.0, 2.0), "blue")
