"""Two scans side by side, by real events: linked scrolling, zoom, window, and the difference."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.uid import MRImageStorage
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from conftest import Untouched
from dicom_files import SAGITTAL
from gui.desk import Desk, disc
from gui.input_events import wheel
from gui.second_desk import open_beside, second_of, stack_zip, wait_settled
from gui.slices import loaded
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.second.second_wiring import SecondWiring
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.gui.viewing.window_level import WindowLevel
from phantomscope.measure.alignment import Alignment

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def both(desk: Desk, tmp_path: Path, second: list[float], **options: Any) -> SecondWiring:
    """The first at 0, 2, … 18 mm, the second where a test says."""
    desk.open(stack_zip(tmp_path / "first.zip", [2.0 * n for n in range(10)]))
    found = open_beside(desk, stack_zip(tmp_path / "second.zip", second, series="1.9", **options))
    desk.window.slice_view.setFocus()
    return found


def places(desk: Desk) -> tuple[float | None, float | None]:
    """Where the slices shown lie."""
    wait_settled(desk)
    first, second = desk.window.slice_view.painted, second_of(desk).view.slices.painted
    return (first.position if first else None, second.position if second else None)


# -- scrolling --------------------------------------------------------------------------------------------


def test_the_second_follows_by_position_and_says_what_is_left(desk: Desk, tmp_path: Path) -> None:
    second = both(desk, tmp_path, [30.0, 12.4, 11.0, 6.5, 1.0, -3.0])
    desk.press(KEY.Key_Home)
    assert places(desk) == (0.0, 1.0)
    assert second.view.heading.link_text == "Linked by position · +1.0 mm off"
    desk.press(KEY.Key_End)
    assert places(desk) == (18.0, 12.4)
    assert second.view.heading.link_text == "Linked by position · −5.6 mm off"


def test_scrolling_the_second_moves_the_first_and_neither_pulls_the_other_on(
    desk: Desk, tmp_path: Path
) -> None:
    second = both(desk, tmp_path, [0.5 * n for n in range(40)])
    slices = second.view.slices
    start = slices.index
    for step in range(1, 4):
        wheel(slices.canvas.viewport(), -1)
        assert slices.index == start + step  # one slice a notch, whatever the first does
        here, there = places(desk)
        assert here is not None
        assert there is not None
        assert abs(here - there) <= 1.0
    slices.canvas.setFocus()
    desk.press(KEY.Key_Home)
    assert places(desk) == (0.0, 0.0)
    assert second.view.heading.link_text.endswith("same position")


def test_l_unlinks_and_link_here_takes_the_pair_shown(desk: Desk, tmp_path: Path) -> None:
    second = both(desk, tmp_path, [100.0 + n for n in range(30)])
    slices = second.view.slices
    desk.press(KEY.Key_Home)
    assert places(desk) == (0.0, 100.0)
    desk.press(KEY.Key_L)
    assert not second.actions.link.isChecked()
    wheel(slices.canvas.viewport(), -5)
    assert places(desk) == (0.0, 105.0)
    assert second.view.heading.link_text == "Not linked · +105.0 mm off"
    second.actions.link_here.trigger()
    assert second.view.heading.link_text == "Not linked · same position"
    desk.press(KEY.Key_L)
    desk.press(KEY.Key_Down)
    assert places(desk) == (2.0, 107.0)
    assert second.view.heading.link_text == "Linked by position, +105.0 mm · same position"


def test_other_planes_are_linked_by_number_and_it_says_so(desk: Desk, tmp_path: Path) -> None:
    second = both(desk, tmp_path, [5.0, 6.0, 7.0], ImageOrientationPatient=list(SAGITTAL))
    desk.press(KEY.Key_Home)
    assert second.view.slices.index == 0
    desk.press(KEY.Key_Down)
    assert second.view.slices.index == 1
    assert second.view.heading.link_text == "Linked by slice number: they lie in different planes"
    desk.press(KEY.Key_D)
    wait_settled(desk)
    assert "different planes" in second.difference.trouble
    assert second.difference.difference is None


def test_slices_left_out_of_the_first_change_what_belongs_together(desk: Desk, tmp_path: Path) -> None:
    both(desk, tmp_path, [2.0 * n for n in range(10)])
    desk.press(KEY.Key_Home)
    desk.press(KEY.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert places(desk) == (2.0, 2.0)


# -- zoom, pan and window ---------------------------------------------------------------------------------


def seen(canvas: SliceCanvas, spacing: float, corner: tuple[float, float]) -> tuple[float, float, float]:
    """The middle of what is seen in patient coordinates, and how many mm a screen pixel is."""
    rect = canvas.view_box.viewRect()
    return (
        corner[0] + (rect.center().x() - 0.5) * spacing,
        corner[1] + (rect.center().y() - 0.5) * spacing,
        rect.width() / canvas.view_box.width() * spacing,
    )


def middle_drag(canvas: QWidget, by: QPoint) -> None:
    start = canvas.rect().center()
    QTest.mousePress(canvas, Qt.MouseButton.MiddleButton, pos=start)
    QTest.mouseMove(canvas, start + by / 2)
    QTest.mouseMove(canvas, start + by)
    QTest.mouseRelease(canvas, Qt.MouseButton.MiddleButton, pos=start + by)


def test_zoom_and_pan_go_together_in_millimetres(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    big = disc((60, 80))
    second = both(
        desk,
        tmp_path,
        [2.0 * n for n in range(10)],
        corner=(-14.0, -23.0),
        pixels=big,
        PixelSpacing=[1.0, 1.0],
    )
    first, other = desk.window.slice_view.canvas, second.view.slices.canvas
    wait_settled(desk)
    assert second.actions.centres.isChecked()  # they are far apart
    second.actions.centres.trigger()

    def together() -> bool:
        a, b = seen(first, 0.5, (-10.0, -20.0)), seen(other, 1.0, (-14.0, -23.0))
        ratio = a[2] / b[2]
        return a[:2] == pytest.approx(b[:2], abs=1e-6) and 0.8 < ratio < 1.25

    assert together()
    wheel(first.viewport(), 4, modifiers=CONTROL)
    zoomed = seen(first, 0.5, (-10.0, -20.0))
    assert not first.is_fitted
    assert together()
    wheel(other.viewport(), 3, modifiers=CONTROL)
    assert together()
    assert seen(first, 0.5, (-10.0, -20.0))[2] < zoomed[2]
    middle_drag(other.viewport(), QPoint(30, 20))
    assert together()
    desk.press(KEY.Key_F)
    assert first.is_fitted
    assert together()
    desk.press(KEY.Key_L)
    wheel(other.viewport(), 3, modifiers=CONTROL)
    assert not together()
    desk.press(KEY.Key_L)
    assert together()


def test_window_and_colours_are_the_same_in_both(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    second = both(desk, tmp_path, [0.0, 2.0])
    first, other = desk.window.slice_view, second.view.slices
    assert other.window_level == first.window_level
    desk.press(KEY.Key_3)
    assert other.window_level == first.window_level == WindowLevel(200, 0)
    desk.press(KEY.Key_I)
    assert other.inverted
    viewport = other.canvas.viewport()
    start = viewport.rect().center()
    QTest.mousePress(viewport, LEFT, pos=start)
    for step in (10, 20):
        QTest.mouseMove(viewport, start + QPoint(step, 0))
    QTest.mouseRelease(viewport, LEFT, pos=start + QPoint(20, 0))
    assert first.window_level is not None
    assert first.window_level.width > 200
    assert other.window_level == first.window_level


def mr_zip(path: Path, positions: list[float], *, brightness: int = 0, series: str = "1.8") -> Path:
    return stack_zip(
        path,
        positions,
        base=brightness,
        series=series,
        modality="MR",
        sop_class=MRImageStorage,
        slope=None,
        intercept=None,
    )


def test_values_that_mean_something_else_have_their_own_window_and_no_difference(
    desk: Desk, tmp_path: Path
) -> None:
    ct = stack_zip(tmp_path / "first.zip", [0.0, 2.0])
    desk.open(ct)
    second = open_beside(desk, ct)
    open_beside(desk, mr_zip(tmp_path / "mr.zip", [0.0, 2.0]))
    slices = second.view.slices
    assert slices.window_level != desk.window.slice_view.window_level
    assert slices.painted is not None
    assert slices.window_level == slices.presets[0].window(slices.painted)  # of its own values
    desk.press(KEY.Key_D)
    wait_settled(desk)
    assert "no difference of HU and signal" in second.difference.trouble


# -- difference -------------------------------------------------------------------------------------------


def test_d_shows_first_minus_second_of_the_linked_slices(desk: Desk, tmp_path: Path) -> None:
    second = both(desk, tmp_path, [2.0 * n for n in range(10)], base=7)
    desk.press(KEY.Key_D)
    wait_settled(desk)
    view = second.difference
    assert view.isVisible()
    assert second.actions.difference.isChecked()
    found = view.difference
    assert found is not None
    inside = disc() > 500
    assert (found.values[inside] == -7).all()
    assert (found.values[~inside] == 0).all()
    assert view.how == "patient coordinates"
    assert (
        view.numbers == f"mean −{7 * inside.mean():.2f}  SD {7 * inside.std():.2f} HU over the whole overlap"
    )
    assert view.width_shown == 50
    desk.press(KEY.Key_Down)
    wait_settled(desk)
    assert view.difference is not found
    assert (view.difference.values[inside] == -7).all()
    desk.press(KEY.Key_D)
    assert not view.isVisible()
    assert view.nbytes == 0  # what nobody sees holds nothing


@pytest.mark.parametrize("padding", [None, 0])
def test_it_follows_while_the_first_is_a_slab(desk: Desk, tmp_path: Path, padding: int | None) -> None:
    tags = {} if padding is None else {"PixelPaddingValue": padding}
    desk.open(stack_zip(tmp_path / "first.zip", [2.0 * n for n in range(10)], **tags))
    second = open_beside(desk, stack_zip(tmp_path / "second.zip", [2.0 * n for n in range(10)], **tags))
    desk.window.slice_view.setFocus()
    desk.press(KEY.Key_D)
    desk.press(KEY.Key_S)
    desk.qtbot.waitUntil(lambda: "5 slices joined" in second.difference.how)
    desk.press(KEY.Key_Home)
    wait_settled(desk)
    desk.qtbot.waitUntil(lambda: "3 slices joined" in second.difference.how)
    painted, other = desk.window.slice_view.painted, second.view.slices.painted
    assert painted is not None
    assert other is not None
    found = second.difference.difference
    expected = painted.pixels.rescaled() - other.pixels.rescaled()
    known = np.isfinite(found.values)
    assert known.any()
    np.testing.assert_allclose(found.values[known], expected[known], atol=1e-3)


def test_unlinked_it_is_the_difference_of_what_is_shown(desk: Desk, tmp_path: Path) -> None:
    second = both(desk, tmp_path, [2.0 * n for n in range(10)])
    desk.press(KEY.Key_D)
    desk.press(KEY.Key_Home)
    desk.press(KEY.Key_L)
    desk.press(KEY.Key_End)
    wait_settled(desk)
    desk.qtbot.waitUntil(lambda: second.difference.difference.mean > 0)
    assert second.difference.difference.values.max() == 18


def test_the_pointer_reads_differences(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    second = both(desk, tmp_path, [2.0 * n for n in range(10)], base=7)
    desk.press(KEY.Key_D)
    wait_settled(desk)
    canvas = second.difference.canvas
    qtbot.waitUntil(lambda: canvas.view_box.width() > 50)
    QTest.mouseMove(canvas.viewport(), canvas.widget_point(32, 24))
    assert desk.window.readout_bar.texts[:3] == ("x 6.0  y −8.0 mm", "column 32, row 24", "Δ −7 HU")
    other = second.view.slices.canvas
    QTest.mouseMove(other.viewport(), other.widget_point(0, 0))
    assert desk.window.readout_bar.texts[1] == "column 0, row 0"
    assert "Δ" not in desk.window.readout_bar.texts[2]


def test_the_wheel_on_the_difference_scrolls_both(desk: Desk, tmp_path: Path) -> None:
    second = both(desk, tmp_path, [2.0 * n for n in range(10)])
    desk.press(KEY.Key_D)
    desk.press(KEY.Key_Home)
    wait_settled(desk)
    wheel(second.difference.canvas.viewport(), -2)
    assert places(desk) == (4.0, 4.0)


def test_a_nudge_is_typed_and_is_for_this_pair_alone(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    second = both(desk, tmp_path, [2.0 * n for n in range(10)])
    desk.press(KEY.Key_D)
    wait_settled(desk)
    view = second.difference
    view.right_box.setFocus()
    view.right_box.selectAll()
    qtbot.keyClicks(view.right_box, "0.25")
    qtbot.keyClick(view.right_box, KEY.Key_Return)
    wait_settled(desk)
    qtbot.waitUntil(lambda: "resampled" in view.how)
    assert np.isnan(view.difference.values[:, 0]).all()
    assert np.isfinite(view.difference.values[:, 1:]).all()
    assert view.how == "patient coordinates · resampled · second moved → 0.25 mm"
    desk.press(KEY.Key_F5)
    qtbot.waitUntil(lambda: not desk.workspace.opener.is_busy)
    wait_settled(desk)
    assert view.right_box.value() == 0.25  # the same scans, scanned again
    open_beside(desk, stack_zip(tmp_path / "third.zip", [0.0, 2.0], series="1.9"))
    assert view.right_box.value() == 0.0
    assert view.how == "patient coordinates"
    view.right_box.setValue(0.25)
    desk.open(stack_zip(tmp_path / "fourth.zip", [0.0, 2.0]))
    wait_settled(desk)
    assert view.right_box.value() == 0.0


def test_a_crop_of_the_first_leaves_centres_on_each_other(desk: Desk, tmp_path: Path) -> None:
    second = both(desk, tmp_path, [2.0 * n for n in range(10)], corner=(490.0, -20.0))
    desk.press(KEY.Key_D)
    wait_settled(desk)
    assert second.difference.how == "image centres aligned"
    setups = desk.workspace.setups
    setups.rearrange(setups.arrangement.cropped((2, 3, 30, 31), 48, 64), "Crop")
    wait_settled(desk)
    desk.qtbot.waitUntil(lambda: second.difference.difference.values.shape == (28, 28))
    assert not second.difference.difference.values.any()


def test_where_little_overlaps_centres_are_aligned_until_the_person_says_otherwise(
    desk: Desk, tmp_path: Path
) -> None:
    second = both(desk, tmp_path, [2.0 * n for n in range(10)], corner=(190.0, -20.0))
    desk.press(KEY.Key_D)
    wait_settled(desk)
    view = second.difference
    assert view.how == "image centres aligned"
    assert second.actions.centres.isChecked()
    assert not view.difference.values.any()
    second.actions.centres.trigger()
    wait_settled(desk)
    assert view.placement.alignment is Alignment.PATIENT
    assert view.numbers == "The two slices do not overlap"
    desk.press(KEY.Key_Down)
    wait_settled(desk)
    assert view.placement.alignment is Alignment.PATIENT
    open_beside(desk, stack_zip(tmp_path / "third.zip", [0.0, 2.0], corner=(-400.0, 0.0)))
    assert view.placement.alignment is Alignment.CENTRES  # of these nobody has said anything
    open_beside(desk, stack_zip(tmp_path / "fourth.zip", [0.0, 2.0]))
    assert view.placement.alignment is Alignment.PATIENT


def test_mr_differences_choose_their_own_width(desk: Desk, tmp_path: Path) -> None:
    desk.open(mr_zip(tmp_path / "a.zip", [0.0, 2.0, 4.0], brightness=400))
    second = open_beside(desk, mr_zip(tmp_path / "b.zip", [0.0, 2.0, 4.0], series="1.4"))
    desk.press(KEY.Key_D)
    wait_settled(desk)
    assert second.difference.width_shown == pytest.approx(400.0)
    second.difference.width_box.setValue(33.0)
    desk.press(KEY.Key_Down)
    wait_settled(desk)
    assert second.difference.width_shown == 33.0


def test_a_slice_that_cannot_be_shown_has_no_difference(desk: Desk, tmp_path: Path) -> None:
    desk.open(stack_zip(tmp_path / "a.zip", [0.0, 2.0, 4.0]))
    path = stack_zip(tmp_path / "b.zip", [0.0, 2.0, 4.0])
    second = open_beside(desk, path)
    desk.press(KEY.Key_D)
    wait_settled(desk)
    desk.press(KEY.Key_End)
    wait_settled(desk)
    assert second.scan.stack is not None
    second.view.slices.show_failure(2, PhantomscopeError("The member is damaged", where="x"))
    assert "can’t be shown" in second.difference.trouble
    desk.press(KEY.Key_Home)
    wait_settled(desk)
    assert second.difference.trouble == ""


def test_while_another_first_scan_opens_its_preview_is_not_subtracted(desk: Desk, tmp_path: Path) -> None:
    second = both(desk, tmp_path, [2.0 * n for n in range(10)])
    desk.press(KEY.Key_D)
    wait_settled(desk)
    view, found = desk.window.slice_view, second.difference.difference
    view.show_preview(loaded(disc(), view.index))
    assert not second.comparison.maker.is_busy
    assert second.difference.difference is found
    desk.open(stack_zip(tmp_path / "new.zip", [0.0, 2.0, 4.0], base=90, series="1.55"))
    wait_settled(desk)
    assert second.difference.difference.values.max() == 90


def test_a_point_of_both_views_is_the_same_place(desk: Desk, tmp_path: Path) -> None:
    second = both(desk, tmp_path, [2.0 * n for n in range(10)], corner=(-12.0, -21.0))
    wait_settled(desk)
    first, other = desk.window.slice_view.canvas, second.view.slices.canvas
    a = first.view_box.mapSceneToView(QPointF(first.view_box.sceneBoundingRect().center()))
    b = other.view_box.mapSceneToView(QPointF(other.view_box.sceneBoundingRect().center()))
    assert a.x() * 0.5 - 10.0 == pytest.approx(b.x() * 0.5 - 12.0, abs=1e-6)
    assert a.y() * 0.5 - 20.0 == pytest.approx(b.y() * 0.5 - 21.0, abs=1e-6)


def test_two_real_scans_are_compared_as_numpy_does(
    desk: Desk, tmp_path: Path, real_data: Path, untouched: Untouched
) -> None:
    this, last = (real_data / f"catphan{kind}_cbct_varian.zip" for kind in ("504", "604"))
    with untouched(this), untouched(last):
        desk.open(this)
        second = open_beside(desk, last)
        desk.window.slice_view.setFocus()
        desk.press(KEY.Key_D)
        assert second.actions.centres.isChecked()  # the couch stood elsewhere
        wait_settled(desk)
        desk.qtbot.waitUntil(lambda: second.difference.how == "image centres aligned · resampled")
        first, other = desk.window.slice_view.painted, second.view.slices.painted
        assert first is not None
        assert other is not None
        a, b = first.pixels.rescaled(), other.pixels.rescaled()
        steps = [loaded.header.plane.spacing for loaded in (first, other)]
        places = 255.5 + (np.arange(512) - 255.5) * (steps[0][0] / steps[1][0])
        across = np.array([np.interp(places, np.arange(512), line) for line in b])
        resampled = np.array([np.interp(places, np.arange(512), line) for line in across.T]).T
        np.testing.assert_allclose(second.difference.difference.values, a - resampled, atol=0.01)
        desk.workspace.close_dataset()
        desk.window.close()
