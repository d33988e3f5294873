"""What pylinac warned of: a line that unfolds, never swallowed."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from phantomscope.gui.parts.colours import colours_in
from phantomscope.gui.parts.privacy import Privacy

_UNFOLDED_UP_TO = 1


class WarningsBox(QWidget):
    """Hidden without warnings; one warning is shown at once, more unfold at a click.

    Args:
        parent: Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unfolded = False
        self._privacy: Privacy | None = None
        self._warnings: tuple[str, ...] = ()
        self._button = QToolButton(self)
        self._button.setAutoRaise(True)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._button.clicked.connect(lambda: self._unfold(not self._unfolded))
        self._label = QLabel(self)
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setContentsMargins(20, 0, 4, 4)
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._button)
        layout.addWidget(self._label)
        self._colour()
        self.hide()

    @property
    def is_unfolded(self) -> bool:
        """Whether the warnings' texts are shown."""
        return self._unfolded

    @property
    def text(self) -> str:
        """All warnings, a line each."""
        return self._label.text()

    def follow(self, privacy: Privacy) -> None:
        """From now on say nothing that this hides."""
        self._privacy = privacy
        privacy.changed.connect(self._write)

    def set_warnings(self, warnings: tuple[str, ...]) -> None:
        """Show other warnings, or none."""
        self._warnings = warnings
        self._write()
        one = len(warnings) == 1
        self._button.setText(
            (
                self.tr("! {count} warning from the analysis")
                if one
                else self.tr("! {count} warnings from the analysis")
            ).format(count=len(warnings))
        )
        self._unfold(0 < len(warnings) <= _UNFOLDED_UP_TO)
        self.setVisible(bool(warnings))

    def changeEvent(self, event: QEvent) -> None:
        """Qt: take another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _write(self) -> None:
        text = "\n".join(f"• {warning}" for warning in self._warnings)
        self._label.setText(self._privacy.told(text) if self._privacy is not None else text)

    def _colour(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.ButtonText, QColor(colours_in(self.palette()).warn))
        self._button.setPalette(palette)

    def _unfold(self, unfolded: bool) -> None:
        self._unfolded = unfolded
        self._button.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)
        self._label.setVisible(unfolded)
