"""A button that opens a menu, with its arrow beside the text on every platform."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QStyleOptionToolButton, QToolButton, QWidget


class MenuButton(QToolButton):
    """Opens its menu at once.

    Args:
        text: What it says.
        menu: What it opens; becomes the button's own.
        parent: Qt parent.
    """

    def __init__(self, text: str, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(f"{text} ▾")
        self.setAccessibleName(text)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu.setParent(self, menu.windowFlags())

    def initStyleOption(self, option: QStyleOptionToolButton) -> None:
        """Qt: styles would draw an arrow of their own in the corner, some of them over the text."""
        super().initStyleOption(option)
        option.features &= ~QStyleOptionToolButton.ToolButtonFeature.HasMenu
