"""All measurements of the open scan, by series, with undo and redo; no widget in sight."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from phantomscope.gui.measuring.measurement import Measurement, kind_of
from phantomscope.gui.measuring.measurement_edit import NEVER_MERGED, Changes, MeasurementEdit
from phantomscope.measure.shapes import Shape

Book = dict[int, Measurement]
Books = dict[str, Book]
"""Measurements by the key of their series and by their number."""

_FIRST_MERGED = -2  # the setups' own edits merge by numbers from 0 on


class MeasurementBook(QObject):
    """Keeps measurements as long as their scan is open, and hands them over when another one is.

    Edits are of the series that is shown, and undone in one order with all others of it. The history is
    cleared when another series is shown: measurements stay then, but can't be undone any more.

    Signals:
        changed(): Measurements of the series shown are others, or another series is shown.
        selected(): Others are selected.
        removed_on_several(str): What lay on several slices has been deleted; the undo text.

    Attributes:
        count_slices: On how many slices measurements lie that are shown; by itself it knows only of those
            that are named one by one.

    Args:
        history: Where edits go; it is somebody else's.
        parent: Qt parent.
    """

    changed = Signal()
    selected = Signal()
    removed_on_several = Signal(str)

    def __init__(self, history: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self.count_slices: Callable[[Sequence[Measurement]], int] = _count_named
        self._books: Books = {}
        self._key: str | None = None
        self._numbers = 0
        self._selection: tuple[int, ...] = ()
        self._era = 0

    # -- what there is ------------------------------------------------------------------------------------

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """Those of the series shown, in the order in which they were made."""
        return tuple(book[number] for book in (self._book,) for number in sorted(book))

    def on(self, slot: int) -> tuple[Measurement, ...]:
        """Those on a slice of the series shown."""
        return tuple(one for one in self.measurements if one.is_on(slot))

    def get(self, number: int) -> Measurement | None:
        """One of the series shown."""
        return self._book.get(number)

    @property
    def selection(self) -> tuple[Measurement, ...]:
        """Those that are selected, in the order in which they were."""
        return tuple(self._book[number] for number in self._selection if number in self._book)

    # -- which series -------------------------------------------------------------------------------------

    def start(self, key: str | None) -> None:
        """Another series is shown, or none."""
        self._key = key
        self._selection = ()
        self.changed.emit()
        self.selected.emit()

    def take(self) -> Books:
        """Another scan is opened: forget everything, and hand it over."""
        books, self._books = self._books, {}
        self.start(None)
        return {key: book for key, book in books.items() if book}

    def put(self, books: Books) -> None:
        """Keep these again, which have been taken, before a series is shown."""
        self._books = {key: dict(book) for key, book in books.items()}

    # -- what the person does -----------------------------------------------------------------------------

    def select(self, numbers: Iterable[int]) -> None:
        """Select these and no others."""
        chosen = tuple(dict.fromkeys(number for number in numbers if number in self._book))
        if chosen != self._selection:
            self._selection = chosen
            self._era += 1
            self.selected.emit()

    def add(self, shape: Shape, slot: int) -> Measurement | None:
        """Measure a shape on a slice of the series shown, and select it; None where none is shown."""
        if self._key is None:
            return None
        self._numbers += 1
        made = Measurement(self._numbers, self._ordinal(shape), shape, frozenset((slot,)))
        self._push(
            self.tr("Draw {kind}").format(kind=kind_of(shape)), {made.number: None}, {made.number: made}
        )
        self.select((made.number,))
        return made

    def reshape(self, number: int, shape: Shape) -> None:
        """Give a measurement another shape."""
        self._change(self.tr("Move {kind}").format(kind=kind_of(shape)), number, shape=shape)

    def reshape_all(self, shapes: Mapping[int, Shape]) -> None:
        """Give what is selected other shapes, by number; steps that follow each other are undone as one."""
        before = {number: self._book[number] for number in shapes if number in self._book}
        after = {number: one.with_shape(shapes[number]) for number, one in before.items()}
        if after != before:
            one = next(iter(after.values()))
            text = self.tr("Move {kind}").format(kind=kind_of(one.shape))
            self._push(text, before, after, _FIRST_MERGED - self._era)

    def rename(self, number: int, name: str) -> None:
        """Give a measurement a name; an empty one brings back its usual one."""
        self._change(self.tr("Rename Measurement"), number, name=name.strip())

    def apply_to(self, number: int, slots: frozenset[int] | None) -> None:
        """Measure it on other slices, by their places in the series; None for all."""
        if slots is None or slots:
            self._change(self.tr("Apply Measurement to Slices"), number, slots=slots)

    def remove(self, numbers: Iterable[int]) -> None:
        """Delete measurements."""
        before = {number: self._book[number] for number in numbers if number in self._book}
        if not before:
            return
        several = any(one.is_on_several for one in before.values())
        slices = self.count_slices(tuple(before.values())) if several else 1
        text = self._removal_text(tuple(before.values()), slices)
        self._push(text, before, dict.fromkeys(before))
        if slices > 1:
            self.removed_on_several.emit(text)

    def carry(self, move: Callable[[Measurement], Shape]) -> None:
        """Give all of the series shown other shapes, since the picture is arranged in another way.

        Nothing can be undone of this: it goes with the picture, whose arrangement is undone itself.
        """
        book = self._book
        if book:
            book.update({number: one.with_shape(move(one)) for number, one in book.items()})
            self.changed.emit()

    def split(self, number: int, groups: Sequence[frozenset[int] | None]) -> None:
        """Keep a measurement on the first group of its slices, and one alike on each of the others.

        Nothing can be undone of this, as of ``carry``.
        """
        one = self._book.get(number)
        if one is None or len(groups) < 2:
            return
        self._book[number] = replace(one, slots=groups[0])
        for slots in groups[1:]:
            self._numbers += 1
            made = replace(one, number=self._numbers, ordinal=self._ordinal(one.shape), slots=slots)
            self._book[made.number] = made
        self.changed.emit()

    # -- how ----------------------------------------------------------------------------------------------

    def _removal_text(self, gone: Sequence[Measurement], slices: int) -> str:
        kind = kind_of(gone[0].shape)
        if len(gone) == 1 and slices > 1:
            return self.tr("Delete {kind} on {n} Slices").format(kind=kind, n=slices)
        if len(gone) == 1:
            return self.tr("Delete {kind}").format(kind=kind)
        if slices > 1:
            return self.tr("Delete {n} Measurements on {slices} Slices").format(n=len(gone), slices=slices)
        return self.tr("Delete {n} Measurements").format(n=len(gone))

    def _ordinal(self, shape: Shape) -> int:
        """The next one of its kind."""
        alike = [one.ordinal for one in self.measurements if type(one.shape) is type(shape)]
        return max(alike, default=0) + 1

    @property
    def _book(self) -> dict[int, Measurement]:
        return self._books.setdefault(self._key, {}) if self._key is not None else {}

    def _change(self, text: str, number: int, **changes: object) -> None:
        before = self._book.get(number)
        if before is None:
            return
        after = replace(before, **changes)  # type: ignore[arg-type]
        if after != before:
            self._push(text, {number: before}, {number: after})

    def _push(self, text: str, before: Changes, after: Changes, kind: int = NEVER_MERGED) -> None:
        if kind == NEVER_MERGED:
            self._era += 1
        self._history.push(MeasurementEdit(text, before, after, self._apply, kind))

    def _apply(self, changes: Changes) -> None:
        book = self._book
        for number, measurement in changes.items():
            if measurement is None:
                book.pop(number, None)
            else:
                book[number] = measurement
        gone = not all(number in book for number in self._selection)
        self._selection = tuple(number for number in self._selection if number in book)
        self.changed.emit()
        if gone:
            self.selected.emit()


def _count_named(measurements: Sequence[Measurement]) -> int:
    return len(frozenset[int]().union(*(one.slots or () for one in measurements)))
