"""One side of the comparison: which result, and how it came about."""

from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from phantomscope.analysis.results import AnalysisResult, Provenance
from phantomscope.reports.symbols import SYMBOLS


class ComparisonSide(QWidget):
    """Chooses a result and says where it comes from.

    Signals:
        chosen(): Another result is chosen.
        file_wanted(): The person wants to choose a saved one.

    Attributes:
        combo: The results to choose from.
        button: Asks for a file.

    Args:
        letter: "A" or "B".
        parent: Qt parent.
    """

    chosen = Signal()
    file_wanted = Signal()

    def __init__(self, letter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results: dict[str, AnalysisResult] = {}
        heading = QLabel(letter, self)
        font = heading.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() + 3)
        heading.setFont(font)
        self.combo = _Combo(self)
        self.combo.setAccessibleName(self.tr("Result {letter}").format(letter=letter))
        self.combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.button = QPushButton(self.tr("From File…"), self)
        self.button.setAccessibleName(self.tr("Result {letter} from a file").format(letter=letter))
        self.button.setToolTip(self.tr("Choose a result that was exported as JSON"))
        self._origin = QLabel(self)
        self._origin.setTextFormat(Qt.TextFormat.PlainText)
        self._origin.setWordWrap(True)
        self._origin.setForegroundRole(QPalette.ColorRole.WindowText)
        self._origin.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.addWidget(heading)
        row.addWidget(self.combo, 1)
        row.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self._origin)
        layout.addStretch(1)
        self.combo.currentIndexChanged.connect(self._on_chosen)
        self.button.clicked.connect(self.file_wanted)

    @property
    def result(self) -> AnalysisResult | None:
        """The result chosen."""
        return self._results.get(self.combo.currentText())

    @property
    def origin_text(self) -> str:
        """Where it comes from."""
        return self._origin.text()

    def set_results(self, results: dict[str, AnalysisResult], name: str) -> None:
        """Offer these and choose one, by name; none where there is no such."""
        self._results = dict(results)
        self.combo.blockSignals(True)
        self.combo.clear()
        self.combo.addItems(list(results))
        for place, text in enumerate(results):
            self.combo.setItemData(place, text, Qt.ItemDataRole.ToolTipRole)
        self.combo.setCurrentIndex(self.combo.findText(name) if name else -1)
        self.combo.blockSignals(False)
        self.combo.setPlaceholderText(self.tr("No result yet") if not results else self.tr("Choose a result"))
        self._on_chosen()

    def _on_chosen(self) -> None:
        result = self.result
        self._origin.setText(_text_of(result) if result is not None else "")
        self.combo.setToolTip(self.combo.currentText())
        self.chosen.emit()


class _Combo(QComboBox):
    """Its names are long; the window must not become so."""

    def minimumSizeHint(self) -> QSize:
        return QSize(120, super().minimumSizeHint().height())


def _text_of(result: AnalysisResult) -> str:
    return origin_text(result.provenance, f"{SYMBOLS[result.verdict]} {result.summary()}")


def origin_text(origin: Provenance, summary: str) -> str:
    """How a result came about, a line each."""
    lines = [
        summary,
        f"{origin.phantom} · {_day(origin.analysed_at)} · {origin.source}",
        f"{origin.series_title} · {origin.slice_count} slices · pylinac {origin.pylinac}"
        + (f" · profile {origin.profile}" if origin.profile else ""),
    ]
    if origin.edits:
        lines.append(f"Edits: {'; '.join(origin.edits)}")
    if origin.left_out:
        lines.append(f"Partial run without {', '.join(module.title for module in origin.left_out)}")
    return "\n".join(lines)


def _day(text: str) -> str:
    """Date and time of the place where it was analysed: "2025-01-31 09:30"."""
    try:
        return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return text or "unknown date"
