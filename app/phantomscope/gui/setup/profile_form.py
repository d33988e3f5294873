"""A question below the bar of profiles: which name, for which scanner, or whether to remove one."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from phantomscope.gui.parts.small_label import small_label


class ProfileForm(QFrame):
    """Asks one thing at a time, in place; hidden while it asks nothing. Esc gives up, Enter answers.

    Signals:
        answered(str, int): The name, and which of the scopes offered.
        given_up(): The person has thought better of it.

    Args:
        parent: Qt parent.
    """

    answered = Signal(str, int)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.question = small_label(self)
        self.name = QLineEdit(self)
        self.name.setAccessibleName(self.tr("Name of the profile"))
        self.name.setMaxLength(80)
        self.scope = QComboBox(self)
        self.scope.setAccessibleName(self.tr("Which scans the profile is for"))
        self.scope.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.scope.setMinimumContentsLength(12)
        self.accept_button = QPushButton(self)
        self.give_up_button = QPushButton(self.tr("Cancel"), self)
        self._rows = QFormLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setVerticalSpacing(4)
        self._rows.addRow(self.tr("&Name"), self.name)
        self._rows.addRow(self.tr("&For"), self.scope)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.give_up_button)
        buttons.addWidget(self.accept_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(5)
        layout.addWidget(self.question)
        layout.addLayout(self._rows)
        layout.addLayout(buttons)
        self.name.textChanged.connect(self._refresh)
        self.name.returnPressed.connect(self._answer)
        self.accept_button.clicked.connect(self._answer)
        self.give_up_button.clicked.connect(self._give_up)
        self.hide()

    def ask_name(self, question: str, verb: str, name: str, scopes: Sequence[str] = ()) -> None:
        """Ask for a name, and which scans it is for where there is a choice.

        Args:
            question: What is asked.
            verb: What the button says.
            name: To start from.
            scopes: What to choose from, the first to start from.
        """
        self.scope.clear()
        self.scope.addItems(list(scopes))
        for number, scope in enumerate(scopes):
            self.scope.setItemData(number, scope, Qt.ItemDataRole.ToolTipRole)
        self._rows.setRowVisible(self.name, True)
        self._rows.setRowVisible(self.scope, bool(scopes))
        self.name.setText(name)
        self._open(question, verb)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def ask_whether(self, question: str, verb: str) -> None:
        """Ask whether to do it."""
        self.name.setText("")
        self._rows.setRowVisible(self.name, False)
        self._rows.setRowVisible(self.scope, False)
        self._open(question, verb)
        self.give_up_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """Qt: Esc and Enter are this form's while it has the focus, not the window's."""
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Esc gives up; Enter presses the button that has the focus."""
        focus = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self._give_up()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QPushButton):
            focus.click()
        else:
            super().keyPressEvent(event)

    def _open(self, question: str, verb: str) -> None:
        self.question.setText(question)
        self.setAccessibleName(question)
        self.accept_button.setText(verb)
        self._refresh()
        self.show()

    @Slot()
    def _refresh(self) -> None:
        needs_name = self._rows.isRowVisible(self.name)
        self.accept_button.setEnabled(not needs_name or bool(self.name.text().strip()))

    @Slot()
    def _answer(self) -> None:
        if self.accept_button.isEnabled():
            self.hide()
            self.answered.emit(" ".join(self.name.text().split()), max(0, self.scope.currentIndex()))

    @Slot()
    def _give_up(self) -> None:
        self.hide()
        self.given_up.emit()
