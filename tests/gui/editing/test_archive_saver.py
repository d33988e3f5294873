import threading
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from dicom_files import slices, zip_bytes
from phantomscope.analysis.job import Edits
from phantomscope.errors import OperationCancelled, PhantomscopeError
from phantomscope.gui.editing.archive_saver import ArchiveSaver, SaveRequest
from phantomscope.saving import new_archive
from phantomscope.stack.arrangement import Arrangement
from phantomscope.stack.index import scan
from phantomscope.stack.sources import open_bytes, open_path


def test_progress_and_the_end_are_told(qtbot: QtBot, tmp_path: Path) -> None:
    saver = ArchiveSaver()
    told: list[tuple[int, int]] = []
    saver.progressed.connect(lambda done, total: told.append((done, total)))
    with closing(open_bytes(zip_bytes(slices(4)))) as source:
        edits = Edits((1,), {}, Arrangement(mirrored=True))
        request = SaveRequest(source, scan(source).series[0], edits, tmp_path / "new.zip", False)
        with qtbot.waitSignal(saver.saved) as saved:
            saver.start(request)
            assert saver.is_busy
    assert (saved.args[0].slices, saved.args[0].copied) == (3, 0)
    assert told[-1] == (6, 6)
    assert not saver.is_busy
    saver.shutdown()


def test_a_file_that_was_replaced_since_is_not_saved(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(slices(4)))
    saver = ArchiveSaver()
    with closing(open_path(path)) as source:
        series = scan(source).series[0]
        path.unlink()
        path.write_bytes(zip_bytes(slices(5)))
        with qtbot.waitSignal(saver.failed) as failed:
            saver.start(SaveRequest(source, series, Edits(), tmp_path / "new.zip", False))
    assert isinstance(failed.args[0], PhantomscopeError)
    assert "changed on disk" in failed.args[0].what
    assert not (tmp_path / "new.zip").exists()
    saver.shutdown()


def test_closing_does_not_wait_for_a_thread_that_takes_long(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, begun = threading.Event(), threading.Event()

    def slow(*_: object, **__: object) -> None:
        begun.set()
        assert go_on.wait(20)
        raise OperationCancelled

    monkeypatch.setattr(new_archive, "save_new_archive", slow)
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(slices(4)))
    saver, ended = ArchiveSaver(), list[int]()
    saver.ended.connect(lambda: ended.append(1))
    with closing(open_path(path)) as source:
        saver.start(SaveRequest(source, scan(source).series[0], Edits(), tmp_path / "new.zip", False))
        assert begun.wait(20)
        saver.shutdown()  # would wait for ever otherwise
        thread = saver._thread
        assert thread is not None
        assert thread.is_alive()
        assert not thread.daemon  # the program waits for it at its end
        go_on.set()
        thread.join()
    QCoreApplication.processEvents()
    assert not ended
