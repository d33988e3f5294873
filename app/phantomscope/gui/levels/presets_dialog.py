"""The window presets of every modality, to be changed, put in order, and set back."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from phantomscope.gui.levels.preset_book import GROUPS, PresetBook
from phantomscope.gui.levels.preset_draft import PresetDraft
from phantomscope.gui.levels.preset_form import PresetForm
from phantomscope.gui.parts.small_label import small_label
from phantomscope.gui.viewing.preset import Preset
from phantomscope.gui.viewing.window_level import WindowLevel

_KEYS = 6
_SIZE = (560, 380)


class PresetsDialog(QDialog):
    """Edits a draft; OK tells what has come of it.

    Signals:
        book_changed(PresetBook): These are the presets from now on.

    Attributes:
        group_combo: For which modality.
        preset_list: Its presets, in the order of their keys.
        form: The chosen one.
        add_button, remove_button, up_button, down_button: What can be done with it.
        buttons: OK, Cancel, and the built-in presets.

    Args:
        book: The presets as they are.
        parent: Qt parent.
    """

    book_changed = Signal(object)

    def __init__(self, book: PresetBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Window presets"))
        self._draft = PresetDraft(book)
        self._window: WindowLevel | None = None
        self._build()
        self._connect()
        self._show_group()
        self.resize(*_SIZE)

    def start(self, book: PresetBook, modality: str, window: WindowLevel | None) -> None:
        """Begin anew.

        Args:
            book: The presets as they are.
            modality: Whose presets to show first.
            window: What a new preset is to begin with.
        """
        self._draft = PresetDraft(book)
        self._window = window
        self.group_combo.setCurrentIndex(GROUPS.index(modality) if modality in GROUPS else len(GROUPS) - 1)
        self._show_group()

    @property
    def problem(self) -> str:
        """Why the presets can't be taken as they are; empty where they can."""
        return self._problem.text()

    @property
    def _group(self) -> str:
        return GROUPS[self.group_combo.currentIndex()]

    @property
    def _row(self) -> int:
        return max(0, self.preset_list.currentRow())

    def _build(self) -> None:
        self.group_combo = QComboBox(self)
        self.group_combo.addItems([self.tr("CT"), self.tr("MR"), self.tr("Other modalities")])
        self.group_combo.setAccessibleName(self.tr("Modality"))
        self.group_combo.setToolTip(self.tr("Whose presets these are"))
        self.preset_list = QListWidget(self)
        self.preset_list.setAccessibleName(self.tr("Presets in the order of their keys"))
        self.form = PresetForm(self)
        self._problem = small_label(self)
        self._problem.setAccessibleName(self.tr("What is wrong"))
        hint = small_label(self, self.tr("The first six have the keys 1 to 6; a scan begins with the first."))
        self.add_button = self._button(self.tr("&Add"), self.tr("Add a preset with the window as it is now"))
        self.remove_button = self._button(self.tr("&Delete"), self.tr("Delete this preset"))
        self.up_button = self._button(self.tr("&Up"), self.tr("Move this preset up: another key"))
        self.down_button = self._button(self.tr("D&own"), self.tr("Move this preset down: another key"))
        boxes = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(boxes.Ok | boxes.Cancel | boxes.RestoreDefaults, self)
        reset = self.buttons.button(boxes.RestoreDefaults)
        reset.setText(self.tr("&Built-in Presets"))
        reset.setToolTip(self.tr("Take the built-in presets of this modality again"))
        top = QHBoxLayout()
        top.addWidget(QLabel(self.tr("Presets for"), self))
        top.addWidget(self.group_combo)
        top.addStretch(1)
        below = QHBoxLayout()
        for button in (self.add_button, self.remove_button, self.up_button, self.down_button):
            below.addWidget(button)
        below.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.form)
        right.addWidget(self._problem)
        right.addStretch(1)
        right.addWidget(hint)
        grid = QGridLayout()
        grid.addWidget(self.preset_list, 0, 0)
        grid.addLayout(right, 0, 1)
        grid.addLayout(below, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addLayout(grid, 1)
        layout.addWidget(self.buttons)

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        return button

    def _connect(self) -> None:
        self.group_combo.currentIndexChanged.connect(lambda _: self._show_group())
        self.preset_list.currentRowChanged.connect(lambda _: self._show_chosen())
        self.form.changed.connect(self._on_changed)
        self.add_button.clicked.connect(self._on_add)
        self.remove_button.clicked.connect(self._on_remove)
        self.up_button.clicked.connect(lambda: self._move(-1))
        self.down_button.clicked.connect(lambda: self._move(1))
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).clicked.connect(self._on_reset)

    def _show_group(self, row: int = 0) -> None:
        self.preset_list.blockSignals(True)
        self.preset_list.clear()
        for number, preset in enumerate(self._draft.presets(self._group)):
            self.preset_list.addItem(_line(number, preset))
        self.preset_list.setCurrentRow(min(row, self.preset_list.count() - 1))
        self.preset_list.blockSignals(False)
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.form.show_preset(self._draft.presets(self._group)[self._row])
        self._offer()

    def _offer(self) -> None:
        self.add_button.setEnabled(self._draft.can_add(self._group))
        self.remove_button.setEnabled(self._draft.can_remove(self._group))
        self.up_button.setEnabled(self._row > 0)
        self.down_button.setEnabled(self._row < self.preset_list.count() - 1)
        found = self._draft.problem()
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(found is None)
        text = ""
        if found is not None:
            group, row, text = found
            if (group, row) != (self._group, self._row):
                text = self.tr("{group}, preset {number}: {problem}").format(
                    group=self.group_combo.itemText(GROUPS.index(group)), number=row + 1, problem=text
                )
        self._problem.setText(text)

    @Slot(object)
    def _on_changed(self, preset: Preset) -> None:
        self._draft.replace(self._group, self._row, preset)
        self.preset_list.item(self._row).setText(_line(self._row, preset))
        self._offer()

    @Slot()
    def _on_add(self) -> None:
        self._show_group(self._draft.add(self._group, self._row, self._window))
        self.form.name_edit.setFocus()
        self.form.name_edit.selectAll()

    @Slot()
    def _on_remove(self) -> None:
        row = self._row
        self._draft.remove(self._group, row)
        self._show_group(row)

    def _move(self, by: int) -> None:
        self._show_group(self._draft.move(self._group, self._row, by))

    @Slot()
    def _on_reset(self) -> None:
        self._draft.reset(self._group)
        self._show_group()

    @Slot()
    def _on_accepted(self) -> None:
        self.book_changed.emit(self._draft.book())
        self.accept()


def _line(row: int, preset: Preset) -> str:
    key = f"{row + 1}" if row < _KEYS else "   "
    return f"{key}   {preset.title if not preset.problem() else preset.name}"
