"""Shapes on the slice: drawn, labelled, measured."""

import dataclasses

from pytestqt.qtbot import QtBot

from gui.measure_desk import noise
from phantomscope.gui.measuring.measure_layer import DRAFT, MeasureLayer
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.measure.reading import RegionReading
from phantomscope.measure.shapes import CircleRegion, Distance, RectangleRegion, Shape

LINE, BOX = Distance((10, 20), (50, 20)), RectangleRegion((9.5, 9.5), (29.5, 19.5))


def test_it_draws_and_measures_what_it_is_told(layer: MeasureLayer, qtbot: QtBot) -> None:
    shapes: dict[int, Shape] = {1: LINE, 2: BOX}
    with qtbot.waitSignals([layer.read, layer.read]):
        layer.show(layer.ground, shapes, {2: "uniformity"}, {1})
    assert layer.numbers == (1, 2)
    assert layer.shape(2) == BOX
    values = noise(4)[10:20, 10:30] - 1024.0
    reading = layer.reading(2)
    assert isinstance(reading, RegionReading)
    assert reading.statistics.mean == values.mean()
    expected = f"uniformity  10.0 × 5.00 mm  mean {values.mean():.1f} ± {values.std():.1f} HU"
    assert layer.label(2) == expected.replace("-", "−")
    with qtbot.assertNotEmitted(layer.read):  # nothing is measured twice
        layer.show(layer.ground, shapes, {}, {2})
    layer.show(layer.ground, {2: BOX}, {}, set())
    assert layer.numbers == (2,)
    assert layer.reading(1) is None


def test_another_slice_is_measured_anew(layer: MeasureLayer, qtbot: QtBot) -> None:
    layer.show(layer.ground, {2: BOX}, {}, set())
    assert layer.ground is not None
    other = dataclasses.replace(layer.ground, remark="(mean of 5 slices)")
    with qtbot.waitSignal(layer.read):
        layer.show(other, {2: BOX}, {}, set())
    assert layer.label(2).endswith("HU  (mean of 5 slices)")
    layer.show(None, {2: BOX}, {}, set())
    assert layer.numbers == ()


def test_a_draft_is_measured_and_goes(layer: MeasureLayer) -> None:
    layer.show_draft(LINE)
    assert layer.is_drawing
    assert layer.label(DRAFT) == "20.0 mm"
    assert layer.numbers == ()
    layer.show_draft(None)
    assert not layer.is_drawing
    assert layer.label(DRAFT) == ""


def test_labels_stay_in_view_and_apart_at_any_zoom(layer: MeasureLayer, canvas: SliceCanvas) -> None:
    shapes: dict[int, Shape] = {n: CircleRegion((10 + 6 * n, 48), 3.0) for n in range(1, 6)}
    layer.show(layer.ground, shapes, {}, set())
    for zoom in (1.0, 0.8):
        canvas.view_box.scaleBy((zoom, zoom))
        canvas.grab()  # pyqtgraph zooms when it paints
        view, rects = canvas.view_box.sceneBoundingRect(), layer.label_rects()
        assert len(rects) == 5
        assert all(view.contains(rect) for rect in rects.values())


def test_labels_that_would_cover_each_other_are_left_out_but_not_those_selected(
    layer: MeasureLayer, canvas: SliceCanvas
) -> None:
    shapes: dict[int, Shape] = {n: CircleRegion((20 + n / 2, 20 + n / 2), 3.0) for n in range(1, 71)}
    layer.show(layer.ground, shapes, {}, {70})
    rects = layer.label_rects()
    assert 3 <= len(rects) <= 31
    assert 70 in rects
    places = list(rects.values())
    for number, rect in enumerate(places):
        for other in places[number + 1 :]:
            common = rect.intersected(other)
            assert common.width() * common.height() <= 0.02 * rect.width() * rect.height()
    layer.show(layer.ground, {1: shapes[1]}, {}, set())
    assert set(layer.label_rects()) == {1}  # now there is room
