"""What went wrong, in a bar inside the window that waits to be read and never stops anybody."""

import enum
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QEnterEvent, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from phantomscope.analysis.results import Verdict
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.parts.colours import colours_in, tinted
from phantomscope.gui.parts.icons import icon
from phantomscope.gui.parts.privacy import Privacy
from phantomscope.reports.symbols import SYMBOLS

_BAR_WIDTH = 4
_NOTE_MS = 6000


class Severity(enum.Enum):
    """How bad it is; the value is the verdict whose colour and sign it takes."""

    NOTE = Verdict.PASS
    ERROR = Verdict.FAIL


@dataclass(frozen=True, slots=True)
class Offer:
    """What a note lets the person do.

    Attributes:
        text, tip: What the button says, and its tooltip.
        chosen: Called when it was pressed.
    """

    text: str
    tip: str
    chosen: Callable[[], object]


class MessageBar(QFrame):
    """Says one thing at a time; hidden while it has nothing to say. Esc or its button sends it away.

    A note goes by itself, unless the pointer or the keyboard's focus is on it; what went wrong stays.

    Signals:
        dismissed(): The person has sent it away.

    Attributes:
        button: Sends it away.
        offer_button: What a note offers; hidden where it offers nothing.

    Args:
        parent: Qt parent.
        note_ms: How long a note stays, in milliseconds.
    """

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None, note_ms: int = _NOTE_MS) -> None:
        super().__init__(parent)
        self._offer: Offer | None = None
        self._pointed_at = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(note_ms)
        self._timer.timeout.connect(self._on_timeout)
        self._severity = Severity.ERROR
        self._privacy = Privacy(parent=self)
        self._error: PhantomscopeError | None = None
        self._said = ""
        self._sign = QLabel(self)
        self._what = QLabel(self)
        self._todo = QLabel(self)
        for label in (self._what, self._todo):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        bold = self.font()
        bold.setWeight(QFont.Weight.DemiBold)
        self._what.setFont(bold)
        self._sign.setFont(bold)
        self.button = QToolButton(self)
        self.button.setAutoRaise(True)
        self.button.setAccessibleName(self.tr("Dismiss the message"))
        self.button.setToolTip(self.tr("Dismiss (Esc)"))
        self.button.clicked.connect(self.dismiss)
        self.offer_button = QPushButton(self)
        self.offer_button.clicked.connect(self._on_offer_chosen)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self._what)
        texts.addWidget(self._todo)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_BAR_WIDTH + 10, 7, 8, 7)
        layout.setSpacing(10)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(texts, 1)
        layout.addWidget(self.offer_button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self._take_colours()
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it is hidden."""
        return f"{self._what.text()} {self._todo.text()}".strip() if not self.isHidden() else ""

    def follow(self, privacy: Privacy) -> None:
        """From now on say nothing that this hides."""
        self._privacy = privacy
        privacy.changed.connect(self._say)

    def show_error(self, error: PhantomscopeError, offer: Offer | None = None) -> None:
        """Say what happened, where, and what to do.

        Args:
            error: What it is.
            offer: What the person can do about it at once.
        """
        self._show("", Severity.ERROR, error, offer)

    def show_failure(self, text: str) -> None:
        """Say what went wrong.

        Args:
            text: Whole sentences.
        """
        self._show(text, Severity.ERROR)

    def show_note(self, text: str, offer: Offer | None = None) -> None:
        """Say something that is no error; it goes by itself.

        Args:
            text: Whole sentences.
            offer: What the person can do about it at once.
        """
        self._show(text, Severity.NOTE, offer=offer)
        self._timer.start()

    @Slot()
    def withdraw_offer(self) -> None:
        """What is offered, if anything is, can't be had any more: the note goes."""
        if self._offer is not None:
            self._offer = None
            self.hide()

    @Slot(object)
    def withdraw(self, said: PhantomscopeError | str) -> None:
        """What was said holds no more: it goes, if it is still here."""
        is_said = self._error is said if isinstance(said, PhantomscopeError) else self._said == said
        if is_said and not self.isHidden():
            self._offer = None
            self.hide()

    @Slot()
    def dismiss(self) -> None:
        """Go away."""
        if not self.isHidden():
            self._timer.stop()
            self._offer = None
            self.hide()
            self.dismissed.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt: who points at a note reads it."""
        super().enterEvent(event)
        self._pointed_at = True

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: it may go from now on."""
        super().leaveEvent(event)
        self._pointed_at = False
        if self._severity is Severity.NOTE and not self.isHidden():
            self._timer.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: a tinted plate with a bar at its left."""
        colour = colours_in(self.palette()).of(self._severity.value)
        painter = QPainter(self)
        painter.fillRect(self.rect(), tinted(colour, 0.14))
        painter.fillRect(0, 0, _BAR_WIDTH, self.height(), QColor(colour))
        painter.end()
        super().paintEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Qt: take another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "button"):
            self._take_colours()

    def _show(
        self,
        text: str,
        severity: Severity,
        error: PhantomscopeError | None = None,
        offer: Offer | None = None,
    ) -> None:
        self._timer.stop()
        self._pointed_at = self._pointed_at and not self.isHidden()
        self._said, self._severity, self._error, self._offer = text, severity, error, offer
        self.offer_button.setVisible(offer is not None)
        if offer is not None:
            self.offer_button.setText(offer.text)
            self.offer_button.setToolTip(offer.tip)
        self._say()
        self._sign.setText(SYMBOLS[severity.value])
        self._take_colours()
        self.show()
        self.update()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _say(self) -> None:
        what, todo = self._privacy.told(self._said), ""
        if self._error is not None:
            what, todo = self._privacy.error_texts(self._error)
        self._what.setText(what)
        self._todo.setText(todo)
        self._todo.setVisible(bool(todo))
        self.setAccessibleName(f"{what} {todo}".strip())

    @Slot()
    def _on_offer_chosen(self) -> None:
        offer, self._offer = self._offer, None
        self._timer.stop()
        self.hide()
        if offer is not None:
            offer.chosen()

    @Slot()
    def _on_timeout(self) -> None:
        if self._pointed_at or self.button.hasFocus() or self.offer_button.hasFocus():
            self._timer.start()  # it is being read, or about to be pressed
        else:
            self._offer = None
            self.hide()

    def _take_colours(self) -> None:
        self._sign.setStyleSheet(f"color: {colours_in(self.palette()).of(self._severity.value)}")
        self.button.setIcon(icon("dismiss", self.palette()))
