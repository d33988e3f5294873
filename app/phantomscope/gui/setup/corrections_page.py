"""Put right by hand what the analysis did not find: origin, place, angle, size, and which slices count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from phantomscope.gui.parts.marked import QT_TRANSLATE_NOOP
from phantomscope.gui.parts.number_box import NumberBox
from phantomscope.gui.parts.small_label import small_label


@dataclass(frozen=True, slots=True)
class Nudge:
    """A correction of where pylinac measures.

    Attributes:
        name: The parameter of pylinac's ``analyze``.
        label: What to call it.
        unit: Its unit, or what stands after the number.
        default: Where nothing is corrected.
        lowest, highest, step: What can be set.
        tip: What it does.
    """

    name: str
    label: str
    unit: str
    default: float
    lowest: float
    highest: float
    step: float
    tip: str


NUDGES = (
    Nudge(
        "x_adjustment",
        QT_TRANSLATE_NOOP("CorrectionsPage", "Right"),
        "px",
        0,
        -200,
        200,
        1,
        QT_TRANSLATE_NOOP("CorrectionsPage", "Moves all that is measured to the right"),
    ),
    Nudge(
        "y_adjustment",
        QT_TRANSLATE_NOOP("CorrectionsPage", "Down"),
        "px",
        0,
        -200,
        200,
        1,
        QT_TRANSLATE_NOOP("CorrectionsPage", "Moves all that is measured down"),
    ),
    Nudge(
        "angle_adjustment",
        QT_TRANSLATE_NOOP("CorrectionsPage", "Clockwise"),
        "°",
        0,
        -180,
        180,
        0.5,
        QT_TRANSLATE_NOOP("CorrectionsPage", "Turns all that is measured clockwise"),
    ),
    Nudge(
        "roi_size_factor",
        QT_TRANSLATE_NOOP("CorrectionsPage", "ROI size"),
        "×",
        1,
        0.1,
        5,
        0.05,
        QT_TRANSLATE_NOOP("CorrectionsPage", "Makes regions larger or smaller in place"),
    ),
    Nudge(
        "scaling_factor",
        QT_TRANSLATE_NOOP("CorrectionsPage", "Distances"),
        "×",
        1,
        0.5,
        2,
        0.01,
        QT_TRANSLATE_NOOP("CorrectionsPage", "Moves regions away from the middle, or to it"),
    ),
)


class CorrectionsPage(QScrollArea):
    """All corrections of the series shown. It shows what it is told, and asks for changes.

    Signals:
        origin_wanted(): The slice shown is to be the origin.
        origin_given_up(): The origin is to be found by the analysis.
        nudged(str, float): A parameter is to have this value.
        exclusion_wanted(): The slice shown is to be left out.
        restore_wanted(): All slices that were left out are to come back.
        trim_wanted(): The blank slices at the ends are to be left out.
        turn_wanted(bool): The stack is to be turned end for end, or not.
        reset_wanted(): All corrections are to be given up.
        analysis_wanted(): Analyse again.

    Args:
        parent: Qt parent.
    """

    origin_wanted = Signal()
    origin_given_up = Signal()
    nudged = Signal(str, float)
    exclusion_wanted = Signal()
    restore_wanted = Signal()
    trim_wanted = Signal()
    turn_wanted = Signal(bool)
    reset_wanted = Signal()
    analysis_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("Corrections"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inner = QWidget(self)
        self._layout = QVBoxLayout(self._inner)
        self._layout.setContentsMargins(2, 6, 2, 2)
        self._build_origin()
        self._build_nudges()
        self._build_slices()
        self._build_end()
        self._layout.addStretch(1)
        self.setWidget(self._inner)

    # -- what it is told ----------------------------------------------------------------------------------

    def show_origin(self, slice_number: int | None, shown: int) -> None:
        """Say which slice is the origin.

        Args:
            slice_number: The chosen one, counted from 1; None where the analysis finds it; 0 where the
                chosen one is left out.
            shown: The slice shown, counted from 1.
        """
        if slice_number is None:
            text = self.tr("Found by the analysis")
        else:
            text = (
                self.tr("Slice {number}, chosen by you").format(number=slice_number)
                if slice_number
                else self.tr("The chosen slice is left out")
            )
        self.origin_text.setText(text)
        self.origin_button.setText(self.tr("Use slice {shown} as origin").format(shown=shown))
        self.origin_button.setEnabled(slice_number != shown)
        self.origin_reset.setEnabled(slice_number is not None)

    def show_parameters(self, parameters: Mapping[str, Any]) -> None:
        """Show the nudges among the changed parameters."""
        for nudge in NUDGES:
            box = self.boxes[nudge.name]
            value = float(parameters.get(nudge.name, nudge.default))
            if box.value() != value:
                box.blockSignals(True)
                box.setValue(value)
                box.blockSignals(False)
            font = box.font()
            font.setBold(value != nudge.default)
            box.setFont(font)

    def show_slices(self, excluded: Sequence[int], blank: Sequence[int], shown: int) -> None:
        """Say which slices are left out and which might be.

        Args:
            excluded: Places in the series of those that are left out.
            blank: Places of the blank ones at the ends.
            shown: The slice shown, counted from 1.
        """
        self.exclude_button.setText(self.tr("Exclude slice {shown}").format(shown=shown))
        self.excluded_text.setText(
            self.tr("Left out: {ranges}").format(ranges=ranges(excluded))
            if excluded
            else self.tr("All slices are analysed")
        )
        self.restore_button.setEnabled(bool(excluded))
        left = sorted(set(blank) - set(excluded))
        self.trim_button.setVisible(bool(left))
        many = (
            self.tr("{count} blank slices").format(count=len(left))
            if len(left) != 1
            else self.tr("1 blank slice")
        )
        self.trim_button.setText(self.tr("Trim {many} at the ends").format(many=many))

    def show_turned(self, turned: bool) -> None:
        """Say whether the stack is turned."""
        self.turn_box.blockSignals(True)
        self.turn_box.setChecked(turned)
        self.turn_box.blockSignals(False)

    def show_anything(self, corrected: bool) -> None:
        """Say whether anything is corrected."""
        self.reset_button.setEnabled(corrected)

    # -- building -----------------------------------------------------------------------------------------

    def _build_origin(self) -> None:
        self._head(self.tr("Origin slice"))
        self.origin_text = small_label(self._inner)
        self.origin_button = _button(self.tr("Use this slice as origin"), self.origin_wanted)
        self.origin_reset = _button(self.tr("Find it"), self.origin_given_up)
        self.origin_reset.setToolTip(self.tr("Leave it to the analysis"))
        self._layout.addWidget(self.origin_text)
        self._row(self.origin_button, self.origin_reset)

    def _build_nudges(self) -> None:
        self._head(self.tr("Where it measures"))
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(3)
        self.boxes: dict[str, QDoubleSpinBox] = {}
        for nudge in NUDGES:
            box = NumberBox(self._inner)
            box.setRange(nudge.lowest, nudge.highest)
            box.setSingleStep(nudge.step)
            box.setDecimals(2)
            box.setSuffix(f" {nudge.unit}")
            box.setValue(nudge.default)
            box.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
            box.setKeyboardTracking(False)
            box.setAccessibleName(self.tr(nudge.label))
            box.setToolTip(f"{self.tr(nudge.tip)} ({nudge.name})")
            box.valueChanged.connect(lambda value, name=nudge.name: self.nudged.emit(name, value))
            self.boxes[nudge.name] = box
            form.addRow(self.tr(nudge.label), box)
        self._layout.addLayout(form)

    def _build_slices(self) -> None:
        self._head(self.tr("Slices"))
        self.excluded_text = small_label(self._inner)
        self.exclude_button = _button(self.tr("Exclude this slice"), self.exclusion_wanted)
        self.restore_button = _button(self.tr("Restore all"), self.restore_wanted)
        self.trim_button = _button(self.tr("Trim blank slices"), self.trim_wanted)
        self.turn_box = QCheckBox(self.tr("Turn end for end"), self._inner)
        self.turn_box.setToolTip(self.tr("For a phantom that was scanned from its far end"))
        self.turn_box.toggled.connect(self.turn_wanted)
        self._layout.addWidget(self.excluded_text)
        self._row(self.exclude_button, self.restore_button)
        self._layout.addWidget(self.trim_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout.addWidget(self.turn_box)

    def _build_end(self) -> None:
        line = QFrame(self._inner)
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        self.analyse_button = _button(self.tr("Analyse again"), self.analysis_wanted)
        self.reset_button = _button(self.tr("Reset all"), self.reset_wanted)
        note = self.tr("Corrections are in every report. The scan itself is never changed.")
        self._layout.addWidget(line)
        self._row(self.analyse_button, self.reset_button)
        self._layout.addWidget(small_label(self._inner, note))

    def _head(self, text: str) -> None:
        label = QLabel(text, self._inner)
        font = label.font()
        font.setBold(True)
        label.setFont(font)
        self._layout.addWidget(label)

    def _row(self, *widgets: QWidget) -> None:
        row = QHBoxLayout()
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        self._layout.addLayout(row)

    @Slot(bool)
    def set_possible(self, possible: bool) -> None:
        """Offer it all, or not: there is no scan, or it is being analysed."""
        self._inner.setEnabled(possible)


def ranges(slots: Sequence[int]) -> str:
    """Places as a person counts them, neighbours joined: (0, 1, 2, 7) is "1–3, 8"."""
    runs: list[tuple[int, int]] = []
    for slot in sorted(slots):
        if runs and slot == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], slot
        else:
            runs.append((slot, slot))
    return ", ".join(f"{a + 1}" if a == b else f"{a + 1}–{b + 1}" for a, b in runs)


def _button(text: str, signal: Any) -> QPushButton:
    button = QPushButton(text)
    button.clicked.connect(lambda: signal.emit())
    return button
