"""F1: every key by menu, and what the mouse does, read from the menus themselves."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QAction, QFont, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QMenu,
    QMenuBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from phantomscope.gui.parts.marked import translate

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_KEY, _WHAT = range(2)


@dataclass(frozen=True, slots=True)
class ShortcutGroup:
    """Keys that stand together.

    Attributes:
        title: Their menu's name.
        rows: The keys or what the mouse does, and what comes of it.
    """

    title: str
    rows: tuple[tuple[str, str], ...]


def menu_groups(bar: QMenuBar, others: Iterable[QAction] = ()) -> tuple[ShortcutGroup, ...]:
    """The keys of all menus of a menu bar, submenus included.

    Args:
        bar: The menu bar.
        others: Actions that may be in no menu; those with a key that no menu has stand last.
    """
    groups, seen = [], set[QAction]()
    for top in bar.actions():
        menu = _menu_of(top)
        actions = [] if menu is None else [one for one in actions_in(menu) if one not in seen]
        seen.update(actions)
        groups.append(ShortcutGroup(_plain(top.text()), _rows(actions)))
    rest = [one for one in others if one not in seen]
    groups.append(ShortcutGroup(translate("ShortcutsDialog", "Elsewhere"), _rows(rest)))
    return tuple(group for group in groups if group.rows)


def actions_in(menu: QMenu) -> Iterator[QAction]:
    """All actions of a menu and of its submenus, in their order."""
    for action in menu.actions():
        submenu = _menu_of(action)
        if submenu is not None:
            yield from actions_in(submenu)
        elif not action.isSeparator():
            yield action


def mouse_groups() -> tuple[ShortcutGroup, ...]:
    """What the mouse does on the slice, and the keys of lists."""
    mouse = (
        (translate("ShortcutsDialog", "Wheel"), translate("ShortcutsDialog", "Previous or next slice")),
        (
            translate("ShortcutsDialog", "Left drag"),
            translate(
                "ShortcutsDialog",
                "The tool that is taken; window (left–right) and level (up–down) by default",
            ),
        ),
        (translate("ShortcutsDialog", "Middle drag"), translate("ShortcutsDialog", "Pan")),
        (translate("ShortcutsDialog", "Right drag, Ctrl+Wheel"), translate("ShortcutsDialog", "Zoom")),
        (translate("ShortcutsDialog", "Double click"), translate("ShortcutsDialog", "Fit")),
        (translate("ShortcutsDialog", "Right click"), translate("ShortcutsDialog", "Menu")),
        (
            translate("ShortcutsDialog", "Click on a region"),
            translate("ShortcutsDialog", "Choose its row of the results"),
        ),
    )
    measurements = (
        (
            translate("ShortcutsDialog", "Ctrl+arrows"),
            translate("ShortcutsDialog", "Move what is selected by a pixel"),
        ),
        (
            translate("ShortcutsDialog", "Ctrl+Shift+arrows"),
            translate("ShortcutsDialog", "Move its last handle: another size or end"),
        ),
        (translate("ShortcutsDialog", "Del"), translate("ShortcutsDialog", "Delete what is selected")),
        (
            translate("ShortcutsDialog", "Enter, Backspace"),
            translate("ShortcutsDialog", "Finish what is being drawn; take its last point back"),
        ),
        (
            translate("ShortcutsDialog", "Ctrl+click"),
            translate("ShortcutsDialog", "Select another one too, for the CNR of two regions"),
        ),
        (
            translate("ShortcutsDialog", "Double click on one"),
            translate("ShortcutsDialog", "Show it in the table, a profile with its curve"),
        ),
        (
            translate("ShortcutsDialog", "Right click on one"),
            translate("ShortcutsDialog", "Its menu: copy its value, rename, delete"),
        ),
    )
    lists = (
        (
            translate("ShortcutsDialog", "Enter"),
            translate("ShortcutsDialog", "Show the slice of the chosen row of the results"),
        ),
        (translate("ShortcutsDialog", "Ctrl+C"), translate("ShortcutsDialog", "Copy the chosen rows")),
        (
            translate("ShortcutsDialog", "Tab, Shift+Tab"),
            translate("ShortcutsDialog", "Next or previous part of the window"),
        ),
        (
            translate("ShortcutsDialog", "Drop"),
            translate("ShortcutsDialog", "Open a ZIP archive, a folder or files"),
        ),
    )
    return (
        ShortcutGroup(translate("ShortcutsDialog", "Mouse on the slice"), mouse),
        ShortcutGroup(translate("ShortcutsDialog", "Measurements on the slice"), measurements),
        ShortcutGroup(translate("ShortcutsDialog", "Lists and window"), lists),
    )


class ShortcutsModel(QAbstractTableModel):
    """Two columns: the keys or the mouse, and what they do; a row with the group's title before each group.

    Args:
        groups: What is listed.
        parent: Qt parent.
    """

    def __init__(self, groups: Sequence[ShortcutGroup], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, str]] = []
        self._titles: set[int] = set()
        self.show_groups(groups)

    @property
    def titles(self) -> tuple[int, ...]:
        """The rows that hold a group's title."""
        return tuple(sorted(self._titles))

    def show_groups(self, groups: Sequence[ShortcutGroup]) -> None:
        """List these groups."""
        self.beginResetModel()
        self._rows, self._titles = [], set()
        for group in groups:
            self._titles.add(len(self._rows))
            self._rows.append((group.title, ""))
            self._rows += group.rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: how many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: two columns."""
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: the texts; titles are bold."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.FontRole and index.row() in self._titles:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: titles can't be chosen."""
        return Qt.ItemFlag.ItemIsEnabled if index.row() in self._titles else super().flags(index)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt: the headings."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Key or mouse"), self.tr("What it does"))[section]
        return None


class ShortcutsDialog(QDialog):
    """Lists them beside the window, which stays usable.

    Args:
        parent: Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard and mouse"))
        self._model = ShortcutsModel((), self)
        self.table = QTableView(self)
        self.table.setModel(self._model)
        self.table.setAccessibleName(self.tr("Keyboard and mouse"))
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(_KEY, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_WHAT, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        rows = self.table.verticalHeader()
        rows.setDefaultSectionSize(self.fontMetrics().height() + 7)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setToolTip(self.tr("Close (Esc)"))
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(self.table)
        layout.addWidget(buttons)
        self.resize(560, 640)

    def show_groups(self, groups: Sequence[ShortcutGroup]) -> None:
        """List these groups."""
        self.table.clearSpans()
        self._model.show_groups(groups)
        for row in self._model.titles:
            self.table.setSpan(row, _KEY, 1, 2)


def _rows(actions: Iterable[QAction]) -> tuple[tuple[str, str], ...]:
    native = QKeySequence.SequenceFormat.NativeText
    return tuple(
        (", ".join(keys.toString(native) for keys in action.shortcuts()), _plain(action.text()))
        for action in actions
        if not action.shortcut().isEmpty() and action.text()
    )


def _menu_of(action: QAction) -> QMenu | None:
    menu = action.menu()
    return menu if isinstance(menu, QMenu) else None


def _plain(text: str) -> str:
    return text.replace("&", "").rstrip("…")
