"""Whether what tells who a patient is may be seen: on the screen, in exports, in pictures."""

from PySide6.QtCore import QObject, Signal

HIDDEN = "•••"


class Privacy(QObject):
    """A switch that everything asks which shows or writes a name.

    Signals:
        changed(bool): It is on now, or off.

    Args:
        is_on: To begin with.
        parent: Qt parent.
    """

    changed = Signal(bool)

    def __init__(self, is_on: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_on = is_on

    @property
    def is_on(self) -> bool:
        """Whether identifiers are hidden."""
        return self._is_on

    def set_on(self, is_on: bool) -> None:
        """Hide identifiers, or show them."""
        if is_on != self._is_on:
            self._is_on = is_on
            self.changed.emit(is_on)

    def shown(self, text: str) -> str:
        """A text that may tell who a patient is, or dots in its place."""
        return HIDDEN if self._is_on and text else text
