"""The line above a dock: its name, and buttons whose signs suit light and dark alike."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QToolButton, QWidget

from phantomscope.gui.parts.icons import icon
from phantomscope.gui.parts.panel_heading import PanelHeading


class DockTitle(QWidget):
    """Replaces the style's own title bar; a drag or a double click on it does what it does there.

    Attributes:
        float_button: Takes the dock out of the window, or puts it back.
        close_button: Closes the dock.

    Args:
        dock: Whose title it is; the parent.
    """

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._dock = dock
        heading = PanelHeading(dock.windowTitle(), self)
        dock.windowTitleChanged.connect(heading.setText)
        self.float_button = self._button(self.tr("Window of its own, or back into this one"))
        self.float_button.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self.close_button = self._button(self.tr("Close"))
        self.close_button.clicked.connect(dock.close)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(2)
        row.addWidget(heading, 1)
        row.addWidget(self.float_button)
        row.addWidget(self.close_button)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: take another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "close_button"):
            self._draw()

    def _button(self, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def _draw(self) -> None:
        self.float_button.setIcon(icon("float", self.palette()))
        self.close_button.setIcon(icon("dismiss", self.palette()))
