"""The views beside the slice on the window as it is built, by real mouse and keys."""

import gc
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from dicom_files import SAGITTAL, Pixels, header, slice_bytes, zip_bytes
from gui.desk import Desk, disc
from gui.fake_forms import FakeForms
from gui.fake_process import FakeProcesses
from gui.fake_survey import FakeSurvey
from gui.input_events import wheel
from gui.sample_result import sample_result
from phantomscope.analysis.profiles import ProfileStore
from phantomscope.gui.analysis.analysis_runner import AnalysisRunner
from phantomscope.gui.analysis.surveyor import Surveyor
from phantomscope.gui.application import build, make_application
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.viewing.side_view_panel import SideViewPanel
from phantomscope.gui.views import section_loader
from phantomscope.gui.views.section_view import SectionView
from phantomscope.gui.views.slab_wiring import slab_text
from phantomscope.gui.views.view_area import MAIN, ViewLayout
from phantomscope.gui.views.views_wiring import ViewsWiring
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.neighbours import Apart
from phantomscope.stack.slab import Slab, SlabMode
from phantomscope.stack.slice_stack import SliceStack

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
ROWS, COLUMNS, COUNT = 48, 64, 12


class Views:
    """The views of a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        found = desk.window.findChild(ViewsWiring)
        assert found is not None
        self.wiring: ViewsWiring = found
        self.area = desk.window.view_area
        self.sagittal, self.coronal, self.projection = found.sections.views.values()
        self.crosshair = found.crosshair.crosshair

    def show(self, key: Qt.Key) -> None:
        self.desk.press(key, CTRL)
        self.wait()

    def wait(self) -> None:
        """Until all that is seen has been read."""
        self.desk.qtbot.waitUntil(lambda: self.wiring.sections.is_complete)

    def click(self, view: SectionView, pixel: int, index: int) -> None:
        QTest.mouseClick(view.canvas.viewport(), LEFT, pos=self.point(view, pixel, index))

    def click_middle(self, view: SectionView) -> None:
        port = view.canvas.viewport()
        QTest.mouseClick(port, LEFT, pos=port.rect().center())

    def point(self, view: SectionView, pixel: int, index: int) -> QPoint:
        assert view.plane is not None
        stack = self.desk.workspace.stack
        assert stack is not None
        place = stack.position(index)
        assert place is not None
        along = (pixel + 0.5) * view.plane.spacing
        return view.canvas.widget_point(view.canvas.strips.point(along, place)).toPoint()

    def volume(self) -> Pixels:
        stack = self.desk.workspace.stack
        assert stack is not None
        return np.stack([pixels.stored for pixels in stack])

    @staticmethod
    def values(view: SectionView) -> Pixels:
        assert view.section is not None
        assert view.section.values is not None
        return view.section.values


@pytest.fixture
def views(desk: Desk, scan_zip: Path) -> Views:
    desk.open(scan_zip)
    desk.window.slice_view.setFocus()
    return Views(desk)


# -- layouts ----------------------------------------------------------------------------------------------


def test_layouts_by_key(views: Views) -> None:
    area = views.area
    assert area.shown == (MAIN,)
    views.show(KEY.Key_2)
    assert area.layout_ is ViewLayout.ONE_AND_TWO
    assert views.sagittal.isVisible()
    assert views.coronal.isVisible()
    assert not views.projection.isVisible()
    views.show(KEY.Key_3)
    assert area.layout_ is ViewLayout.TWO_BY_TWO
    assert views.projection.isVisible()
    checked = [layout for layout, action in views.wiring.layouts.layouts.items() if action.isChecked()]
    assert checked == [ViewLayout.TWO_BY_TWO]
    views.show(KEY.Key_1)
    assert area.shown == (MAIN,)
    assert not views.sagittal.isVisible()


def test_views_are_named_by_the_plane_of_the_body(views: Views) -> None:
    views.show(KEY.Key_3)
    assert [view.title for view in (views.sagittal, views.coronal)] == ["Sagittal", "Coronal"]
    assert views.sagittal.canvas.accessibleName() == "Sagittal"
    assert views.sagittal.canvas.letters.texts == ("A", "P", "H", "F")
    assert views.coronal.canvas.letters.texts == ("R", "L", "H", "F")
    assert views.wiring.crosshair.letters.texts == ("R", "L", "A", "P")


def test_a_coronal_scan_has_axial_and_sagittal_views(desk: Desk, tmp_path: Path) -> None:
    members = {
        f"{n}.dcm": slice_bytes(
            disc(number=n), number=n, position=(0.0, 2.0 * n, 0.0), orientation=(1, 0, 0, 0, 0, -1)
        )
        for n in range(1, 6)
    }
    path = tmp_path / "coronal.zip"
    path.write_bytes(zip_bytes(members))
    desk.open(path)
    views = Views(desk)
    views.show(KEY.Key_2)
    assert (views.sagittal.title, views.coronal.title) == ("Sagittal", "Axial")
    assert views.coronal.canvas.letters.texts == ("R", "L", "A", "P")
    assert views.wiring.crosshair.letters.texts == ("R", "L", "H", "F")


def test_x_maximises_the_view_with_the_focus_and_brings_the_others_back(views: Views) -> None:
    views.show(KEY.Key_2)
    views.coronal.setFocus()
    views.desk.press(KEY.Key_X)
    assert views.area.shown == ("section 2",)
    assert views.wiring.layouts.maximise.isChecked()
    views.wait()
    assert views.sagittal.nbytes == 0
    views.desk.press(KEY.Key_X)
    views.wait()
    assert len(views.area.shown) == 3
    assert views.coronal.canvas.hasFocus()


def test_the_button_above_a_view_does_the_same(views: Views) -> None:
    views.show(KEY.Key_2)
    QTest.mouseClick(views.sagittal.maximise_button, LEFT)
    assert views.area.shown == ("section",)
    QTest.mouseClick(views.sagittal.maximise_button, LEFT)
    assert len(views.area.shown) == 3


def another_window(qtbot: QtBot, store: SettingsStore, profiles: ProfileStore) -> Iterator[Desk]:
    make_application()
    processes, looks, forms = FakeProcesses(), FakeSurvey(), FakeForms()
    window, workspace = build(
        store, runner=AnalysisRunner(processes), surveyor=Surveyor(looks), forms=forms, profiles=profiles
    )
    qtbot.addWidget(window)
    window.resize(1100, 700)
    window.show()
    yield Desk(window, workspace, processes, looks, forms, qtbot)
    window.close()


def test_layout_sizes_and_folds_are_remembered(
    qtbot: QtBot, settings_folder: Path, profiles: ProfileStore, scan_zip: Path
) -> None:
    file = QSettings(str(settings_folder / "again.ini"), QSettings.Format.IniFormat)
    for desk in another_window(qtbot, SettingsStore(file), profiles):
        views = Views(desk)
        assert views.area.layout_ is ViewLayout.ONE
        desk.open(scan_zip)
        views.show(KEY.Key_2)
        splitter = views.area.findChildren(type(desk.window.splitter))[0]
        splitter.moveSplitter(splitter.sizes()[0] + 60, 1)
        wide = desk.window.slice_view.width()
        panel = desk.window.findChild(SideViewPanel)
        assert panel is not None
        QTest.mouseClick(panel.button, LEFT)
        assert panel.is_unfolded
    for desk in another_window(qtbot, SettingsStore(file), profiles):
        views = Views(desk)
        assert views.area.layout_ is ViewLayout.ONE_AND_TWO
        assert views.crosshair.is_shown
        desk.open(scan_zip)
        views.wait()
        assert desk.window.slice_view.width() == pytest.approx(wide, abs=10)
        panel = desk.window.findChild(SideViewPanel)
        assert panel is not None
        assert panel.is_unfolded
        QTest.mouseClick(panel.button, LEFT)
    for desk in another_window(qtbot, SettingsStore(file), profiles):
        desk.open(scan_zip)
        desk.press(KEY.Key_1, CTRL)
        desk.analyse()
        panel = desk.window.findChild(SideViewPanel)
        assert panel is not None
        assert not panel.is_unfolded  # folded by hand the last time


# -- sections ---------------------------------------------------------------------------------------------


def test_sections_are_those_of_the_volume(views: Views) -> None:
    views.show(KEY.Key_3)
    volume = views.volume()
    assert (views.crosshair.column, views.crosshair.row) == (COLUMNS // 2, ROWS // 2)
    assert np.array_equal(views.values(views.sagittal), volume[:, :, COLUMNS // 2])
    assert np.array_equal(views.values(views.coronal), volume[:, ROWS // 2, :])
    assert np.array_equal(views.values(views.projection), volume.max(axis=2))


def test_hidden_views_cost_nothing(views: Views) -> None:
    def names() -> list[str]:
        return [thread.name for thread in threading.enumerate()]

    assert views.wiring.sections.nbytes == 0
    assert views.wiring.sections.loader.is_idle
    views.crosshair.move(3, 3)
    assert "sections" not in names()
    views.show(KEY.Key_3)
    pixels = COUNT * (COLUMNS + 2 * ROWS)
    assert views.wiring.sections.nbytes == pixels * (2 + 1) + 3 * 2 * COUNT
    account = views.desk.workspace.account()
    assert account is not None
    assert account.views == views.wiring.sections.nbytes
    views.show(KEY.Key_1)
    assert views.wiring.sections.nbytes == 0
    views.desk.qtbot.waitUntil(lambda: "sections" not in names())


def test_the_cache_is_not_disturbed(views: Views) -> None:
    stack = views.desk.workspace.stack
    assert stack is not None
    assert stack.wait_for_prefetch(10)
    before = stack.cache_counters()
    views.show(KEY.Key_3)
    assert stack.cache_counters() == before


def test_a_missing_slice_is_blank_and_sections_start_anew(views: Views) -> None:
    views.show(KEY.Key_2)
    view = views.desk.window.slice_view
    view.setFocus()
    views.desk.press(KEY.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    views.wait()
    assert len(views.values(views.sagittal)) == COUNT - 1
    assert np.array_equal(views.values(views.coronal), views.volume()[:, ROWS // 2, :])
    picture = views.coronal.canvas.grab().toImage()
    stack = views.desk.workspace.stack
    assert stack is not None
    missing = 6
    below, above = stack.position(missing - 1), stack.position(missing)
    assert below is not None
    assert above is not None
    assert above - below == 5.0
    strips, spacing = views.coronal.canvas.strips, 0.5
    greys = [
        picture.pixelColor(
            views.coronal.canvas.widget_point(strips.point(40.5 * spacing, place)).toPoint()
        ).red()
        for place in (below, (below + above) / 2, above)
    ]
    assert greys[0] > 100
    assert greys[1] == 0


def test_window_colours_and_invert_are_those_of_the_slice(views: Views) -> None:
    views.show(KEY.Key_2)
    views.desk.window.slice_view.setFocus()

    def grey() -> int:
        picture = views.coronal.canvas.grab().toImage()
        return picture.pixelColor(views.point(views.coronal, 40, 3)).red()

    normal = grey()
    views.desk.press(KEY.Key_I)
    assert grey() == pytest.approx(255 - normal, abs=1)
    views.desk.press(KEY.Key_I)
    views.desk.press(KEY.Key_5)
    assert grey() != normal


def test_a_slice_that_is_wanted_goes_first(views: Views, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(section_loader, "_GIVE_WAY_SECONDS", 60.0)
    views.show(KEY.Key_2)
    get, peek = SliceStack.__getitem__, SliceStack.peek
    asked, go_on, peeked = threading.Event(), threading.Event(), list[int]()

    def slow(stack: SliceStack, index: int) -> SlicePixels:
        asked.set()
        assert go_on.wait(10)
        return get(stack, index)

    def counted(stack: SliceStack, index: int) -> SlicePixels:
        if threading.current_thread().name == "sections":  # thumbnails are made meanwhile
            peeked.append(index)
        return peek(stack, index)

    monkeypatch.setattr(SliceStack, "__getitem__", slow)
    monkeypatch.setattr(SliceStack, "peek", counted)
    wheel(views.desk.window.slice_view.canvas.viewport(), -1)
    assert asked.wait(10)
    views.crosshair.move(3, 4)
    views.desk.qtbot.waitUntil(lambda: not views.wiring.sections.loader.is_idle)
    views.desk.qtbot.wait(30)
    assert peeked == []
    go_on.set()
    views.wait()
    assert sorted(peeked) == list(range(COUNT))
    assert np.array_equal(views.values(views.sagittal), views.volume()[:, :, 3])


def odd_members(kind: str) -> dict[str, bytes]:
    """Slices that are not as slices should be."""
    members = {f"{n}.dcm": slice_bytes(disc(number=n), number=n) for n in range(1, 6)}
    if kind == "one":
        return dict(list(members.items())[:1])
    if kind == "nowhere":
        lost = {"ImagePositionPatient": None, "ImageOrientationPatient": None, "PixelSpacing": None}
        return {f"{n}.dcm": slice_bytes(disc(number=n), number=n, **lost) for n in range(1, 6)}
    if kind == "sizes":
        members["3.dcm"] = slice_bytes(disc((20, 20), 3), number=3)
    if kind == "stray":
        members["stray.dcm"] = slice_bytes(disc(number=9), number=9, orientation=SAGITTAL)
    if kind == "twice":
        members |= {
            f"again{n}.dcm": slice_bytes(
                disc(number=n + 20), number=n + 20, position=(-10.0, -20.0, 2.5 * n), EchoNumbers=2
            )
            for n in range(1, 6)
        }
    return members


@pytest.mark.parametrize(
    ("kind", "there"),
    [
        ("one", [1]),
        ("nowhere", [1] * 5),
        ("sizes", [1, 1, 0, 1, 1]),
        ("stray", [1] * 5 + [0]),
        ("twice", [1] * 10),
    ],
)
def test_odd_scans_are_shown_as_far_as_they_go(
    desk: Desk, tmp_path: Path, kind: str, there: list[int]
) -> None:
    path = tmp_path / "odd.zip"
    path.write_bytes(zip_bytes(odd_members(kind)))
    desk.open(path)
    views = Views(desk)
    views.show(KEY.Key_3)
    for view in (views.sagittal, views.coronal, views.projection):
        assert view.section is not None
        assert view.section.there.astype(int).tolist() == there
    for index in range(len(there)):
        desk.window.slice_view.go_to(index)
        desk.wait_painted()
    assert views.coronal.detail.endswith("unknown") == (kind == "nowhere")
    views.click_middle(views.coronal)
    wheel(views.sagittal.canvas.viewport(), -1)
    views.wait()
    desk.window.grab()


# -- crosshair --------------------------------------------------------------------------------------------


def test_a_click_in_a_section_moves_the_crosshair_and_the_slice(views: Views) -> None:
    views.show(KEY.Key_2)
    views.click(views.coronal, 20, 3)
    assert views.desk.window.slice_view.index == 3
    assert (views.crosshair.column, views.crosshair.row) == (20, ROWS // 2)
    views.wait()
    assert np.array_equal(views.values(views.sagittal), views.volume()[:, :, 20])
    views.click(views.sagittal, 40, 9)
    assert (views.crosshair.column, views.crosshair.row) == (20, 40)
    views.wait()
    assert np.array_equal(views.values(views.coronal), views.volume()[:, 40, :])
    assert views.desk.window.slice_view.index == 9
    views.desk.wait_painted()
    assert views.wiring.crosshair.label.text().startswith("✛  x 0.0  y 0.0  z 25.0 mm")
    assert views.sagittal.detail == "x 0.0 mm"
    assert views.coronal.detail == "y 0.0 mm"
    place = views.wiring.crosshair.lines.place
    assert place is not None
    assert (place.x(), place.y()) == (20.5, 40.5)


def test_a_drag_in_a_section_scrolls(views: Views) -> None:
    views.show(KEY.Key_2)
    port = views.sagittal.canvas.viewport()
    QTest.mousePress(port, LEFT, pos=views.point(views.sagittal, 10, 2))
    for pixel, index in ((15, 4), (20, 6), (30, 10)):
        QTest.mouseMove(port, views.point(views.sagittal, pixel, index))
    QTest.mouseRelease(port, LEFT, pos=views.point(views.sagittal, 30, 10))
    assert views.crosshair.row == 30
    assert views.desk.window.slice_view.index == 10
    views.wait()
    assert np.array_equal(views.values(views.coronal), views.volume()[:, 30, :])


def test_scrolling_moves_the_line_in_the_sections(views: Views) -> None:
    views.show(KEY.Key_2)
    view = views.desk.window.slice_view
    before = views.coronal.canvas.lines.place
    wheel(view.canvas.viewport(), -2)
    after = views.coronal.canvas.lines.place
    assert before is not None
    assert after is not None
    assert after.y() == before.y() - 5.0  # two slices up
    assert after.x() == before.x()


def test_c_shows_and_hides_it_everywhere(views: Views) -> None:
    lines = views.wiring.crosshair.lines
    assert lines.place is None
    views.desk.press(KEY.Key_C)
    assert lines.place is not None
    assert views.wiring.crosshair.label.text()
    views.show(KEY.Key_2)
    assert views.coronal.canvas.lines.place is not None
    views.desk.press(KEY.Key_C)
    assert lines.place is None
    assert views.coronal.canvas.lines.place is None
    assert views.wiring.crosshair.label.text() == ""


def test_shift_and_the_left_button_move_it_on_the_slice(views: Views) -> None:
    canvas = views.desk.window.slice_view.canvas
    window = views.desk.window.slice_view.window_level
    QTest.mousePress(canvas.viewport(), LEFT, SHIFT, canvas.widget_point(10, 12))
    assert (views.crosshair.column, views.crosshair.row) == (10, 12)
    assert views.crosshair.is_shown
    QTest.mouseMove(canvas.viewport(), canvas.widget_point(30, 22))
    QTest.mouseRelease(canvas.viewport(), LEFT, SHIFT, canvas.widget_point(30, 22))
    assert (views.crosshair.column, views.crosshair.row) == (30, 22)
    QTest.mouseMove(canvas.viewport(), canvas.widget_point(5, 5))
    assert (views.crosshair.column, views.crosshair.row) == (30, 22)
    assert views.desk.window.slice_view.window_level == window


def test_its_own_tool_moves_it_without_shift(views: Views) -> None:
    window, canvas = views.desk.window, views.desk.window.slice_view.canvas
    views.wiring.crosshair.tool_action.trigger()
    QTest.mouseClick(canvas.viewport(), LEFT, pos=canvas.widget_point(11, 13))
    assert (views.crosshair.column, views.crosshair.row) == (11, 13)
    level = window.slice_view.window_level
    QTest.mousePress(canvas.viewport(), LEFT, pos=canvas.widget_point(20, 20))
    for place in (25, 30, 40):
        QTest.mouseMove(canvas.viewport(), canvas.widget_point(place, place))
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=canvas.widget_point(40, 40))
    assert (views.crosshair.column, views.crosshair.row) == (40, 40)
    assert window.slice_view.window_level == level
    views.desk.press(KEY.Key_W)
    QTest.mouseClick(canvas.viewport(), LEFT, pos=canvas.widget_point(5, 5))
    assert (views.crosshair.column, views.crosshair.row) == (40, 40)


def test_wheel_and_keys_step_a_sections_own_place(views: Views) -> None:
    views.show(KEY.Key_3)
    index = views.desk.window.slice_view.index
    wheel(views.coronal.canvas.viewport(), -1)
    assert views.crosshair.row == ROWS // 2 + 1
    views.sagittal.setFocus()
    views.desk.press(KEY.Key_Up)
    assert views.crosshair.column == COLUMNS // 2 - 1
    assert views.desk.window.slice_view.index == index
    views.desk.press(KEY.Key_End)
    assert views.crosshair.column == COLUMNS - 1
    views.projection.setFocus()
    views.desk.press(KEY.Key_Down)
    assert views.desk.window.slice_view.index == index + 1
    views.wait()
    assert np.array_equal(views.values(views.sagittal), views.volume()[:, :, COLUMNS - 1])


def test_moving_on_while_it_is_read_ends_at_the_newest_place(views: Views) -> None:
    views.show(KEY.Key_2)
    views.sagittal.setFocus()
    for _ in range(12):
        views.desk.press(KEY.Key_Down)
    views.wait()
    column = COLUMNS // 2 + 12
    assert views.crosshair.column == column
    assert np.array_equal(views.values(views.sagittal), views.volume()[:, :, column])


def test_the_value_under_the_pointer_is_that_of_the_section(views: Views) -> None:
    views.show(KEY.Key_3)
    texts = views.desk.window.readout_bar
    column, row = COLUMNS // 2, ROWS // 2
    for view, pixel, where in (
        (views.coronal, 40, (40, row)),
        (views.sagittal, 30, (column, 30)),
    ):
        QTest.mouseMove(view.canvas.viewport(), views.point(view, pixel, 7))
        place, position, value, _ = texts.texts
        x, y = (
            f"{start + 0.5 * at:.1f}".replace("-", "−") for start, at in zip((-10, -20), where, strict=True)
        )
        assert place == f"x {x}  y {y}  z 20.0 mm"
        assert position == f"column {where[0]}, row {where[1]}, slice 8"
        assert value == f"{views.volume()[7, where[1], where[0]] - 1024} HU"
    QTest.mouseMove(views.projection.canvas.viewport(), views.point(views.projection, 24, 7))
    assert texts.texts[:3] == ("", "row 24, slice 8", f"{views.volume()[7, 24].max() - 1024} HU")
    QTest.mouseMove(views.projection.canvas.viewport(), QPoint(1, 1))
    assert texts.texts[2] == ""


def test_with_a_tool_of_the_slice_sections_still_move_the_crosshair_and_say_so(views: Views) -> None:
    views.show(KEY.Key_3)
    canvas = views.coronal.canvas
    views.desk.press(KEY.Key_M)
    assert canvas.viewport().cursor().shape() is Qt.CursorShape.SizeAllCursor
    assert canvas.hint == ""
    QTest.mouseClick(canvas.viewport(), LEFT, pos=views.point(views.coronal, 40, 7))
    assert views.crosshair.column == 40
    assert canvas.hint == "Here the left button moves the crosshair: the tool works on the slice"
    views.desk.press(KEY.Key_W)
    assert canvas.viewport().cursor().shape() is Qt.CursorShape.CrossCursor
    QTest.mouseClick(canvas.viewport(), LEFT, pos=views.point(views.coronal, 20, 7))
    assert (views.crosshair.column, canvas.hint) == (20, "")


# -- slab -------------------------------------------------------------------------------------------------


def wait_slab(views: Views, count: int) -> None:
    view = views.desk.window.slice_view

    def there() -> bool:
        painted = view.painted
        slab = painted.slab if painted is not None else None
        return painted is not None and (slab.count if slab is not None else 1) == count

    views.desk.qtbot.waitUntil(there)


def test_s_shows_a_slab_and_says_so(views: Views) -> None:
    view = views.desk.window.slice_view
    views.desk.press(KEY.Key_S)
    wait_slab(views, 5)
    assert views.wiring.slab.label.text() == "mean of 5 slices, 12.5 mm"
    assert views.wiring.slab.label.isVisible()
    painted = view.painted
    assert painted is not None
    mean = views.volume()[view.index - 2 : view.index + 3].mean(axis=0) - 1024
    assert painted.value(32, 24) == pytest.approx(mean[24, 32])
    QTest.mouseMove(view.canvas.viewport(), view.canvas.widget_point(32, 24))
    assert views.desk.window.readout_bar.texts[2] == f"{round(float(mean[24, 32]))} HU"
    views.desk.press(KEY.Key_S)
    wait_slab(views, 1)
    assert views.wiring.slab.label.text() == ""


def test_the_label_says_which_slices_could_be_joined(views: Views) -> None:
    owner = views.wiring.slab
    turned = Slab(SlabMode.MEAN, 2, 6, 12.5, apart=(Apart.ORIENTATION,))
    assert slab_text(owner, turned) == "mean of 5 slices, 12.5 mm (this orientation only)"
    alone = Slab(SlabMode.MEAN, 6, 6, None, slices=(header(echo=2),), apart=(Apart.ECHO, Apart.TIME))
    said = "this slice alone: there is none beside it to join (echo 2, this time point only)"
    assert slab_text(owner, alone) == said
    assert slab_text(owner, Slab(SlabMode.MEAN, 6, 6, 2.5)) == said.partition(" (")[0]


def test_scrolling_shows_other_slabs_and_fewer_slices_at_the_end(views: Views) -> None:
    views.desk.press(KEY.Key_S)
    wait_slab(views, 5)
    views.desk.press(KEY.Key_End)
    wait_slab(views, 3)
    views.desk.wait_painted()
    assert views.wiring.slab.label.text() == "mean of 3 slices, 7.5 mm"


def test_mode_and_thickness_from_the_menu_are_remembered(views: Views, store: SettingsStore) -> None:
    slab = views.wiring.slab
    next(action for mode, action in slab.modes.items() if mode.value == "maximum").trigger()
    wait_slab(views, 5)
    assert slab.label.text().startswith("maximum of 5")
    assert slab.toggle.isChecked()
    slab.counts[3].trigger()
    wait_slab(views, 3)
    painted = views.desk.window.slice_view.painted
    assert painted is not None
    middle = painted.index
    expected = views.volume()[middle - 1 : middle + 2].max(axis=0)
    assert np.array_equal(painted.pixels.stored, expected)
    assert (store.current.slab_mode, store.current.slab_count) == ("maximum", 3)


def test_any_thickness_can_be_asked_for(views: Views) -> None:
    slab = views.wiring.slab
    slab.other.trigger()
    dialog = views.desk.window.findChild(QInputDialog)
    assert dialog is not None
    dialog.setIntValue(7)
    dialog.accept()
    wait_slab(views, 7)
    assert slab.other.isChecked()
    assert slab.other.text().startswith("7 ")


def test_slices_that_differ_in_size_are_said_in_a_sentence(views: Views) -> None:
    stack = views.desk.workspace.stack
    assert stack is not None
    stack.replace(5, np.zeros((9, 9), np.int16))
    views.desk.press(KEY.Key_S)
    view = views.desk.window.slice_view
    views.desk.qtbot.waitUntil(lambda: "differ in size" in view.trouble)


def test_outlines_are_drawn_on_a_slab(views: Views) -> None:
    view = views.desk.window.slice_view
    image = msgspec.structs.replace(sample_result().images[0], slice_index=view.index)
    view.set_images((image,))
    views.desk.press(KEY.Key_S)
    wait_slab(views, 5)
    assert view.outlined is image


# -- the end ----------------------------------------------------------------------------------------------


def test_closing_the_scan_leaves_nothing(views: Views) -> None:
    views.show(KEY.Key_3)
    stack = views.desk.workspace.stack
    assert stack is not None
    freed = weakref.ref(stack)
    del stack
    views.desk.press(KEY.Key_W, CTRL)
    assert views.wiring.sections.nbytes == 0
    assert views.sagittal.section is None
    assert views.wiring.crosshair.letters.texts == ("", "", "", "")

    def gone() -> bool:
        gc.collect()
        return freed() is None

    views.desk.qtbot.waitUntil(gone)


def test_another_scan_starts_the_sections_anew(views: Views, tmp_path: Path) -> None:
    views.show(KEY.Key_2)
    members = {f"{n}.dcm": slice_bytes(disc((20, 30), n), number=n) for n in range(1, 5)}
    path = tmp_path / "other.zip"
    path.write_bytes(zip_bytes(members))
    views.desk.open(path)
    views.wait()
    assert (views.crosshair.column, views.crosshair.row) == (15, 10)
    assert np.array_equal(views.values(views.sagittal), views.volume()[:, :, 15])


def test_closing_the_window_ends_the_thread(views: Views) -> None:
    views.desk.press(KEY.Key_3, CTRL)
    views.desk.window.close()
    assert views.wiring.sections.loader.is_idle
