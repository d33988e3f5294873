"""How each series of the open scan is to be analysed, with undo and redo; no widget in sight."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from phantomscope.analysis.job import Edits
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.setup.series_edit import SeriesEdit, SeriesState
from phantomscope.gui.setup.setup import Setup
from phantomscope.stack.arrangement import PLAIN, Arrangement, check
from phantomscope.stack.overlay import UNCHANGED, SlotState
from phantomscope.stack.slice_stack import SliceStack

_MOST_KINDS = 10_000


class SeriesSetups(QObject):
    """Owns the setups, and the slices left out, of all series of the open scan.

    Edits are of the series that is shown. Those of another series stay true while it is not shown, but
    can't be undone any more then.

    Signals:
        changed(Setup): The setup of the series shown is another one.
        stack_edited(): Slices of the series shown were left out or came back, or all were reversed, mirrored,
            flipped or cropped.

    Attributes:
        history: What can be undone and redone, of the series shown.

    Args:
        parent: Qt parent.
    """

    changed = Signal(object)
    stack_edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.history = QUndoStack(self)
        self._setups: dict[str, Setup] = {}
        self._edits: dict[str, Edits] = {}
        self._stack: SliceStack | None = None
        self._kinds: dict[str, int] = {}
        self._era = 0

    @property
    def current(self) -> Setup:
        """The setup of the series shown; that of no series is all defaults."""
        return self.of(self._stack.series.key) if self._stack is not None else Setup()

    def of(self, key: str) -> Setup:
        """The setup of a series."""
        return self._setups.get(key, Setup())

    def is_decided(self, key: str) -> bool:
        """Whether anything was ever set about a series, be it back to the defaults."""
        return key in self._setups

    def settle(self, key: str, setup: Setup) -> None:
        """Set a series up where nothing was ever set about it; there is nothing to undo then."""
        if key in self._setups or setup == Setup():
            return
        self._setups[key] = setup
        if self._stack is not None and self._stack.series.key == key:
            self.changed.emit(setup)

    def resume(self, key: str, edits: Edits) -> None:
        """Have the slices of a series, which is not shown yet, edited in this way once it is."""
        if edits != Edits():
            self._edits[key] = edits

    def edits_of(self, key: str) -> Edits:
        """What was changed in a series' slices."""
        if self._stack is not None and self._stack.series.key == key:
            return Edits.of(self._stack.overlay)
        return self._edits.get(key, Edits())

    def start(self, stack: SliceStack) -> None:
        """Another series is shown: bring its slices to the state in which they were left."""
        self.stop()
        self._stack = stack
        edits = self._edits.pop(stack.series.key, None)
        if edits is not None:
            edits.apply_to(stack.overlay)
            stack.overlay.forget_history()

    def stop(self) -> None:
        """No series is shown any more; what was changed in it is remembered."""
        stack, self._stack = self._stack, None
        self.history.clear()
        if stack is not None and not stack.overlay.is_empty:
            self._edits[stack.series.key] = Edits.of(stack.overlay)

    def clear(self) -> None:
        """Another scan is opened: forget everything."""
        self.stop()
        self._setups.clear()
        self._edits.clear()

    # -- edits --------------------------------------------------------------------------------------------

    def end_merging(self) -> None:
        """What is changed from now on is undone apart from what was changed before."""
        self._kinds.clear()
        self._era += 1

    def change(self, text: str, *, merge: str = "", **changes: Any) -> None:
        """Change fields of the setup of the series shown; nothing happens where they are so already.

        Args:
            text: What is done, for "Undo …".
            merge: What is changed, e.g. a parameter's name: changes of the same thing that follow each
                other are undone as one. Empty for never.
            changes: Fields of Setup by name.
        """
        if self._stack is None:
            return
        before = self.current
        after = dataclasses.replace(before, **changes)
        if after == before:
            return
        kind = self._kinds.setdefault(merge, self._era * _MOST_KINDS + len(self._kinds)) if merge else -1
        self._push(text, SeriesState(before, {}), SeriesState(after, {}), kind)

    def exclude(self, slots: Iterable[int], text: str = "") -> None:
        """Leave slices out, by their places in the series. Those left out already stay so.

        Raises:
            PhantomscopeError: No slice would be left; nothing is changed then.
        """
        if self._stack is None:
            return
        overlay = self._stack.overlay
        concerned = sorted(set(slots) - overlay.removed)
        if concerned:
            if len(concerned) >= len(self._stack):
                raise PhantomscopeError(
                    self.tr("No slice would be left, so none was left out"),
                    todo=self.tr("Bring others back first, or leave out fewer"),
                )
            states = {slot: SlotState(True, overlay.packed(slot)) for slot in concerned}
            self._edit_slots(text or self._sentence("Exclude", concerned), states)

    @property
    def arrangement(self) -> Arrangement:
        """What is done to all slices of the series shown."""
        return self._stack.overlay.arrangement if self._stack is not None else PLAIN

    def rearrange(self, arrangement: Arrangement, text: str) -> None:
        """Reverse, mirror, flip or crop all slices of the series shown, or not; the source stays as it is.

        Args:
            arrangement: What is to be done to them from now on.
            text: What is done, for "Undo …".

        Raises:
            PhantomscopeError: The series can't be arranged so; nothing is changed then.
        """
        if self._stack is None or arrangement == self.arrangement:
            return
        check(arrangement, self._stack.series)
        setup = self.current
        self._push(text, SeriesState(setup, {}, self.arrangement), SeriesState(setup, {}, arrangement))

    def restore(self, slots: Iterable[int], text: str = "") -> None:
        """Bring slices back that were left out."""
        if self._stack is None:
            return
        overlay = self._stack.overlay
        concerned = sorted(set(slots) & overlay.removed)
        if concerned:
            states = {slot: SlotState(False, overlay.packed(slot)) for slot in concerned}
            self._edit_slots(text or self._sentence("Restore", concerned), states)

    # -- how ----------------------------------------------------------------------------------------------

    def _edit_slots(self, text: str, after: Mapping[int, SlotState]) -> None:
        assert self._stack is not None
        overlay, setup = self._stack.overlay, self.current
        removed = overlay.removed
        before = {slot: SlotState(slot in removed, overlay.packed(slot)) for slot in after}
        self._push(text, SeriesState(setup, before), SeriesState(setup, after))

    def _push(self, text: str, before: SeriesState, after: SeriesState, kind: int = -1) -> None:
        self.history.push(SeriesEdit(text, before, after, self._apply, kind))

    def _apply(self, state: SeriesState) -> None:
        stack = self._stack
        if stack is None:
            return
        edited = bool(state.slots) or state.arrangement is not None
        if edited:
            plain = SlotState()
            states = {s: UNCHANGED if one == plain else one for s, one in state.slots.items()}
            stack.overlay.apply(states, state.arrangement)
            stack.overlay.forget_history()  # this object's own history brings it back
        key, changed = stack.series.key, state.setup != self.current
        self._setups[key] = state.setup
        if edited:
            self.stack_edited.emit()
        if changed:
            self.changed.emit(state.setup)

    def _sentence(self, verb: str, slots: list[int]) -> str:
        if len(slots) == 1 and self._stack is not None:
            return f"{verb} Slice {self._stack.overlay.place_of(slots[0]) + 1}"
        return f"{verb} {len(slots)} Slices"
