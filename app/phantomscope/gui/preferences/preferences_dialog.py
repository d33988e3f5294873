"""The preferences: every change holds at once and is kept; there is nothing to confirm."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from phantomscope.gui.memory.memory_monitor import MemorySample, limit_text, size_text
from phantomscope.gui.memory.sample_text import container_text, machine_text
from phantomscope.gui.parts.small_label import small_label
from phantomscope.gui.preferences.budget_box import LEAST_BUDGET, BudgetBox
from phantomscope.gui.settings import MEGABYTE, Settings, limits


class PreferencesDialog(QDialog):
    """Stays open beside the work.

    Signals:
        option_changed(str, object): The person gave an option of the settings another value.
        defaults_wanted(): All options here are to be as at first.
        forgetting_wanted(): The list of recent scans is to be emptied.

    Attributes:
        limits: Says what bounds the budget.
        cache_slices, cache_megabytes, strategy, budget: The editors of memory.
        note: What the budget does, or why it is not the number that was typed.
        cine_speed, cine_to_and_fro, accelerated, idle_worker, colour_scheme: The other editors.
        forget_button, defaults_button: The buttons.

    Args:
        settings: To begin with.
        parent: Qt parent.
    """

    option_changed = Signal(str, object)
    defaults_wanted = Signal()
    forgetting_wanted = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        layout = QVBoxLayout(self)
        layout.addWidget(self._appearance())
        layout.addWidget(self._cine())
        layout.addWidget(self._memory())
        layout.addWidget(self._analysis())
        layout.addWidget(self._recent())
        layout.addStretch(1)
        layout.addWidget(self._buttons())
        self.show_settings(settings)

    def show_settings(self, settings: Settings) -> None:
        """Show these values; says nothing by ``option_changed``."""
        for box, value in (
            (self.cache_slices, settings.cache_slices),
            (self.cache_megabytes, settings.cache_megabytes),
            (self.budget, settings.memory_budget_megabytes),
            (self.cine_speed, settings.cine_speed),
        ):
            blocked = box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(blocked)
        blocked = self.cine_to_and_fro.blockSignals(True)
        self.cine_to_and_fro.setChecked(settings.cine_to_and_fro)
        self.cine_to_and_fro.blockSignals(blocked)
        blocked = self.accelerated.blockSignals(True)
        self.accelerated.setChecked(settings.accelerated)
        self.accelerated.blockSignals(blocked)
        blocked = self.idle_worker.blockSignals(True)
        self.idle_worker.setChecked(settings.idle_worker)
        self.idle_worker.blockSignals(blocked)
        self._show_whether_ready(settings.accelerated)
        self.colour_scheme.setCurrentIndex(self.colour_scheme.findData(settings.colour_scheme))
        self.strategy.setCurrentIndex(self.strategy.findData(settings.strategy))
        self.forget_button.setEnabled(bool(settings.recent))

    def show_limits(self, usual: int, sample: MemorySample) -> None:
        """Show what suits the machine, what is in use now, and what bounds it.

        Args:
            usual: The budget that suits the machine, in bytes.
            sample: What is in use.
        """
        text = self.tr("suits the machine: {size}").format(size=limit_text(usual // MEGABYTE * MEGABYTE))
        if text != self.budget.specialValueText():  # setting it takes back what is being typed
            self.budget.setSpecialValueText(text)
        used = self.tr("In use now: {used}").format(used=size_text(sample.used))
        lines = (used, machine_text(sample), container_text(sample))
        self.limits.setText("\n".join(line for line in lines if line))

    # -- building -----------------------------------------------------------------------------------------

    def _appearance(self) -> QWidget:
        group, form = _group(self.tr("Appearance"), self)
        self.colour_scheme = QComboBox(group)
        for text, scheme in (
            (self.tr("As the system"), "system"),
            (self.tr("Light"), "light"),
            (self.tr("Dark"), "dark"),
        ):
            self.colour_scheme.addItem(text, scheme)
        self.colour_scheme.activated.connect(
            lambda row: self.option_changed.emit("colour_scheme", self.colour_scheme.itemData(row))
        )
        self._add(
            form, self.tr("&Colours"), self.colour_scheme, self.tr("Whether the window is light or dark")
        )
        return group

    def _cine(self) -> QWidget:
        group, form = _group(self.tr("Cine"), self)
        self.cine_speed = self._number("cine_speed", group)
        self.cine_speed.setSuffix(self.tr(" slices/s"))
        self._add(form, self.tr("&Speed"), self.cine_speed, self.tr("How many slices a second cine shows"))
        self.cine_to_and_fro = QCheckBox(self.tr("&To and fro"), group)
        self.cine_to_and_fro.setToolTip(
            self.tr("Turn round at the first and the last slice instead of beginning again")
        )
        self.cine_to_and_fro.toggled.connect(
            lambda checked: self.option_changed.emit("cine_to_and_fro", checked)
        )
        form.addRow("", self.cine_to_and_fro)
        return group

    def _memory(self) -> QWidget:
        group, form = _group(self.tr("Memory"), self)
        self.cache_slices = self._number("cache_slices", group)
        self._add(
            form,
            self.tr("Slices &held"),
            self.cache_slices,
            self.tr("How many decoded slices are held at the most"),
        )
        self.cache_megabytes = self._number("cache_megabytes", group)
        self.cache_megabytes.setSuffix(self.tr(" MB"))
        self._add(
            form,
            self.tr("But no &more than"),
            self.cache_megabytes,
            self.tr("How much memory decoded slices take at the most; the budget may leave less"),
        )
        self.strategy = QComboBox(group)
        self.strategy.addItem(self.tr("Automatic: from the archive or the files"), "automatic")
        self.strategy.addItem(self.tr("Non-optimised: all decoded"), "non-optimised")
        self.strategy.activated.connect(
            lambda row: self.option_changed.emit("strategy", self.strategy.itemData(row))
        )
        self._add(
            form,
            self.tr("S&trategy"),
            self.strategy,
            self.tr("How slices are held, unless the memory panel says otherwise for a dataset"),
        )
        self.budget = BudgetBox(limits("memory_budget_megabytes")[1], group)
        self.budget.setSuffix(self.tr(" MB"))
        self.budget.setSpecialValueText(self.tr("suits the machine"))
        self.budget.valueChanged.connect(self._on_budget)
        self._add(
            form,
            self.tr("&Budget"),
            self.budget,
            self.tr("What window and analysis together stay below; the gauge measures against it"),
        )
        self.limits = small_label(group, wrapped=False)
        self.limits.setAccessibleName(self.tr("What is in use, and what machine and container allow"))
        form.addRow(self.limits)
        note = self.note = small_label(group)
        # A wrapped text says only once its width is known that it takes two lines: too late for the rest.
        note.setMinimumHeight(2 * note.fontMetrics().lineSpacing())
        self._show_note(least=False)
        form.addRow(note)
        return group

    def _analysis(self) -> QWidget:
        group, form = _group(self.tr("Analysis"), self)
        self.accelerated = QCheckBox(self.tr("&Accelerated"), group)
        self.accelerated.setToolTip(
            self.tr(
                "Look at each slice once, at several at a time, and leave out what pylinac computes without "
                "using it. The results are the same; without it pylinac computes all itself."
            )
        )
        self.accelerated.setAccessibleDescription(self.accelerated.toolTip())
        self.accelerated.toggled.connect(self._on_accelerated)
        form.addRow("", self.accelerated)
        self.idle_worker = QCheckBox(self.tr("&Keep an analysis process ready"), group)
        self.idle_worker.toggled.connect(lambda checked: self.option_changed.emit("idle_worker", checked))
        form.addRow("", self.idle_worker)
        return group

    def _recent(self) -> QWidget:
        group, form = _group(self.tr("Privacy"), self)
        self.forget_button = QPushButton(self.tr("&Forget recent scans"), group)
        self.forget_button.setToolTip(self.tr("Empty the list of scans opened last, and forget their folder"))
        self.forget_button.setAutoDefault(False)
        self.forget_button.clicked.connect(self.forgetting_wanted)
        form.addRow(self.forget_button)
        return group

    def _buttons(self) -> QDialogButtonBox:
        kinds = QDialogButtonBox.StandardButton
        box = QDialogButtonBox(kinds.RestoreDefaults | kinds.Close, self)
        self.defaults_button = box.button(kinds.RestoreDefaults)
        self.defaults_button.setToolTip(self.tr("Set everything in this window as it was at first"))
        self.defaults_button.setAutoDefault(False)
        self.defaults_button.clicked.connect(self.defaults_wanted)
        close = box.button(kinds.Close)
        close.setToolTip(self.tr("Close (Esc); everything is kept already"))
        box.rejected.connect(self.close)
        return box

    def _number(self, option: str, parent: QWidget) -> QSpinBox:
        box = QSpinBox(parent)
        box.setRange(*limits(option))
        box.setKeyboardTracking(False)
        box.valueChanged.connect(lambda value: self.option_changed.emit(option, value))
        return box

    def _on_budget(self, value: int) -> None:
        least = 0 < value < LEAST_BUDGET
        if least:
            value = LEAST_BUDGET
            blocked = self.budget.blockSignals(True)
            self.budget.setValue(value)
            self.budget.blockSignals(blocked)
        self._show_note(least=least)
        self.option_changed.emit("memory_budget_megabytes", value)

    def _show_note(self, *, least: bool) -> None:
        """What the budget does, or why it is not the number that was typed."""
        if least:
            text = self.tr("{least} MB is the least that can be set; 0 stands for what suits the machine.")
            self.note.setText(text.format(least=LEAST_BUDGET))
        else:
            self.note.setText(
                self.tr(
                    "When it gets tight, the slices held become fewer first. Analyses and views that would "
                    "not fit say so and are not begun."
                )
            )

    def _on_accelerated(self, checked: bool) -> None:
        self._show_whether_ready(checked)
        self.option_changed.emit("accelerated", checked)

    def _show_whether_ready(self, accelerated: bool) -> None:
        """Offer the process that waits only where it would be of use."""
        self.idle_worker.setEnabled(accelerated)
        tip = self.tr(
            "While a scan is open, a process waits for its analysis, so that this begins at once. "
            "It takes about 75 MB, which the memory panel shows."
        )
        if not accelerated:
            tip = self.tr("Only accelerated analyses can use a process that waits: switch Accelerated on")
        self.idle_worker.setToolTip(tip)
        self.idle_worker.setAccessibleDescription(tip)

    def _add(self, form: QFormLayout, text: str, editor: QWidget, tip: str) -> None:
        label = QLabel(text, self)
        label.setBuddy(editor)
        label.setToolTip(tip)
        editor.setToolTip(tip)
        editor.setAccessibleName(text.replace("&", ""))
        editor.setAccessibleDescription(tip)
        form.addRow(label, editor)


def _group(title: str, parent: QWidget) -> tuple[QGroupBox, QFormLayout]:
    group = QGroupBox(title, parent)
    return group, QFormLayout(group)
