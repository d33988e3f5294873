from pathlib import Path

from pytestqt.qtbot import QtBot

from phantomscope.gui.opening.recent_check import RecentCheck


def test_it_says_what_is_not_there(qtbot: QtBot, tmp_path: Path) -> None:
    there, gone = tmp_path / "a.zip", tmp_path / "b.zip"
    there.write_bytes(b"")
    check = RecentCheck()
    with qtbot.waitSignal(check.found_missing) as told:
        check.check((str(there), str(gone)))
    assert told.args == [frozenset({str(gone)})]


def test_only_the_newest_question_is_answered(qtbot: QtBot, tmp_path: Path) -> None:
    check, told = RecentCheck(), []
    check.found_missing.connect(told.append)
    check.check((str(tmp_path / "a"),))
    check.check((str(tmp_path / "b"),))
    qtbot.waitUntil(lambda: bool(told))
    assert told == [frozenset({str(tmp_path / "b")})]
