"""The limits of one metric, or of several at once, in a small window that shows the verdict as one types."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from phantomscope.analysis.results import Tolerance, Verdict, listed
from phantomscope.gui.parts.colours import colours_in, tinted
from phantomscope.gui.parts.marked import QT_TRANSLATE_NOOP
from phantomscope.gui.parts.number_edit import NumberEdit
from phantomscope.gui.parts.small_label import small_label
from phantomscope.gui.setup.tolerance_draft import (
    NUMBERS,
    Target,
    Various,
    common,
    contradictions,
    drafted,
    preview,
)
from phantomscope.reports.symbols import SYMBOLS

_WIDTH = 340
_NAMES_TOLD = 4
_PROBLEMS_TOLD = 3
_ROWS = (
    (QT_TRANSLATE_NOOP("ToleranceEditor", "Away from nominal by  ±"), "tolerance", "warn_tolerance"),
    (QT_TRANSLATE_NOOP("ToleranceEditor", "Below minimum"), "minimum", "warn_minimum"),
    (QT_TRANSLATE_NOOP("ToleranceEditor", "Above maximum"), "maximum", "warn_maximum"),
)
_SPOKEN = {
    "nominal": QT_TRANSLATE_NOOP("ToleranceEditor", "Nominal value"),
    "tolerance": QT_TRANSLATE_NOOP("ToleranceEditor", "Tolerance: fails beyond"),
    "warn_tolerance": QT_TRANSLATE_NOOP("ToleranceEditor", "Tolerance: warns beyond"),
    "minimum": QT_TRANSLATE_NOOP("ToleranceEditor", "Minimum: fails below"),
    "maximum": QT_TRANSLATE_NOOP("ToleranceEditor", "Maximum: fails above"),
    "warn_minimum": QT_TRANSLATE_NOOP("ToleranceEditor", "Minimum: warns below"),
    "warn_maximum": QT_TRANSLATE_NOOP("ToleranceEditor", "Maximum: warns above"),
}


class ToleranceEditor(QDialog):
    """Asks for limits. Not modal; Enter applies, Esc closes.

    Signals:
        applied(dict[str, Tolerance]): The person set these, by metric key.
        given_back(tuple[str, ...]): These metrics are to be judged by pylinac's limits again, by key.

    Attributes:
        edits: The fields by the attribute of Tolerance that they are for.
        not_judged: Whether the metrics are not to be judged at all.
        apply_button, back_button, close_button: The buttons.

    Args:
        parent: Above whose window it stays.
    """

    applied = Signal(object)
    given_back = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._targets: tuple[Target, ...] = ()
        self._touched: set[str] = set()
        self._not_judged = False
        self.setWindowTitle(self.tr("Tolerance"))
        self.setMinimumWidth(_WIDTH)
        self._build()
        self._lay_out()

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the metrics that it is about."""
        return tuple(target.metric.key for target in self._targets)

    @property
    def verdict_text(self) -> str:
        """How the metrics would be judged."""
        return self._preview.text()

    @property
    def problem_text(self) -> str:
        """Why it can't be applied; empty where it can."""
        return self._problems.text() if not self._problems.isHidden() else ""

    @property
    def facts_text(self) -> str:
        """What is measured, and what pylinac expects."""
        return self._facts.text()

    def show_targets(self, targets: Sequence[Target]) -> None:
        """Ask for the limits of these metrics."""
        self._targets, self._touched = tuple(targets), set()
        self._not_judged = all(target.own is not None and not target.own.judged for target in targets)
        several = len(targets) > 1
        self.setWindowTitle(
            self.tr("Tolerances")
            if several
            else self.tr("Tolerance of {name}").format(name=targets[0].metric.name)
        )
        self._title.setText(
            self.tr("{count} metrics").format(count=len(targets)) if several else targets[0].metric.name
        )
        self._facts.setText(_facts_of_several(targets) if several else _facts_of(targets[0]))
        units = {target.metric.unit for target in targets}
        self._unit.setText(next(iter(units)) if len(units) == 1 else "")
        for name, edit in self.edits.items():
            number = common(targets, name)
            edit.blockSignals(True)
            edit.show_number(None if isinstance(number, Various) else number)
            edit.blockSignals(False)
            edit.setPlaceholderText(self.tr("various") if isinstance(number, Various) else "")
        nominal = self.edits["nominal"]
        nominal.setEnabled(not several)
        if several:
            nominal.clear()
            nominal.setPlaceholderText(self.tr("each its own"))
        elif targets[0].metric.nominal is not None:
            nominal.setPlaceholderText(f"{targets[0].metric.nominal:.6g}".replace("-", "\N{MINUS SIGN}"))
        self.not_judged.blockSignals(True)
        self.not_judged.setChecked(self._not_judged)
        self.not_judged.blockSignals(False)
        self.back_button.setEnabled(any(target.own is not None for target in targets))
        self._refresh()
        first = self.edits["tolerance"]
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        first.selectAll()
        self.adjustSize()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: take another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "apply_button"):
            self._refresh()

    # -- building -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        font = self._title.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() + 1)
        self._title.setFont(font)
        self._facts = small_label(self)
        self._unit = QLabel(self)
        self.edits = {name: NumberEdit(self.tr(_SPOKEN[name]), self) for name in NUMBERS}
        for name, edit in self.edits.items():
            edit.textChanged.connect(lambda _, name=name: self._on_typed(name))
        self.not_judged = QCheckBox(self.tr("Do &not judge"), self)
        self.not_judged.toggled.connect(self._refresh)
        self._preview = _Plate(self)
        self._problems = small_label(self)
        self.apply_button = QPushButton(self.tr("&Apply"), self)
        self.apply_button.setDefault(True)
        self.apply_button.clicked.connect(self._apply)
        self.back_button = QPushButton(self.tr("&Back to pylinac’s"), self)
        self.back_button.setToolTip(self.tr("Judge by pylinac’s own limits again"))
        self.back_button.clicked.connect(self._give_back)
        self.close_button = QPushButton(self.tr("Close"), self)
        self.close_button.clicked.connect(self.close)
        for button in (self.back_button, self.close_button):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(5)
        nominal = QLabel(self.tr("N&ominal"), self)
        nominal.setBuddy(self.edits["nominal"])
        grid.addWidget(nominal, 0, 0)
        grid.addWidget(self.edits["nominal"], 0, 1)
        grid.addWidget(self._unit, 0, 2)
        for column, (verdict, text) in enumerate(
            ((Verdict.FAIL, self.tr("Fails")), (Verdict.WARN, self.tr("Warns")))
        ):
            heading = small_label(self, f"{SYMBOLS[verdict]} {text}", wrapped=False)
            grid.addWidget(heading, 1, column + 1)
        for row, (text, fail, warn) in enumerate(_ROWS):
            grid.addWidget(QLabel(self.tr(text), self), row + 2, 0)
            grid.addWidget(self.edits[fail], row + 2, 1)
            grid.addWidget(self.edits[warn], row + 2, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.apply_button)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self._facts)
        layout.addLayout(grid)
        layout.addWidget(self.not_judged)
        layout.addWidget(self._preview)
        layout.addWidget(self._problems)
        layout.addStretch(1)
        layout.addLayout(buttons)

    # -- what the person does -----------------------------------------------------------------------------

    def _on_typed(self, name: str) -> None:
        self._touched.add(name)
        self._refresh()

    def _draft(self) -> dict[str, Tolerance]:
        numbers = {name: self.edits[name].number for name in self._touched}
        return drafted(self._targets, numbers, judged=not self.not_judged.isChecked())

    @Slot()
    def _refresh(self) -> None:
        if not self._targets:
            return
        judged, several = not self.not_judged.isChecked(), len(self._targets) > 1
        for name, edit in self.edits.items():
            edit.setEnabled(judged and not (several and name == "nominal"))
        wrong = [edit for edit in self.edits.values() if not edit.is_valid]
        draft = self._draft()
        problems = [f"{edit.accessibleName()}: “{edit.text()}” is no number." for edit in wrong]
        problems += contradictions(self._targets, draft) if not problems else []
        more = len(problems) - _PROBLEMS_TOLD
        told = [*problems[:_PROBLEMS_TOLD], *([f"… and {more} more."] if more > 0 else [])]
        self._problems.setText("\n".join(f"{SYMBOLS[Verdict.FAIL]} {line}" for line in told))
        self._problems.setVisible(bool(problems))
        self._problems.setStyleSheet(f"color: {colours_in(self.palette()).fail}")
        seen = (
            (Verdict.NOT_JUDGED, "Can’t be applied like this") if problems else preview(self._targets, draft)
        )
        self._preview.show_verdict(*seen)
        changed = bool(self._touched) or judged is self._not_judged
        self.apply_button.setEnabled(not problems and (changed or not several))
        self._make_room()

    def _make_room(self) -> None:
        """Grow where the texts have become longer: a dialog does not do so by itself for wrapped text."""
        layout = self.layout()
        if layout is not None and self.isVisible():
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    @Slot()
    def _apply(self) -> None:
        if self.apply_button.isEnabled():
            self.close()
            self.applied.emit(self._draft())

    @Slot()
    def _give_back(self) -> None:
        self.close()
        self.given_back.emit(self.keys)


class _Plate(QFrame):
    """A verdict in its colour, with its sign and words."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._verdict = Verdict.NOT_JUDGED
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 8, 6)
        layout.addWidget(self._label)

    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def show_verdict(self, verdict: Verdict, text: str) -> None:
        """Say how it would be judged."""
        self._verdict = verdict
        self._label.setText(f"{SYMBOLS[verdict]} {text}")
        self._label.setStyleSheet(f"color: {colours_in(self.palette()).of(verdict)}; font-weight: bold")
        self.setAccessibleName(self.tr("Would be judged: {text}").format(text=text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: a tinted plate with a bar at its left."""
        colour = colours_in(self.palette()).of(self._verdict)
        painter = QPainter(self)
        painter.fillRect(self.rect(), tinted(colour, 0.14))
        painter.fillRect(0, 0, 3, self.height(), QColor(colour))
        painter.end()
        super().paintEvent(event)


def _facts_of(target: Target) -> str:
    metric = target.metric
    limits = metric.limit_text()
    value = f"now {metric.value_text()}" if target.module else "not measured in this result"
    expected = f"pylinac expects {limits}" if limits else "pylinac sets no limits"
    return "\n".join(
        part for part in (target.module, f"{value}; {expected}" if target.module else value) if part
    )


def _facts_of_several(targets: Sequence[Target]) -> str:
    names = [target.metric.name for target in targets]
    more = len(names) - _NAMES_TOLD
    told = [*names[:_NAMES_TOLD], *([f"{more} more"] if more > 0 else [])]
    return f"{listed(told)}\nWhat you fill in is set for all of them; the rest stays as it is for each."
