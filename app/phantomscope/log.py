"""The log: where tracebacks go. It never holds patient data."""

import logging
import logging.handlers
import os
import traceback
from pathlib import Path
from types import TracebackType

_MAX_BYTES = 512 * 1024

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class AnonymousFormatter(logging.Formatter):
    """Formats tracebacks without the exceptions' texts, which may quote DICOM values or file names."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, its traceback made here, whatever another handler has made of it before."""
        kept, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the base class's name
        """The frames and the exceptions' types."""
        return "" if ei[1] is None else traceback_without_values(ei[1])


def traceback_without_values(error: BaseException) -> str:
    """Where an exception came from and what kind it is, causes first, without its text."""
    parts = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = "".join(traceback.format_tb(current.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{frames}{type(current).__qualname__}")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\nwhich led to:\n".join(reversed(parts))


def log_file() -> Path:
    """Where the log is written."""
    from platformdirs import user_log_path

    return user_log_path("phantomscope", appauthor=False) / "phantomscope.log"


def to_standard_error() -> None:
    """Send this program's log to standard error, without values: for a child, whose parent reads it."""
    handler = logging.StreamHandler()
    handler.setFormatter(AnonymousFormatter("%(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("phantomscope")
    root.addHandler(handler)
    root.propagate = False


def configure() -> None:
    """Send this program's log to its file, which is kept short; without a place to write there is no log.

    A second call changes nothing.
    """
    root = logging.getLogger("phantomscope")
    if any(isinstance(handler.formatter, AnonymousFormatter) for handler in root.handlers):
        return
    handler: logging.Handler
    try:
        path = log_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise PermissionError(path)
        handler = logging.handlers.RotatingFileHandler(
            # Where nothing is to be told, no file is made: disk may be memory.
            path,
            maxBytes=_MAX_BYTES,
            backupCount=1,
            encoding="utf-8",
            delay=True,
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(AnonymousFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    # Nothing of the log goes to the terminal: people read sentences there.
    root.propagate = False
