"""The verdict in a line: colour, sign and words, and its reason below; or why there is none."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from phantomscope.analysis.results import AnalysisResult, Verdict
from phantomscope.gui.parts.colours import colours_in, tinted
from phantomscope.gui.parts.privacy import Privacy
from phantomscope.reports.symbols import SYMBOLS

_BAR_WIDTH = 3
_SMALLEST_POINTS = 7.5


class VerdictBanner(QFrame):
    """Says how an analysis came out. Empty and hidden until it has something to say.

    Args:
        parent: Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verdict: Verdict | None = None
        self._bold = False
        self._privacy: Privacy | None = None
        self._said = "", ""
        self._sign = QLabel(self)
        self._text = _label(self)
        self._detail = _label(self)
        font = self._detail.font()
        font.setPointSizeF(max(_SMALLEST_POINTS, font.pointSizeF() - 1))
        self._detail.setFont(font)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_BAR_WIDTH + 6, 5, 8, 5)
        layout.setSpacing(8)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self._text)
        texts.addWidget(self._detail)
        layout.addLayout(texts, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, its sign included; empty where it says nothing."""
        return f"{self._sign.text()} {self._text.text()}" if self._verdict is not None else ""

    @property
    def detail(self) -> str:
        """What it says below: the reason, what was not scanned, whose limits; empty for nothing."""
        return self._detail.text() if self._verdict is not None else ""

    def follow(self, privacy: Privacy) -> None:
        """From now on say nothing that this hides."""
        self._privacy = privacy
        privacy.changed.connect(self._write)

    def show_result(self, result: AnalysisResult) -> None:
        """Say the verdict and how many checks passed; below it why, and what it rests on."""
        self._say(result.verdict, result.summary(), detail="\n".join(_details(result)), bold=True)

    def show_failure(self, text: str) -> None:
        """Say why there is no verdict.

        Args:
            text: Whole sentences.
        """
        self._say(Verdict.FAIL, text, bold=False)

    def show_note(self, text: str) -> None:
        """Say something that is neither."""
        self._say(Verdict.NOT_JUDGED, text, bold=False)

    def clear(self) -> None:
        """Say nothing."""
        self._verdict = None
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: a tinted plate with a bar of the verdict's colour at its left."""
        if self._verdict is not None:
            colour = colours_in(self.palette()).of(self._verdict)
            painter = QPainter(self)
            painter.fillRect(self.rect(), tinted(colour, 0.12))
            painter.fillRect(0, 0, _BAR_WIDTH, self.height(), QColor(colour))
            painter.end()
        super().paintEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Qt: take another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_texts()

    def _say(self, verdict: Verdict, text: str, *, bold: bool, detail: str = "") -> None:
        self._verdict, self._bold = verdict, bold
        font = self.font()
        font.setBold(bold)
        self._text.setFont(font)
        font.setBold(True)
        self._sign.setFont(font)
        self._sign.setText(SYMBOLS[verdict])
        self._said = text, detail
        self._write()
        self._detail.setVisible(bool(detail))
        self._colour_texts()
        self.show()
        self.update()

    def _write(self) -> None:
        text, detail = map(self._privacy.told, self._said) if self._privacy is not None else self._said
        self._text.setText(text)
        self._detail.setText(detail)
        self.setAccessibleName(self.tr("Verdict: {text}").format(text=text))
        self.setAccessibleDescription(detail)

    def _colour_texts(self) -> None:
        if self._verdict is None:
            return
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(colours_in(self.palette()).of(self._verdict)))
        self._sign.setPalette(palette)
        self._text.setPalette(palette if self._bold else QPalette())


def _label(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return label


def _details(result: AnalysisResult) -> list[str]:
    """Why the verdict is what it is, what is not judged or not scanned, how many limits are the user's."""
    lines = []
    if result.verdict in (Verdict.FAIL, Verdict.WARN):
        reason = result.reason().partition(": ")[2]
        # What was not scanned is in the line above already, and with its distance below.
        lines.append(reason.rpartition("; ")[0] if result.is_partial else reason)
    elif result.verdict is Verdict.PASS:
        lines += [result.not_judged_text()] if result.not_judged_text() else []
    lines += [
        f"{left_out.title} lies {left_out.outside_mm:.0f} mm outside the scan"
        for left_out in result.provenance.left_out
    ]
    own = sum(metric.own_limits for module in result.modules for metric in module.metrics)
    if own:
        lines.append(f"* {own} value{'' if own == 1 else 's'} judged by your own limits")
    return lines
