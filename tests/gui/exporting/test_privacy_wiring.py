"""A scan whose every name is a marker: with privacy on it is nowhere to be read, without it is."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QLabel, QMenu, QWidget

from dicom_files import slice_bytes, zip_bytes
from gui.desk import Desk, disc
from gui.queue_desk import QueueDesk
from gui.sample_result import sample_result
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.results import AnalysisResult
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.application import build
from phantomscope.gui.exporting.exporting_wiring import ExportingWiring
from phantomscope.gui.exporting.image_kind import ImageKind
from phantomscope.gui.exporting.privacy_wiring import PrivacyWiring
from phantomscope.gui.queue.queue_item import State
from phantomscope.gui.settings import SettingsStore

MARKER = "ZZPATIENT"
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_ROLES = (
    *(Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole),
    *(Qt.ItemDataRole.StatusTipRole, Qt.ItemDataRole.AccessibleDescriptionRole),
    *(Qt.ItemDataRole.UserRole + number for number in range(6)),
)
_GETTERS = (
    *("text", "title", "toolTip", "statusTip", "whatsThis", "accessibleName", "accessibleDescription"),
    *("windowTitle", "placeholderText", "toPlainText", "currentText"),
)


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    """An archive in which everything that can have a name is called after the patient."""
    names = ("PatientName", "PatientID", "SeriesDescription", "StudyDescription", "ProtocolName")
    tags = dict.fromkeys((*names, "PatientComments", "InstitutionName", "OperatorsName"), MARKER)
    members = {
        f"{MARKER}/{MARKER} {n:03}.dcm": slice_bytes(disc(number=n), number=n, **tags) for n in range(1, 9)
    }
    damaged = slice_bytes(disc(), number=9, **tags)[:-500]
    folder = tmp_path / f"of {MARKER}"
    folder.mkdir()
    path = folder / f"{MARKER}.zip"
    path.write_bytes(zip_bytes({**members, f"{MARKER}.txt": b"hello", f"{MARKER} 9.dcm": damaged}))
    return path


def result_of(path: Path) -> AnalysisResult:
    """As the analysis of that archive would give it."""
    made = sample_result()
    origin = msgspec.structs.replace(
        made.provenance,
        source=path.name,
        series_title=MARKER,
        edits=(f"excluded a slice of {MARKER}",),
        choice=f"the header says {MARKER}",
    )
    return msgspec.structs.replace(
        made,
        provenance=origin,
        warnings=(f"{MARKER}.zip is odd.",),
        pylinac_results={"file": [f"{MARKER}.zip"]},
    )


def texts() -> Iterator[tuple[str, str]]:
    """All that a person, or a screen reader, may come across in any window, with where it is."""
    for top in filter(QWidget.isVisible, QApplication.topLevelWidgets()):
        for widget in (top, *top.findChildren(QWidget)):
            yield from ((f"{type(widget).__name__}.{how}", text) for how, text in _of_widget(widget))


def _of_widget(widget: QWidget) -> Iterator[tuple[str, str]]:
    for name in _GETTERS:
        getter = getattr(widget, name, None)
        text = getter() if callable(getter) else None
        if isinstance(text, str):
            yield name, text
    for action in widget.actions():
        yield from (("action", text) for text in (action.text(), action.toolTip(), action.statusTip()))
    if isinstance(widget, QComboBox):
        yield from (("item", widget.itemText(place)) for place in range(widget.count()))
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from (("model", text) for text in _of_model(widget.model(), QModelIndex()))


def _of_model(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    # A list's columns are no business of others, Qt says.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for row in range(model.rowCount(parent)):
        for column in range(columns):
            index = model.index(row, column, parent)
            found = (index.data(role) for role in _ROLES)
            yield from (text for text in found if isinstance(text, str))
            if column == 0:
                yield from _of_model(model, index)


def places_of_the_marker() -> list[str]:
    return [f"{where}: {text}" for where, text in texts() if MARKER in text]


class Answers:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.stems: list[str] = []

    def __call__(self, kinds: Sequence[ImageKind], stem: str, folder: str) -> tuple[ImageKind, Path]:
        self.stems.append(stem)
        return kinds[0], self.path / f"{kinds[0].name}{kinds[0].suffix}"


def test_the_marker_is_nowhere_on_the_screen_while_privacy_is_on(
    desk: Desk, marked: Path, tmp_path: Path
) -> None:
    desk.open(marked)
    desk.analyse(Outcome(Ending.FINISHED, result_of(marked)))
    window = desk.window
    window.message_bar.show_error(PhantomscopeError("Odd", where=f"{MARKER}.zip", todo="Look"))
    for keys in (Qt.Key.Key_K, Qt.Key.Key_M, Qt.Key.Key_B):  # compare, memory, queue
        desk.press(keys, CONTROL)
        window.activateWindow()
    window.recent_menu.aboutToShow.emit()
    assert MARKER in window.windowTitle()
    before = places_of_the_marker()
    assert {"QMenu.action", "MessageBar.accessibleName"} <= {where.split(":")[0] for where in before}
    assert len(before) > 10

    window.activateWindow()
    window.slice_view.setFocus()
    desk.press(Qt.Key.Key_P, CONTROL | SHIFT)
    window.recent_menu.aboutToShow.emit()
    assert places_of_the_marker() == []
    assert MARKER not in window.windowTitle()
    assert window.message_bar.text == "Odd (•••). Look."

    # What comes from now on, too.
    window.message_bar.show_failure(f"{MARKER}.zip can't be read.")
    window.slice_view.show_failure(0, PhantomscopeError("Damaged", where=f"{MARKER}/{MARKER} 001.dcm"))
    window.opening_bar.start(desk.workspace.privacy.shown(marked.name))
    assert places_of_the_marker() == []

    desk.workspace.privacy.set_on(False)
    window.recent_menu.aboutToShow.emit()
    assert len(places_of_the_marker()) > 10
    assert MARKER in window.windowTitle()


def test_opening_with_privacy_on(desk: Desk, marked: Path) -> None:
    desk.workspace.privacy.set_on(True)
    told: list[str] = []
    desk.workspace.opener.progressed.connect(lambda *_: told.extend(text for _, text in texts()))
    desk.open(marked)
    assert told
    assert not [text for text in told if MARKER in text]
    desk.workspace.close_dataset()
    assert places_of_the_marker() == []
    # The list of recent scans is still of use.
    model = desk.window.empty_panel.recent_view.model()
    assert model.index(0, 0).data() == "Scan 1 (ZIP archive)"
    with desk.qtbot.waitSignal(desk.workspace.stack_changed):
        desk.window.empty_panel.recent_view.clicked.emit(model.index(0, 0))


def test_what_can_not_be_opened_is_not_named(desk: Desk, tmp_path: Path) -> None:
    desk.workspace.privacy.set_on(True)
    path = tmp_path / f"{MARKER}.zip"
    path.write_bytes(b"PK\x03\x04 and no more")
    with desk.qtbot.waitSignal(desk.workspace.opener.failed):
        desk.workspace.open_paths([path])
    assert desk.window.message_bar.text
    assert places_of_the_marker() == []


@pytest.mark.parametrize("private", [True, False])
def test_the_marker_is_in_no_picture_while_privacy_is_on(
    desk: Desk, marked: Path, tmp_path: Path, private: bool
) -> None:
    desk.open(marked)
    desk.workspace.privacy.set_on(private)
    wiring = desk.window.findChild(ExportingWiring)
    assert wiring is not None
    folder = tmp_path / "out"
    folder.mkdir()
    wiring.ask_image = answers = Answers(folder)
    for kind in ImageKind:
        with desk.qtbot.waitSignal(wiring.exporter.exported):
            wiring.export((kind,))
    found = [path.name for path in folder.iterdir() if MARKER.encode() in path.read_bytes()]
    assert sorted(found) == ([] if private else ["SLICE_DICOM.dcm", "VIEW_DICOM.dcm"])
    assert set(answers.stems) == ({"slice 5"} if private else {f"{MARKER} slice 5"})


@pytest.mark.parametrize("private", [True, False])
@pytest.mark.parametrize("kind", ["json", "csv"])
def test_the_marker_is_in_no_report_while_privacy_is_on(
    desk: Desk, marked: Path, tmp_path: Path, kind: Any, private: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(marked)
    desk.analyse(Outcome(Ending.FINISHED, result_of(marked)))
    desk.workspace.privacy.set_on(private)
    suggested: list[str] = []
    target = tmp_path / f"report.{kind}"

    def ask(_kind: str, name: str) -> Path:
        suggested.append(name)
        return target

    monkeypatch.setattr(desk.exporter, "_ask_path", ask)
    with desk.qtbot.waitSignal(desk.exporter.exported):
        dict(desk.window.actions_.exports)[kind].trigger()
    assert (MARKER.encode() in target.read_bytes()) is not private
    assert (MARKER in suggested[0]) is not private
    if private and kind == "json":
        back = AnalysisResult.from_json(target.read_bytes())
        assert back.modules == desk.workspace.result_to_report("") or back.modules == sample_result().modules
        assert back.provenance.series_uid == sample_result().provenance.series_uid


@pytest.mark.parametrize("private", [True, False])
def test_the_pdf_is_asked_for_without_names(
    desk: Desk, marked: Path, tmp_path: Path, private: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(marked)
    desk.analyse(Outcome(Ending.FINISHED, result_of(marked)))
    desk.workspace.privacy.set_on(private)
    jobs: list[Any] = []
    monkeypatch.setattr(desk.exporter, "_ask_path", lambda *_: tmp_path / "report.pdf")
    monkeypatch.setattr(desk.exporter._runner, "start", lambda job, _data: jobs.append(job))
    desk.window.actions_.export_pdf.trigger()
    assert jobs[0].private is private


def test_the_switch_is_kept_and_shows_that_it_is_on(desk: Desk, store: SettingsStore) -> None:
    wiring = desk.window.findChild(PrivacyWiring)
    assert wiring is not None
    assert not wiring.sign.isVisible()
    desk.press(Qt.Key.Key_P, CONTROL | SHIFT)
    assert wiring.sign.isVisible()
    assert store.current.privacy
    assert wiring.action in desk.window.actions_.all
    desk.press(Qt.Key.Key_P, CONTROL | SHIFT)
    assert not wiring.sign.isVisible()
    assert not store.current.privacy


def test_it_begins_as_it_was_left(desk: Desk, store: SettingsStore) -> None:
    store.change(privacy=True)
    window, workspace = build(store)
    desk.qtbot.addWidget(window)
    found = window.findChild(PrivacyWiring)
    assert found is not None
    assert workspace.privacy.is_on
    assert found.action.isChecked()
    assert isinstance(found.sign, QLabel)
    assert not found.sign.isHidden()
    window.close()


def test_a_menu_is_walked_too(desk: Desk) -> None:
    menu = QMenu(desk.window)
    menu.addAction(MARKER)
    assert places_of_the_marker() == [f"QMenu.action: {MARKER}", f"QMenu.action: {MARKER}"]


@pytest.mark.parametrize("private", [True, False])
def test_the_queue(queue_desk: QueueDesk, marked: Path, tmp_path: Path, private: bool) -> None:
    queue_desk.desk.workspace.privacy.set_on(private)
    queue, window = queue_desk.queue, queue_desk.window
    unreadable = tmp_path / f"{MARKER} 2.zip"
    unreadable.write_bytes(b"PK\x03\x04 and no more")
    window.add_paths([marked, unreadable])
    queue_desk.wait_looked()
    queue.start()
    queue_desk.desk.qtbot.waitUntil(lambda: State.RUNNING in queue_desk.states)
    queue_desk.end(Outcome(Ending.FINISHED, result_of(marked)))
    queue_desk.desk.qtbot.waitUntil(lambda: not queue.is_on)
    for row in range(2):
        window.table.selectRow(row)
        assert bool(places_of_the_marker()) is not private
    folder = tmp_path / "out"
    window.export_wanted.emit(folder)
    queue_desk.desk.qtbot.waitUntil(lambda: "Written" in window.message)
    written = b"".join(file.name.encode() + file.read_bytes() for file in folder.iterdir())
    assert (MARKER.encode() in written) is not private
    assert bool(places_of_the_marker()) is not private
