"""The lines above the first scan while the second is beside it, so that both pictures are equally high."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from phantomscope.gui.parts.small_label import small_label
from phantomscope.gui.second.second_heading import ElidedLabel


class FirstHeading(QWidget):
    """Says which scan the first is, and is as high as the second's heading.

    Args:
        like: The second's heading.
        parent: Qt parent.
    """

    def __init__(self, like: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._like = like
        self._name = ElidedLabel(self)
        font = self._name.font()
        font.setWeight(QFont.Weight.DemiBold)
        self._name.setFont(font)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 3, 4, 3)
        layout.setSpacing(2)
        layout.addWidget(self._name)
        layout.addWidget(small_label(self, self.tr("First scan"), wrapped=False))
        self.hide()
        like.installEventFilter(self)

    @property
    def name(self) -> str:
        """What the scan is called."""
        return self._name.whole

    def set_name(self, name: str) -> None:
        """Say what is shown."""
        self._name.set_whole(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: be as high as the other one."""
        if watched is self._like and event.type() == QEvent.Type.Resize:
            self.setFixedHeight(self._like.height())
        return False
