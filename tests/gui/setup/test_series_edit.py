from PySide6.QtGui import QUndoStack

from phantomscope.gui.setup.series_edit import SeriesEdit, SeriesState
from phantomscope.gui.setup.setup import Setup


def state(name: str) -> SeriesState:
    return SeriesState(Setup(phantom=name), {})


def test_do_undo_redo() -> None:
    seen: list[str] = []
    history = QUndoStack()
    history.push(SeriesEdit("Choose B", state("A"), state("B"), lambda one: seen.append(one.setup.phantom)))
    history.undo()
    history.redo()
    assert seen == ["B", "A", "B"]
    assert history.undoText() == "Choose B"


def test_edits_of_one_kind_become_one() -> None:
    seen: list[str] = []
    history = QUndoStack()
    for before, after in ("AB", "BC", "CD"):
        history.push(
            SeriesEdit(after, state(before), state(after), lambda one: seen.append(one.setup.phantom), kind=7)
        )
    assert history.count() == 1
    assert history.undoText() == "D"
    history.undo()
    assert seen[-1] == "A"
    history.redo()
    assert seen[-1] == "D"


def test_other_kinds_stay_apart() -> None:
    history = QUndoStack()
    for kind in (1, 2, -1, -1):
        history.push(SeriesEdit("x", state("A"), state("B"), lambda _: None, kind))
    assert history.count() == 4
