"""Keeps measurements true to what is open: another series, another arrangement, the same opened again."""

from PySide6.QtCore import QObject, Slot

from phantomscope.gui.measuring.measurement import Measurement
from phantomscope.gui.measuring.measurement_book import Book, MeasurementBook
from phantomscope.gui.measuring.rearranging import carried
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.arrangement import PLAIN, Arrangement
from phantomscope.stack.index import Scan
from phantomscope.stack.series import Series
from phantomscope.stack.slice_stack import SliceStack

_Size = tuple[int, int]
_Identity = tuple[str, str]  # a series' key and digest
_MOST_SERIES = 100  # of scans that are closed; the oldest go first


class BookKeeping(QObject):
    """Follows the workspace.

    What was measured on a series is kept until the program ends, a few hundred bytes a measurement, and comes
    back with the series when it is opened again and holds the same slices. Nothing is written anywhere.

    Args:
        book: The measurements.
        workspace: What is open.
        parent: Qt parent.
    """

    def __init__(self, book: MeasurementBook, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._workspace = workspace
        self._arrangements: dict[str, Arrangement] = {}
        self._scan: Scan | None = None
        self._kept: dict[_Identity, tuple[Book, Arrangement]] = {}
        self._put_aside: dict[_Identity, int] = {}
        self._lost = 0
        workspace.stack_changed.connect(self._on_stack_changed)
        workspace.setups.stack_edited.connect(self._on_stack_edited)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.rescanned.connect(self._on_rescanned)

    def lost_text(self) -> str:
        """What the last scanning again has cost, as a sentence; empty where it is nothing."""
        if not self._lost:
            return ""
        if self._lost == 1:
            return self.tr("1 measurement was dropped, since its slices are not the same any more.")
        text = self.tr("{n} measurements were dropped, since their slices are not the same any more.")
        return text.format(n=self._lost)

    @Slot(object)
    def _on_stack_changed(self, stack: SliceStack | None) -> None:
        self._book.start(stack.series.key if stack is not None else None)
        self._on_stack_edited()

    @Slot()
    def _on_stack_edited(self) -> None:
        """Slices may lie in another order, which changes no slot, or be mirrored, flipped or cropped."""
        stack = self._workspace.stack
        if stack is None:
            return
        series, now = stack.series, stack.overlay.arrangement
        before = self._arrangements.get(series.key, PLAIN)
        self._arrangements[series.key] = now
        if before == now:
            return
        if (before.mirrored, before.flipped) != (now.mirrored, now.flipped):
            for one in self._book.measurements:
                # On slices of several sizes the same place is somewhere else once they are turned.
                self._book.split(one.number, list(_by_size(one, series).values()))
        self._book.carry(lambda one: carried(one.shape, before, now, next(iter(_by_size(one, series)))))

    @Slot()
    def _on_dataset_changed(self) -> None:
        """Put aside what was open, and bring back what was measured on the series that are open now."""
        self._put_away()
        dataset = self._workspace.dataset
        self._scan = dataset.scan if dataset is not None else None
        there = self._scan.series if self._scan is not None else ()
        keys = {key for key, _ in self._kept}  # a digest takes a look at every slice
        found = {one.key: self._kept.pop((one.key, one.digest), None) for one in there if one.key in keys}
        back = {key: one for key, one in found.items() if one is not None}
        self._arrangements = {key: arrangement for key, (_, arrangement) in back.items()}
        self._book.put({key: book for key, (book, _) in back.items()})

    def _put_away(self) -> None:
        books, scan = self._book.take(), self._scan
        self._put_aside = {}
        for one in scan.series if scan is not None else ():
            if one.key in books:
                identity, book = (one.key, one.digest), books[one.key]
                self._put_aside[identity] = len(book)
                self._kept[identity] = book, self._arrangements.get(one.key, PLAIN)
        for oldest in list(self._kept)[:-_MOST_SERIES]:
            del self._kept[oldest]

    @Slot(object, object)
    def _on_rescanned(self, _before: Scan, _after: Scan) -> None:
        """Count what is lost with series that don't hold the same slices as before."""
        lost = self._put_aside.keys() & self._kept.keys()
        self._lost = sum(self._put_aside[identity] for identity in lost)
        for identity in lost:
            del self._kept[identity]


def _by_size(measurement: Measurement, series: Series) -> dict[_Size, frozenset[int] | None]:
    """The slices that a measurement is on, by rows and columns as the source has them, the first one's first.

    None stands for all slices of the series.
    """
    slots = range(len(series.slices)) if measurement.slots is None else sorted(measurement.slots)
    found: dict[_Size, set[int]] = {}
    for slot in slots:
        kind = series.slices[slot].format
        found.setdefault((kind.rows, kind.columns), set()).add(slot)
    if len(found) == 1:
        return dict.fromkeys(found, measurement.slots)
    return {size: frozenset(some) for size, some in found.items()}
