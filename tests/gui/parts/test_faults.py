import logging
import subprocess
import sys
import threading
from typing import Any

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType
from pytestqt.qtbot import QtBot

from phantomscope.child import child_environment
from phantomscope.gui.parts.faults import Faults, log_qt_message


def fault() -> tuple[type[BaseException], BaseException, Any]:
    try:
        raise ZeroDivisionError("secret")
    except ZeroDivisionError:
        kind, error, trace = sys.exc_info()
        assert kind is not None
        assert error is not None
        return kind, error, trace


def test_an_exception_that_reached_nobody_is_logged_and_told_calmly(
    qtbot: QtBot, expect_log: Any, caplog: pytest.LogCaptureFixture
) -> None:
    expect_log("phantomscope.gui.parts.faults", logging.ERROR)
    faults = Faults()
    with qtbot.waitSignal(faults.happened) as happened:
        faults.handle(*fault())
    assert "secret" not in happened.args[0]
    assert "unchanged" in happened.args[0]
    assert caplog.records[-1].exc_info is not None


def test_it_is_told_on_the_gui_thread(qtbot: QtBot, expect_log: Any) -> None:
    expect_log("phantomscope.gui.parts.faults", logging.ERROR)
    faults = Faults()
    told_on: list[threading.Thread] = []
    faults.happened.connect(lambda _: told_on.append(threading.current_thread()))
    thread = threading.Thread(target=faults.handle, args=fault())
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(told_on))
    assert told_on == [threading.main_thread()]


@pytest.mark.parametrize(
    ("kind", "level"),
    [
        (QtMsgType.QtDebugMsg, logging.DEBUG),
        (QtMsgType.QtInfoMsg, logging.INFO),
        (QtMsgType.QtWarningMsg, logging.WARNING),
        (QtMsgType.QtCriticalMsg, logging.ERROR),
    ],
)
def test_qts_messages_go_to_the_log(
    expect_log: Any, caplog: pytest.LogCaptureFixture, kind: QtMsgType, level: int
) -> None:
    expect_log("phantomscope.qt", logging.ERROR)
    caplog.set_level(logging.DEBUG, "phantomscope.qt")
    log_qt_message(kind, QMessageLogContext(), "100 % of it")
    assert (caplog.records[-1].levelno, caplog.records[-1].getMessage()) == (level, "100 % of it")


def test_the_hooks_are_taken_and_given_back() -> None:
    code = (
        "import sys; from PySide6.QtCore import QCoreApplication;"
        "from phantomscope.gui.parts.faults import Faults;"
        "app = QCoreApplication([]); faults = Faults(); faults.install();"
        "assert sys.excepthook == faults.handle; faults.uninstall();"
        "assert sys.excepthook is sys.__excepthook__"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=child_environment())


def test_names_in_qts_messages_stay_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "phantomscope.qt")
    text = "QFileSystemWatcher: cannot watch /scans/DOE^JOHN/1.dcm or \"DOE JOHN.zip\" or 'C:\\DOE'"
    log_qt_message(QtMsgType.QtInfoMsg, QMessageLogContext(), text)
    assert "DOE" not in caplog.text
    assert "QFileSystemWatcher: cannot watch" in caplog.text
