"""What the left mouse button does on the picture: one tool at a time."""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, Qt


@dataclass(frozen=True, slots=True)
class ToolDrag:
    """A step of a drag with the left button.

    Attributes:
        start: Where the button went down, in view coordinates (pixel i spans i to i + 1).
        now: Where the pointer is, in view coordinates.
        moved: How far it went since the last step, in pixels of the screen, y running down.
        modifiers: The keys held.
        is_first, is_last: Whether the drag begins or ends with this step.
    """

    start: QPointF
    now: QPointF
    moved: QPointF
    modifiers: Qt.KeyboardModifier
    is_first: bool
    is_last: bool


class MouseTool(Protocol):
    """A tool for the left button. Its canvas has one, or none: then a drag is window and level.

    Attributes:
        cursor: What the pointer looks like.
    """

    cursor: Qt.CursorShape

    def dragged(self, drag: ToolDrag) -> None:
        """The pointer moves with the button down."""

    def clicked(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> bool:
        """A click that was no drag; True where it was the tool's, False leaves it to the outlines."""

    def double_clicked(self, point: QPointF) -> bool:
        """A double click; False leaves it to *Fit*."""

    def moved(self, point: QPointF | None) -> None:
        """The pointer moves with no button down; None where it has left the picture."""

    def put_down(self) -> None:
        """Another tool is taken, or Esc was pressed: give up what has been begun."""
