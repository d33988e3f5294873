"""The lines above the second scan: what it is, which series, and how it is linked."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from phantomscope.gui.parts.small_label import small_label


class ElidedLabel(QLabel):
    """One line that is shortened in its middle rather than pushing others out; the tip has all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def whole(self) -> str:
        """All of its text."""
        return self._whole

    def set_whole(self, text: str) -> None:
        """Say this."""
        self._whole = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._elide()

    def minimumSizeHint(self) -> QSize:
        """Qt: no wider than needed."""
        return QSize(40, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: as much of it as there is room for."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self.contentsRect().width()
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, room))


class SecondHeading(QWidget):
    """Says what is shown and offers what can be done with it.

    Signals:
        series_chosen(int): The person wants to see the series of this place in the list.

    Attributes:
        combo: The series; hidden where there is only one.

    Args:
        actions: What stands beside the series, as buttons.
        close: Closes the scan.
        parent: Qt parent.
    """

    series_chosen = Signal(int)

    def __init__(self, actions: Sequence[QAction], close: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ElidedLabel(self)
        font = self._name.font()
        font.setWeight(QFont.Weight.DemiBold)
        self._name.setFont(font)
        self.combo = QComboBox(self)
        self.combo.setAccessibleName(self.tr("Series of the second scan"))
        self.combo.setToolTip(self.tr("Series of the second scan"))
        self.combo.setMinimumContentsLength(6)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.activated.connect(self.series_chosen)
        self._link = small_label(self, wrapped=False)
        self._link.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._lay_out([self._button(action) for action in actions], self._close_button(close))
        self.set_series((), 0)

    @property
    def name(self) -> str:
        """What the scan is called."""
        return self._name.whole

    @property
    def link_text(self) -> str:
        """How it is linked."""
        return self._link.text()

    def set_name(self, name: str) -> None:
        """Say what is shown."""
        self._name.set_whole(name)

    def set_series(self, titles: Sequence[str], current: int) -> None:
        """Offer these series; one of them is shown."""
        self.combo.clear()
        self.combo.addItems(list(titles))
        self.combo.setCurrentIndex(current)
        self.combo.setVisible(len(titles) > 1)

    def set_link_text(self, text: str) -> None:
        """Say how it is linked."""
        self._link.setText(text)
        self._link.setToolTip(text)

    def _lay_out(self, buttons: list[QToolButton], close: QToolButton) -> None:
        above = QHBoxLayout()
        above.setSpacing(4)
        above.addWidget(self._name, 1)
        for button in buttons:
            above.addWidget(button)
        above.addWidget(close)
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(self.combo, 1)
        below.addWidget(self._link, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 3, 4, 3)
        layout.setSpacing(2)
        layout.addLayout(above)
        layout.addLayout(below)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _close_button(self, close: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setText("\N{MULTIPLICATION X}")
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(self.tr("Close the second scan"))
        button.setAccessibleName(self.tr("Close the second scan"))
        button.clicked.connect(close.trigger)
        return button
