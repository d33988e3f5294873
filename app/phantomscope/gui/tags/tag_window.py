"""The DICOM tags of the slice that is shown, in a window beside the main one."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QHideEvent, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from phantomscope.gui.parts.colours import colours_in
from phantomscope.gui.parts.menu_button import MenuButton
from phantomscope.gui.parts.small_label import small_label
from phantomscope.gui.tags.tag_model import TagFilter, TagModel
from phantomscope.gui.tags.tag_reference import Kind, Reference
from phantomscope.gui.tags.tag_tree import TagRow, Wish, all_rows
from phantomscope.gui.tags.tag_view import TagView
from phantomscope.stack.series import Series

_SIZE = (860, 600)


@dataclass(frozen=True, slots=True)
class TagSheet:
    """What the window shows.

    Attributes:
        rows: The header, beside another one's if there is one.
        title: Which slice it is; may tell who a patient is.
        other: Which slice is beside it; empty for none.
        elements, differing: How many there are, in sequences too, and how many of them differ.
    """

    rows: tuple[TagRow, ...]
    title: str
    other: str
    elements: int
    differing: int

    @classmethod
    def of(cls, rows: tuple[TagRow, ...], title: str, other: str = "") -> "TagSheet":
        """With its elements counted."""
        elements = [row for row in all_rows(rows) if row.element.tag]
        # A sequence counts by itself where it differs in none of the items that are listed.
        differing = sum(bool(row.sign) and not any(one.sign for one in row.children) for row in elements)
        return cls(rows, title, other, len(elements), differing)


class TagWindow(QWidget):
    """Lists, searches, compares and copies. Keeps nothing while it is closed.

    Signals:
        reference_changed(): Another slice is to be beside this one.
        closed(): It is not seen any more.

    Attributes:
        search, private_box, different_box, compare_combo, number_box: What is listed, beside what.
        tree: The rows.
        copy_value, copy_rows, copy_all, unfold, fold: What can be done.

    Args:
        parent: Above whose window it stays.
    """

    reference_changed = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("DICOM Tags"))
        self._hidden = False
        self._sheet: TagSheet | None = None
        self._series: tuple[Series, ...] = ()
        self._model = TagModel(colours_in(self.palette()), self)
        self._filter = TagFilter(self._model, self)
        self._make_actions()
        self._make_widgets()
        self._lay_out()
        self._connect()
        self.resize(*_SIZE)
        self._refresh_texts()

    # -- what it is told ----------------------------------------------------------------------------------

    @property
    def sheet(self) -> TagSheet | None:
        """What is shown."""
        return self._sheet

    @property
    def listed(self) -> TagFilter:
        """The rows as they are listed."""
        return self._filter

    @property
    def summary(self) -> str:
        """What stands below the rows."""
        return self._summary.text()

    @property
    def title(self) -> str:
        """Which slice it says that it shows."""
        return self._title.text()

    @property
    def reference(self) -> Reference:
        """What the header is to be compared with."""
        chosen = self.compare_combo.currentData()
        if isinstance(chosen, Kind):
            return Reference(chosen)
        if isinstance(chosen, int) and chosen < len(self._series):
            return Reference(Kind.SERIES, self._series[chosen], self.number_box.value())
        return Reference()

    def set_series(self, series: Sequence[Series], titles: Sequence[str]) -> None:
        """Offer the other series of what is open, by what they are to be called."""
        chosen = self.compare_combo.currentData()
        same = tuple(series) == self._series
        self._series = tuple(series)
        combo = self.compare_combo
        combo.blockSignals(True)
        combo.clear()
        combo.addItem(self.tr("No comparison"), Kind.NONE)
        combo.addItem(self.tr("Previous slice"), Kind.PREVIOUS)
        combo.addItem(self.tr("Next slice"), Kind.NEXT)
        for number, title in enumerate(titles):
            combo.addItem(self.tr("Series: {title}").format(title=title), number)
        kept = isinstance(chosen, Kind) or same
        combo.setCurrentIndex(max(0, combo.findData(chosen)) if chosen is not None and kept else 0)
        combo.blockSignals(False)
        self._refresh_number()

    def show_sheet(self, sheet: TagSheet) -> None:
        """Show another header; what is unfolded, chosen and looked at stays so."""
        self._sheet = sheet
        self.tree.show_rows(sheet.rows, compared=bool(sheet.other))
        self._refresh_texts()

    def show_reason(self, text: str) -> None:
        """Say why there is no header."""
        self.clear()
        self._title.setText(text)

    def clear(self) -> None:
        """Show and keep nothing."""
        self._sheet = None
        self._filter.set_rows(())
        self._refresh_texts()

    def set_hidden(self, hidden: bool) -> None:
        """Show dots in place of what may tell who a patient is, or what it is."""
        self._hidden = hidden
        self._model.set_hidden(hidden)
        self._apply_wish()

    # -- Qt's own names -----------------------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: keep nothing."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.clear()
            self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: take another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_model"):
            self._model.set_colours(colours_in(self.palette()))

    # -- building -----------------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self.copy_rows = self._action(self.tr("&Copy Rows"), "Ctrl+C", self._on_copy_rows)
        self.copy_value = self._action(self.tr("Copy &Value"), "Ctrl+Shift+C", self._on_copy_value)
        self.copy_all = self._action(self.tr("Copy &All That Is Listed"), "", self._on_copy_all)
        self.unfold = self._action(self.tr("&Unfold All"), "Ctrl++", self._on_unfold)
        self.fold = self._action(self.tr("&Fold All"), "Ctrl+-", self._on_fold)
        find = self._action(self.tr("&Find"), "Ctrl+F", lambda: self.search.setFocus())
        close = self._action(self.tr("Close"), "Esc", self.close)
        self.addActions([find, close])

    def _action(self, text: str, keys: str, do: object) -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(do)
        return action

    def _make_widgets(self) -> None:
        self._title = small_label(self, wrapped=False)
        self._title.setMinimumWidth(40)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Tag number, name or value"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(self.tr("Search the tags"))
        self.search.setToolTip(
            self.tr("Lists what has this in its tag number, keyword, name or value (Ctrl+F)")
        )
        self.private_box = QCheckBox(self.tr("Only &private"), self)
        self.private_box.setToolTip(self.tr("Lists only what makers of scanners have added"))
        self.different_box = QCheckBox(self.tr("Only &differences"), self)
        self.different_box.setToolTip(self.tr("Lists only what differs from the slice compared with"))
        self.compare_combo = QComboBox(self)
        self.compare_combo.setAccessibleName(self.tr("Compare with"))
        self.compare_combo.setToolTip(self.tr("Which other slice’s values stand beside these"))
        self.compare_combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.compare_combo.setMinimumContentsLength(22)
        self.number_box = QSpinBox(self)
        self.number_box.setAccessibleName(self.tr("Slice of the other series"))
        self.number_box.setToolTip(self.tr("Which slice of the other series; the nearest one by itself"))
        self.number_box.setSpecialValueText(self.tr("nearest"))
        menu = QMenu(self)
        menu.addActions([self.copy_rows, self.copy_value, self.copy_all])
        menu.addSeparator()
        menu.addActions([self.unfold, self.fold])
        self._menu = menu
        self._more = MenuButton(self.tr("More"), menu, self)
        self._more.setToolTip(self.tr("Copy rows or values, unfold or fold sequences"))
        self._summary = small_label(self, wrapped=False)
        self.tree = TagView(self._model, self._filter, self)
        self.tree.addActions([self.copy_rows, self.copy_value, self.copy_all, self.unfold, self.fold])
        self.set_series((), ())

    def _lay_out(self) -> None:
        top = QGridLayout()
        top.setHorizontalSpacing(10)
        top.addWidget(self.search, 0, 0)
        top.addWidget(self.private_box, 0, 1)
        top.addWidget(self._more, 0, 2)
        beside = QHBoxLayout()
        beside.setSpacing(8)
        label = QLabel(self.tr("Compare &with"), self)
        label.setBuddy(self.compare_combo)
        for widget in (label, self.compare_combo, self.number_box):
            beside.addWidget(widget)
        beside.addStretch(1)
        top.addLayout(beside, 1, 0)
        top.addWidget(self.different_box, 1, 1)
        top.setColumnStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        layout.addWidget(self._title)
        layout.addLayout(top)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self._summary)
        self.search.setFocus()

    def _connect(self) -> None:
        self.search.textChanged.connect(self._apply_wish)
        self.private_box.toggled.connect(self._apply_wish)
        self.different_box.toggled.connect(self._apply_wish)
        self.compare_combo.currentIndexChanged.connect(self._on_reference_changed)
        self.number_box.valueChanged.connect(self.reference_changed)
        self.tree.customContextMenuRequested.connect(self._on_menu_wanted)

    # -- what the person does -----------------------------------------------------------------------------

    @Slot()
    def _on_reference_changed(self) -> None:
        self._refresh_number()
        self.reference_changed.emit()

    def _refresh_number(self) -> None:
        series = self.reference.series
        self.number_box.setVisible(series is not None)
        self.number_box.setMaximum(len(series.slices) if series is not None else 0)
        compared = self.reference.kind is not Kind.NONE
        self.different_box.setEnabled(compared)
        if not compared:
            self.different_box.setChecked(False)

    @Slot()
    def _apply_wish(self) -> None:
        before = self._filter.wish
        wish = Wish(
            self.search.text(), self.private_box.isChecked(), self.different_box.isChecked(), self._hidden
        )
        if wish != before:
            self._filter.set_wish(wish)
            self.tree.unfold_again()
        self._refresh_texts()

    @Slot(QPoint)
    def _on_menu_wanted(self, place: QPoint) -> None:
        self._menu.popup(self.tree.viewport().mapToGlobal(place))

    @Slot()
    def _on_unfold(self) -> None:
        self.tree.unfold_all()

    @Slot()
    def _on_fold(self) -> None:
        self.tree.fold_all()

    @Slot()
    def _on_copy_value(self) -> None:
        _to_clipboard(self.tree.values(self.tree.chosen_rows()))

    @Slot()
    def _on_copy_rows(self) -> None:
        _to_clipboard(self.tree.table(self.tree.chosen_rows()))

    @Slot()
    def _on_copy_all(self) -> None:
        _to_clipboard(self.tree.table(self.tree.listed_rows()))

    # -- inside -------------------------------------------------------------------------------------------

    def _refresh_texts(self) -> None:
        sheet = self._sheet
        there = sheet is not None
        for action in (self.copy_rows, self.copy_value, self.copy_all, self.unfold, self.fold):
            action.setEnabled(there)
        if sheet is None:
            self._title.setText("")
            self._summary.setText("")
            return
        beside = self.tr(", compared with {other}").format(other=sheet.other) if sheet.other else ""
        self._title.setText(f"{sheet.title}{beside}")
        texts = [self.tr("{n} elements").format(n=sheet.elements)]
        if self._filter.count != sheet.elements:
            texts.append(self.tr("{n} listed").format(n=self._filter.count))
        if sheet.other:
            texts.append(self.tr("{n} differ").format(n=sheet.differing))
        if self._hidden:
            texts.append(self.tr("identifying and private values are hidden"))
        self._summary.setText(" · ".join(texts))


def _to_clipboard(text: str) -> None:
    if text:
        QGuiApplication.clipboard().setText(text)
