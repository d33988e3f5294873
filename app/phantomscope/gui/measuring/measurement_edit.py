"""One change of measurements, as Qt's undo stack keeps it."""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QUndoCommand

from phantomscope.gui.measuring.measurement import Measurement

Changes = Mapping[int, Measurement | None]
"""Measurements by their numbers; None where there is none."""

NEVER_MERGED = -1


class MeasurementEdit(QUndoCommand):
    """From some measurements to others and back.

    Args:
        text: What was done, as the menu says it after "Undo".
        before, after: What is concerned, as it was and as it is then.
        apply: Makes it true.
        kind: Edits of the same kind that follow each other become one; -1 for never.
    """

    def __init__(
        self,
        text: str,
        before: Changes,
        after: Changes,
        apply: Callable[[Changes], None],
        kind: int = NEVER_MERGED,
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
        if not isinstance(other, MeasurementEdit) or other.id() != self._kind:
            return False
        self._after = other._after
        return True
