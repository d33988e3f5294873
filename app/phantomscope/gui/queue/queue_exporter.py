"""All results of the queue into a folder, off the GUI thread."""

import dataclasses
import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from phantomscope.analysis.private_result import HIDDEN, Hider, private_result
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.queue.queue_item import QueueItem, State
from phantomscope.stack.member import SourceSpec

if TYPE_CHECKING:  # loaded when reports are written
    from phantomscope.reports.report_folder import SummaryRow

logger = logging.getLogger(__name__)

_FAULT = "The results could not be written. Try again; the log has what is known."


class QueueExporter(QObject):
    """Writes JSON and CSV of each result and one table of all; one folder at a time.

    Signals:
        exported(str): What was written, a sentence.
        failed(str): Why not all was, in sentences for a person.

    Args:
        parent: Qt parent.
    """

    exported = Signal(str)
    failed = Signal(str)
    _ended = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether files are being written."""
        return self._thread is not None

    def export(
        self,
        items: Sequence[QueueItem],
        folder: Path,
        hidden: tuple[str, ...] | None = None,
        beside: tuple[SourceSpec, ...] = (),
    ) -> None:
        """Write the results of these items into a folder; nothing there is written over.

        Args:
            items: What has been analysed, or not.
            folder: Where to.
            hidden: Names that must not be read, besides those of the items; None hides none.
            beside: What else is open, where nothing is written to.
        """
        if self._thread is None:
            self._thread = threading.Thread(
                target=self._work,
                args=(tuple(items), folder, hidden, beside),
                name="export all",
                daemon=False,
            )
            self._thread.start()

    def shutdown(self) -> None:
        """Wait until what is being written is written."""
        if self._thread is not None:
            self._thread.join()

    def _work(
        self,
        items: tuple[QueueItem, ...],
        folder: Path,
        hidden: tuple[str, ...] | None,
        beside: tuple[SourceSpec, ...],
    ) -> None:
        try:
            told = _write_all(items, folder, hidden, beside), ""
        except PhantomscopeError as error:
            told = "", str(error)
        except Exception:
            logger.exception("results could not be written")
            told = "", _FAULT
        try:
            self._ended.emit(*told)
        except RuntimeError:
            logger.debug("the window closed while results were being written")

    @Slot(str, str)
    def _on_ended(self, written: str, problem: str) -> None:
        self._thread = None
        if problem:
            self.failed.emit(problem)
        else:
            self.exported.emit(written)


def _write_all(
    items: Sequence[QueueItem],
    folder: Path,
    hidden: tuple[str, ...] | None,
    beside: tuple[SourceSpec, ...],
) -> str:
    from phantomscope.reports.report_folder import ReportFolder, documents_of, row_of

    specs = [SourceSpec("path", tuple(map(str, item.origin.paths))) for item in items if item.origin.paths]
    place = ReportFolder(folder, (*specs, *beside))
    place.check()
    rows, count = [], 0
    for number, item in enumerate(items, 1):
        if item.result is None:
            row = _row_without(item)
            rows.append(row if hidden is None else _private_row(row, Hider([*hidden, *item.names])))
            continue
        result, title = item.result, f"{Path(item.origin.name).stem} {item.result.provenance.series_title}"
        if hidden is not None:
            result = private_result(result, [*hidden, *item.names])
            title = f"{number} {result.provenance.phantom}"
        files = place.write(title, documents_of(result))
        rows.append(row_of(result, files))
        count += 1
    name = place.write_summary(rows)
    results = "1 result" if count == 1 else f"{count} results"
    where = folder.name if hidden is None else "the folder"
    return f"Written to {where}: {results} as JSON and CSV, and {name}."


def _private_row(row: "SummaryRow", hide: Hider) -> "SummaryRow":
    return dataclasses.replace(
        row, source=HIDDEN, series=HIDDEN if row.series else "", reason=hide.text(row.reason)
    )


def _row_without(item: QueueItem) -> "SummaryRow":
    from phantomscope.reports.report_folder import NOT_ANALYSED, SummaryRow

    title, slices = (item.series.title, item.series.slices) if item.series is not None else ("", 0)
    reason = item.text or {State.CANCELLED: "Cancelled"}.get(item.state, "Not done yet")
    return SummaryRow(item.origin.name, title, slices, item.phantom_name, NOT_ANALYSED, reason)
