"""One change to how a series is analysed or to its slices, as Qt's undo stack keeps it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QUndoCommand

from phantomscope.gui.setup.setup import Setup
from phantomscope.stack.arrangement import Arrangement
from phantomscope.stack.overlay import SlotState

_NEVER_MERGED = -1


@dataclass(frozen=True, slots=True)
class SeriesState:
    """All of a series that a person can change.

    Attributes:
        setup: How it is analysed.
        slots: What the overlay says of the slots that are concerned.
        arrangement: What is done to all slices; None where that is not concerned.
    """

    setup: Setup
    slots: Mapping[int, SlotState]
    arrangement: Arrangement | None = None


class SeriesEdit(QUndoCommand):
    """From one state to another and back.

    Args:
        text: What was done, as the menu says it after "Undo".
        before, after: The states.
        apply: Makes a state true.
        kind: Edits of the same kind that follow each other become one; -1 for never.
    """

    def __init__(
        self,
        text: str,
        before: SeriesState,
        after: SeriesState,
        apply: Callable[[SeriesState], None],
        kind: int = _NEVER_MERGED,
    ) -> None:
        super().__init__(text)
        self._before, self._after, self._apply, self._kind = before, after, apply, kind

    def redo(self) -> None:
        """Qt: do it, also for the first time."""
        self._apply(self._after)

    def undo(self) -> None:
        """Qt: take it back."""
        self._apply(self._before)

    def id(self) -> int:
        """Qt: what may be merged."""
        return self._kind

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Qt: become one with the edit that follows."""
        if not isinstance(other, SeriesEdit) or other.id() != self._kind:
            return False
        self._after = other._after
        self.setText(other.text())
        return True
