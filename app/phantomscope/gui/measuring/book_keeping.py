"""Keeps measurements true to what is open: another series, another arrangement, the same scanned again."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Slot

from phantomscope.gui.measuring.measurement import Measurement
from phantomscope.gui.measuring.measurement_book import Books, MeasurementBook
from phantomscope.gui.measuring.rearranging import carried
from phantomscope.gui.opening.rescan import same_series
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.arrangement import PLAIN, Arrangement
from phantomscope.stack.index import Scan
from phantomscope.stack.series import Series
from phantomscope.stack.slice_stack import SliceStack

_Size = tuple[int, int]


class BookKeeping(QObject):
    """Follows the workspace.

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
        self._aside: tuple[Books, Mapping[str, Arrangement]] = {}, {}
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
        self._aside = {}, {}
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
        self._aside = self._book.take(), self._arrangements
        self._arrangements = {}

    @Slot(object, object)
    def _on_rescanned(self, before: Scan, after: Scan) -> None:
        """Bring those back whose series holds the same slices as before."""
        (books, arrangements), self._aside = self._aside, ({}, {})
        same = same_series(before, after, books.keys())
        self._arrangements = {key: one for key, one in arrangements.items() if key in same}
        self._book.put({key: book for key, book in books.items() if key in same})
        self._lost = sum(len(book) for key, book in books.items() if key not in same)


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
