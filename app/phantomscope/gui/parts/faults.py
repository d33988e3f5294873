"""What nobody caught: into the log with it, and a calm sentence into the window."""

import logging
import re
import sys
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler

logger = logging.getLogger(__name__)
qt_logger = logging.getLogger("phantomscope.qt")

# What the offscreen platform says whenever a window is shown.
_NO_SCREEN = "This plugin does not support"

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


# What may be a file's name, and with it a patient's: anything quoted, and anything with a path separator.
_NAMES = re.compile(r"\"[^\"]*\"|'[^']*'|\S*[/\\]\S*")


def _scrubbed(text: str) -> str:
    return _NAMES.sub("…", text)


class Faults(QObject):
    """Takes over the interpreter's hook for exceptions that reached nobody, and Qt's messages.

    Signals:
        happened(str): What to tell the person; comes on the GUI thread.
    """

    happened = Signal(str)
    _caught = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over from now on."""
        sys.excepthook = self.handle
        qInstallMessageHandler(log_qt_message)

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        qInstallMessageHandler(None)

    def handle(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log an exception and tell the person; Ctrl+C in the terminal ends the program as ever."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        logger.error("an exception reached nobody", exc_info=(kind, error, trace))
        self._caught.emit()

    def _on_caught(self) -> None:
        self.happened.emit(
            "Something went wrong in the program. Your scan is unchanged. "
            "If it behaves oddly from now on, start it again; the log has what is known."
        )


def log_qt_message(kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
    """Qt's own messages go to the log."""
    level = _LEVELS.get(kind, logging.WARNING)
    if text is not None and text.startswith(_NO_SCREEN):
        level = logging.DEBUG
    qt_logger.log(level, "%s", _scrubbed(text or ""))
