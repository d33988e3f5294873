import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.input_events import wheel
from gui.slices import flat, loaded
from phantomscope.analysis.results import Outline, SliceImage, Verdict
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.levels.preset_book import PresetBook
from phantomscope.gui.parts.privacy import Privacy
from phantomscope.gui.viewing.preset import CT_PRESETS
from phantomscope.gui.viewing.readout import Readout
from phantomscope.gui.viewing.roi_label import RoiLine
from phantomscope.gui.viewing.slice_view import SliceView
from phantomscope.gui.viewing.window_level import WindowLevel

SQUARE = Outline("Air", (10.0, 20.0, 20.0, 10.0), (10.0, 10.0, 20.0, 20.0), "blue")
OTHER = SliceImage("uniformity", "Uniformity", 7, (SQUARE,))
IMAGE = SliceImage("ctp404", "HU Linearity", 5, (SQUARE,))


@pytest.fixture
def view(qtbot: QtBot) -> SliceView:
    """A view of twelve slices that answers its own wishes, a moment later."""
    view = SliceView()
    qtbot.addWidget(view)
    view.slice_wanted.connect(
        lambda index: view.show_slice(loaded(flat(index, (40, 40)), index, intercept=0.0)),
        Qt.ConnectionType.QueuedConnection,
    )
    view.resize(400, 340)
    view.show()
    view.start_stack(12, "CT", 6)
    qtbot.waitUntil(lambda: shown(view) == 6)
    return view


def shown(view: SliceView) -> int | None:
    return view.painted.index if view.painted is not None else None


def test_it_begins_where_it_was_told(view: SliceView) -> None:
    assert view.place_text == "7/12  z 2.5 mm"
    assert view.window_level == CT_PRESETS[0].window(loaded())


def test_the_wheel_and_the_slider_go_through_the_slices(view: SliceView, qtbot: QtBot) -> None:
    wheel(view.canvas.viewport(), -1)
    qtbot.waitUntil(lambda: shown(view) == 7)
    wheel(view.canvas.viewport(), 3)
    qtbot.waitUntil(lambda: shown(view) == 4)
    view.slider.setFocus()
    qtbot.keyClick(view.slider, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: shown(view) == 11)


def test_it_stops_at_the_ends(view: SliceView, qtbot: QtBot) -> None:
    wheel(view.canvas.viewport(), -50)
    qtbot.waitUntil(lambda: shown(view) == 11)
    wheel(view.canvas.viewport(), 50)
    qtbot.waitUntil(lambda: shown(view) == 0)


def test_a_fast_slider_asks_for_the_first_and_the_last(view: SliceView, qtbot: QtBot) -> None:
    asked: list[int] = []
    view.slice_wanted.connect(asked.append)
    for index in (7, 8, 9, 10, 3):
        view.slider.setValue(index)
    assert asked == [7]
    qtbot.waitUntil(lambda: asked == [7, 3])


def test_the_text_says_what_is_painted_not_what_is_wanted(qtbot: QtBot) -> None:
    view = SliceView()
    qtbot.addWidget(view)
    view.start_stack(12, "CT", 6)
    view.show_slice(loaded(index=6))
    view.slider.setValue(9)
    assert view.place_text.startswith("7/12")


def test_left_right_is_the_width_and_up_down_the_level(view: SliceView) -> None:
    before = view.window_level
    assert before is not None
    view.canvas.tool_dragged.emit(30.0, 0.0)
    wider = view.window_level
    assert wider is not None
    assert wider.width > before.width
    assert wider.level == before.level
    view.canvas.tool_dragged.emit(0.0, 30.0)
    higher = view.window_level
    assert higher is not None
    assert higher.level > wider.level


def test_presets_follow_the_modality(qtbot: QtBot, view: SliceView) -> None:
    for number, preset in enumerate(view.presets):
        view.apply_preset(number)
        assert view.painted is not None
        assert view.window_level == preset.window(view.painted)
    names = [preset.name for preset in view.presets]
    view.slice_wanted.disconnect()
    with qtbot.waitSignal(view.presets_changed):
        view.start_stack(3, "MR", 1)
    pixels = np.arange(1600, dtype=np.int16).reshape(40, 40)
    view.show_slice(loaded(pixels, 1, modality="MR", slope=None, intercept=None))
    assert [preset.name for preset in view.presets] != names
    assert view.window_level is not None
    assert view.window_level.high == pytest.approx(1591, abs=10)
    before = view.window_level
    view.apply_preset(5)  # there is none
    assert view.window_level == before


def test_window_and_level_stay_for_another_ct_series(view: SliceView) -> None:
    view.set_window(WindowLevel(123, 45))
    view.start_stack(5, "CT", 2)
    assert view.window_level == WindowLevel(123, 45)


def test_an_image_is_gone_to_outlined_and_named(view: SliceView, qtbot: QtBot) -> None:
    view.set_images([IMAGE, OTHER])
    view.show_image(IMAGE, frozenset({"Air"}))
    qtbot.waitUntil(lambda: shown(view) == 5)
    assert view.outlined is IMAGE
    assert view.caption == "HU Linearity"
    wheel(view.canvas.viewport(), -1)
    qtbot.waitUntil(lambda: shown(view) == 6)
    assert view.outlined is None
    assert view.caption == ""
    wheel(view.canvas.viewport(), -1)
    qtbot.waitUntil(lambda: shown(view) == 7)
    assert view.outlined is OTHER
    wheel(view.canvas.viewport(), 2)
    qtbot.waitUntil(lambda: shown(view) == 5)
    assert view.outlined is IMAGE


def test_an_image_outside_the_stack_is_not_gone_to(view: SliceView, qtbot: QtBot) -> None:
    view.show_image(SliceImage("x", "X", 99, ()), frozenset())
    qtbot.wait(20)
    assert shown(view) == 6


def test_another_stack_has_no_outlines_of_the_last(view: SliceView, qtbot: QtBot) -> None:
    view.set_images([IMAGE])
    view.show_image(IMAGE, frozenset())
    qtbot.waitUntil(lambda: view.outlined is IMAGE)
    view.start_stack(12, "CT", 5)
    qtbot.wait(20)
    assert view.outlined is None


def test_why_a_slice_cannot_be_shown_stands_in_its_place(view: SliceView, qtbot: QtBot) -> None:
    view.show_failure(3, PhantomscopeError("It is cut short", where="004.dcm"))
    assert view.trouble == "It is cut short (004.dcm)."
    assert view.place_text == "4/12"
    assert view.canvas.loaded is None
    wheel(view.canvas.viewport(), -1)
    qtbot.waitUntil(lambda: shown(view) == 7)
    assert view.trouble == ""


def test_the_readout_follows_the_pointer(view: SliceView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.readout_changed) as changed:
        QTest.mouseMove(view.canvas.viewport(), view.canvas.widget_point(8, 9))
    assert changed.args == [Readout("x −6.0  y −15.5 mm", "column 8, row 9", "6 HU")]
    with qtbot.waitSignal(view.readout_changed) as changed:
        QTest.mouseMove(view.canvas.viewport(), QPoint(1, 1))
    assert changed.args == [None]


def test_what_is_painted_of_a_stack_as_it_was_gets_no_outlines_of_it_as_it_is(
    view: SliceView, qtbot: QtBot
) -> None:
    here = SliceImage("x", "X", 6, (SQUARE,))
    view.set_images([here])
    assert view.outlined == here
    view.start_stack(12, "CT", 6)  # the same slices, edited: index 6 is another picture now
    view.set_images([here])
    assert view.outlined is None
    qtbot.waitUntil(lambda: view.outlined == here)


def test_a_preview_shows_a_slice_without_a_number_and_goes_again(view: SliceView, qtbot: QtBot) -> None:
    view.set_images([IMAGE])
    view.show_image(IMAGE, frozenset({"Air"}))
    qtbot.waitUntil(lambda: view.outlined is IMAGE)
    view.show_preview(loaded(np.arange(64, dtype=np.int16).reshape(8, 8), modality="MR"))
    assert not view.slider.isEnabled()
    assert "/" not in view.place_text
    assert view.outlined is None
    view.end_preview()
    qtbot.waitUntil(lambda: shown(view) == 5)
    assert view.slider.isEnabled()
    assert view.outlined is IMAGE
    assert view.presets == CT_PRESETS
    assert view.place_text.startswith("6/12")


def test_beside_a_preview_slices_of_the_stack_are_dropped_and_nobody_moves(
    view: SliceView, qtbot: QtBot
) -> None:
    first = loaded(np.arange(64, dtype=np.int16).reshape(8, 8), modality="MR")
    index = view.index
    view.show_preview(first)
    place = view.place_text
    view.show_slice(loaded(index=3))
    view.show_failure(4, PhantomscopeError("It is cut short."))
    wheel(view.canvas.viewport(), -2)
    view.step(1)
    view.go_to(0)
    view.go_to_end()
    assert view.painted is first
    assert (view.place_text, view.trouble, view.index) == (place, "", index)
    view.start_stack(4, "MR", 2)
    view.show_slice(loaded(index=2, modality="MR"))
    assert shown(view) == 2


def test_a_preview_of_nothing_else_ends_in_nothing(qtbot: QtBot) -> None:
    view = SliceView()
    qtbot.addWidget(view)
    view.show_preview(loaded())
    assert view.painted is not None
    view.end_preview()
    assert view.painted is None


def test_one_slice_needs_no_slider(qtbot: QtBot) -> None:
    view = SliceView()
    qtbot.addWidget(view)
    view.start_stack(1, "CT", 0)
    assert not view.slider.isEnabled()


def test_it_can_be_heard(view: SliceView) -> None:
    assert view.canvas.accessibleName()
    assert view.slider.accessibleName()
    assert "7 of 12" in view.canvas.accessibleDescription()


def point_at(view: SliceView, column: float, row: float) -> QPoint:
    place = view.canvas.widget_point(column, row)
    QTest.mouseMove(view.canvas.viewport(), place + QPoint(1, 1))
    QTest.mouseMove(view.canvas.viewport(), place)
    return place


def test_regions_under_the_pointer_are_told_once(view: SliceView, qtbot: QtBot) -> None:
    inner = Outline("Inner", (12.0, 15.0, 15.0, 12.0, 12.0), (12.0, 12.0, 15.0, 15.0, 12.0), "blue")
    square = Outline("Air", (10.0, 20.0, 20.0, 10.0, 10.0), (10.0, 10.0, 20.0, 20.0, 10.0), "blue")
    view.set_images([SliceImage("ctp404", "HU Linearity", 6, (square, inner))])
    told: list[list[str]] = []
    clicked: list[list[str]] = []
    view.rois_hovered.connect(lambda rois: told.append([roi.name for roi in rois]))
    view.rois_clicked.connect(lambda rois: clicked.append([roi.name for roi in rois]))
    point_at(view, 18, 18)
    point_at(view, 17.5, 18)
    assert told == [["Air"]]
    place = point_at(view, 13.5, 13.5)
    assert told[-1] == ["Inner", "Air"]
    qtbot.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert clicked == [["Inner", "Air"]]
    point_at(view, 35, 35)
    assert told[-1] == []
    view.set_images(())
    point_at(view, 18, 18)
    assert told[-1] == []


def test_what_is_said_of_a_region_goes_with_it(view: SliceView, qtbot: QtBot) -> None:
    image = SliceImage("ctp404", "HU Linearity", 6, (SQUARE,))
    view.set_images([image])
    line = RoiLine(Verdict.PASS, "Air −998 HU, −1000 ± 40, PASS")
    view.rois_hovered.connect(lambda rois: view.describe_roi(rois[0], (line,)) if rois else None)
    point_at(view, 20, 15)
    assert view.roi_text == "✓ Air −998 HU, −1000 ± 40, PASS"
    view.go_to(7)
    qtbot.waitUntil(lambda: shown(view) == 7)
    assert view.roi_text == ""


def test_all_images_of_a_slice_are_drawn_and_named(view: SliceView) -> None:
    one, two = SliceImage("a", "Position", 6, (SQUARE,)), SliceImage("b", "Low contrast", 6, (SQUARE,))
    view.set_images([one, two])
    assert view.outlined is one
    assert view.caption == "Position  ·  Low contrast"
    view.show_image(two, frozenset({"Air"}))
    assert view.outlined is two
    assert view.caption == "Low contrast  ·  Position"


def test_the_same_results_judged_anew_keep_what_is_lit(view: SliceView, qtbot: QtBot) -> None:
    view.set_images([IMAGE])
    view.show_image(IMAGE, frozenset({"Air"}))
    qtbot.waitUntil(lambda: shown(view) == 5)
    failing = msgspec.structs.replace(
        IMAGE, outlines=(msgspec.structs.replace(SQUARE, verdict=Verdict.FAIL),)
    )
    view.set_images([failing])
    assert view.outlined is failing
    assert view.lit == {"Air"}
    view.set_images([OTHER])
    assert view.lit == frozenset()


def test_it_tells_which_slice_is_wanted(view: SliceView) -> None:
    told: list[int] = []
    view.index_changed.connect(told.append)
    view.go_to(3)
    view.start_stack(12, "CT", 3)
    assert told == [3, 3]


def test_another_scan_begins_with_the_first_preset(view: SliceView) -> None:
    view.start_stack(10, "CT", 5)
    view.show_slice(loaded(index=5))
    view.apply_preset(4)
    view.forget_window()
    view.start_stack(10, "CT", 5)
    view.show_slice(loaded(index=5))
    assert view.window_level == CT_PRESETS[0].window(loaded())


def test_a_preview_that_leads_nowhere_gives_the_window_back(view: SliceView) -> None:
    view.start_stack(10, "CT", 5)
    view.show_slice(loaded(index=5))
    view.apply_preset(4)
    view.show_preview(loaded(modality="CT"))
    assert view.window_level == CT_PRESETS[0].window(loaded())
    view.end_preview()
    view.show_slice(loaded(index=5))
    assert view.window_level == CT_PRESETS[4].window(loaded())


def test_other_presets_are_offered_at_once_and_the_window_stays(view: SliceView, qtbot: QtBot) -> None:
    view.start_stack(10, "MR", 5)
    view.show_slice(loaded(index=5, modality="MR"))
    before = view.window_level
    book = PresetBook(mr=CT_PRESETS[:2])
    with qtbot.waitSignal(view.presets_changed) as told:
        view.set_preset_book(book)
    assert told.args == [CT_PRESETS[:2]]
    assert view.presets == CT_PRESETS[:2]
    assert view.window_level == before
    view.apply_preset(1)
    assert view.window_level == CT_PRESETS[1].window(loaded())


def test_which_file_cannot_be_shown_is_nobodys_business_under_privacy(view: SliceView) -> None:
    privacy = Privacy(True)
    view.follow(privacy)
    view.show_failure(3, PhantomscopeError("It is cut short", where="Miller/004.dcm"))
    assert "Miller" not in view.trouble
    assert "It is cut short" in view.trouble
    privacy.set_on(False)
    assert "Miller/004.dcm" in view.trouble
