"""From what is chosen in the window to the page that explains it, by real events."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from gui.desk import Desk
from gui.every_window import opened_windows
from phantomscope.assets import resource
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.help.help_window import HelpWindow
from phantomscope.gui.help.help_wiring import DIALOG_PAGES, HELP_PAGE, HelpWiring
from phantomscope.gui.help.library import CONTENTS, HelpLibrary
from phantomscope.gui.memory.memory_panel import MemoryPanel
from phantomscope.gui.results.results_tree import ResultsTree
from phantomscope.gui.setup.parameters_page import ParametersPage

SHIFT = Qt.KeyboardModifier.ShiftModifier


def wiring_of(desk: Desk) -> HelpWiring:
    wiring = desk.window.findChild(HelpWiring)
    assert wiring is not None
    return wiring


def location(desk: Desk) -> str:
    window = wiring_of(desk).help_window
    assert window is not None
    assert window.isVisible()
    assert not window.isModal()
    return window.location


def choose(tree: ResultsTree, text: str) -> None:
    model = tree.model()
    for row in range(model.rowCount()):
        parent = model.index(row, 0)
        for index in (parent, *(model.index(n, 0, parent) for n in range(model.rowCount(parent)))):
            if text in str(index.data()):
                tree.setCurrentIndex(index)
                return
    raise LookupError(text)


@pytest.fixture
def analysed(desk: Desk, scan_zip: Path) -> Desk:
    desk.open(scan_zip)
    desk.analyse()
    return desk


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Teflon", "metric-hu.md#linearity"),
        ("Measured Slice Thickness", "metric-thickness.md#wire-ramps"),
        ("MTF 10 %", "metric-mtf.md#line-pairs"),
        ("CTP515", "catphan-504.md#ctp515"),
        ("Phantom Roll", "metric-setup.md#roll"),
    ],
)
def test_shift_f1_explains_the_chosen_row(analysed: Desk, text: str, target: str) -> None:
    tree = analysed.window.analysis_panel.results.tree
    tree.setFocus()
    choose(tree, text)
    analysed.press(Qt.Key.Key_F1, SHIFT)
    assert location(analysed) == target


def test_the_rows_menu_and_the_question_mark_do_so_too(analysed: Desk, qtbot: QtBot) -> None:
    tree, wiring = analysed.window.analysis_panel.results.tree, wiring_of(analysed)
    assert wiring.what_is_this in tree.actions()
    choose(tree, "Acrylic")
    assert wiring.button.isVisible()
    qtbot.mouseClick(wiring.button, Qt.MouseButton.LeftButton)
    assert location(analysed) == "metric-hu.md#linearity"


def test_without_results_it_explains_the_window(desk: Desk) -> None:
    assert not wiring_of(desk).button.isVisible()
    desk.press(Qt.Key.Key_F1, SHIFT)
    assert location(desk) == "window.md"


def test_a_parameter_is_explained_by_key_and_by_menu(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    page = desk.window.findChild(ParametersPage)
    assert page is not None
    desk.window.analysis_panel.tabs.setCurrentWidget(page)
    qtbot.waitUntil(lambda: page.form is not None)
    editor = page.editor("hu_tolerance")
    editor.setFocus()
    assert wiring_of(desk).target_of(QApplication.focusWidget()) == "parameters.md#tolerances"
    place = page.mapFromGlobal(editor.mapToGlobal(editor.rect().center()))
    page.customContextMenuRequested.emit(place)
    menu = next(one for one in page.findChildren(QMenu) if one.isVisible())
    menu.actions()[0].trigger()
    assert location(desk) == "parameters.md#tolerances"
    menu.close()


def test_tolerances_are_explained(analysed: Desk) -> None:
    tabs = analysed.window.analysis_panel.tabs
    texts = [tabs.tabText(n) for n in range(tabs.count())]
    page = tabs.widget(texts.index("Tolerances"))
    tabs.setCurrentWidget(page)
    assert wiring_of(analysed).target_of(page) == "verdicts.md#tolerances"


def test_the_contents_open_from_the_menu(desk: Desk) -> None:
    wiring = wiring_of(desk)
    assert wiring.contents in desk.window.help_menu.actions()
    wiring.contents.trigger()
    assert location(desk) == "start.md"
    next(one for one in desk.window.help_menu.actions() if "rotocols" in one.text()).trigger()
    assert location(desk) == "protocols.md"


def test_pages_that_are_missing_are_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Path:
        raise PhantomscopeError("A file that belongs to the program is missing", where=name)

    monkeypatch.setattr("phantomscope.gui.help.help_wiring.resource", missing)
    wiring_of(desk).contents.trigger()
    assert "missing" in desk.window.message_bar.text
    assert wiring_of(desk).help_window is None


def test_the_key_holds_in_dialogs_too(desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_.memory.trigger()
    desk.qtbot.waitUntil(lambda: any(one.isVisible() for one in desk.window.findChildren(MemoryPanel)))
    panel = desk.window.findChild(MemoryPanel)
    assert panel is not None
    qtbot.waitUntil(panel.isActiveWindow)
    qtbot.keyClick(panel, Qt.Key.Key_F1, SHIFT)
    assert location(desk) == "memory.md"


def test_every_window_has_a_page(desk: Desk, scan_zip: Path) -> None:
    library = HelpLibrary(resource(f"help/{CONTENTS}").parent)
    assert [page for page in DIALOG_PAGES.values() if not library.resolves(page)] == []
    desk.open(scan_zip)
    desk.analyse()
    wiring = wiring_of(desk)
    for window in opened_windows(desk.window)[1:]:
        if not isinstance(window, HelpWindow | QMessageBox):
            assert type(window).__name__ in DIALOG_PAGES or window.property(HELP_PAGE), type(window).__name__
            assert wiring.what_is_this in window.actions()
