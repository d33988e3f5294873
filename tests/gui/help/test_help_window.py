"""The help's window by real events."""

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from phantomscope.assets import resource
from phantomscope.gui.help.help_window import HelpWindow
from phantomscope.gui.help.library import CONTENTS, HelpLibrary


@pytest.fixture
def window(qtbot: QtBot) -> HelpWindow:
    made = HelpWindow(HelpLibrary(resource(f"help/{CONTENTS}").parent))
    qtbot.addWidget(made)
    made.open()
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def first_line(window: HelpWindow) -> str:
    """The heading at which the page stands."""
    return window.browser.textCursor().block().text()


def rows(window: HelpWindow) -> list[str]:
    model = window.contents.model()
    groups = [model.index(row, 0) for row in range(model.rowCount())]
    return [
        index.data() for group in groups for index in (group, *(model.index(n, 0, group) for n in range(99)))
        if index.isValid()
    ]  # fmt: skip


def test_it_begins_with_the_first_page_and_lists_all(window: HelpWindow) -> None:
    assert window.page is not None
    assert window.page.title == "Getting started"
    assert "Getting started" in window.browser.toPlainText()
    assert {"Phantoms", "CatPhan 504", "Metrics", "Slice thickness", "Protocols and standards"} <= set(
        rows(window)
    )


def test_an_anchor_brings_its_heading_to_the_top(window: HelpWindow) -> None:
    window.open("metric-low-contrast.md#acr-mri-spokes")
    assert first_line(window) == "Spokes of the ACR MRI phantoms"
    assert window.browser.verticalScrollBar().value() > 0
    window.open("metric-uniformity.md#uniformity-index")
    assert first_line(window) == "Uniformity index"


def test_every_anchor_is_found_on_its_page(window: HelpWindow) -> None:
    for page in window._library.pages:
        for heading in page.headings:
            if heading.anchor:
                window.open(f"{page.name}#{heading.anchor}")
                assert first_line(window) == heading.text


def test_back_and_forward_by_buttons_and_keys(window: HelpWindow, qtbot: QtBot) -> None:
    assert not window.back_button.isEnabled()
    window.open("memory.md")
    window.open("metric-mtf.md#line-pairs")
    qtbot.mouseClick(window.back_button, Qt.MouseButton.LeftButton)
    assert window.location == "memory.md"
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.location == "start.md"
    QTest.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.mouseClick(window.on_button, Qt.MouseButton.LeftButton)
    assert window.location == "metric-mtf.md#line-pairs"
    assert not window.on_button.isEnabled()
    window.back()
    window.open("privacy.md")  # what was ahead is forgotten
    assert not window.on_button.isEnabled()


def test_a_page_chosen_in_the_contents_is_shown(window: HelpWindow, qtbot: QtBot) -> None:
    model = window.contents.model()
    phantoms = next(
        model.index(row, 0) for row in range(model.rowCount()) if model.index(row, 0).data() == "Phantoms"
    )
    index = model.index(1, 0, phantoms)
    window.contents.scrollTo(index)
    place = window.contents.visualRect(index).center()
    qtbot.mouseClick(window.contents.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.page is not None
    assert window.page.title == "CatPhan 504"


def test_a_search_lists_what_it_finds_and_marks_it(window: HelpWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window.browser, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.search.hasFocus()
    qtbot.keyClicks(window.search, "elstrøm")
    found = rows(window)
    assert found[0] == "Protocols and standards"
    assert "Uniformity of CT images" in found
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert window.location == "protocols.md"
    assert window.browser.extraSelections()
    window.search.clear()
    assert not window.browser.extraSelections()
    assert "Phantoms" in rows(window)
    qtbot.keyClicks(window.search, "xyzzy")
    assert rows(window) == ["Nothing found"]


def test_links_stay_inside_or_go_to_the_browser(window: HelpWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    window.browser.anchorClicked.emit(QUrl("verdicts.md#tolerances"))
    assert window.location == "verdicts.md#tolerances"
    window.browser.anchorClicked.emit(QUrl("#partial"))
    assert window.location == "verdicts.md#partial"
    window.browser.anchorClicked.emit(QUrl("https://doi.org/10.1118/1.1609271"))
    assert opened == ["https://doi.org/10.1118/1.1609271"]
    assert window.location == "verdicts.md#partial"
    window.browser.anchorClicked.emit(QUrl("file:///etc/passwd"))
    assert opened == ["https://doi.org/10.1118/1.1609271"]


def test_escape_closes_it(window: HelpWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
