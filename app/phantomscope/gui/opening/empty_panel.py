"""What the window shows while nothing is open: where to drop, three ways to begin, the recent list."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from phantomscope.gui.opening.series_model import DETAIL_ROLE
from phantomscope.gui.parts.colours import tinted
from phantomscope.gui.parts.icons import drawing, icon
from phantomscope.gui.parts.line_delegate import LineDelegate
from phantomscope.gui.parts.marked import translate
from phantomscope.gui.parts.tones import muted

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ICON = 64
_RADIUS = 10
_TARGET_WIDTH = 620
_RECENT_HEIGHT = 190
_FILES = (".dcm", ".ima", ".img")


class RecentModel(QAbstractListModel):
    """Paths opened last, the newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paths: tuple[Path, ...] = ()
        self._private = False
        self._missing: frozenset[str] = frozenset()

    def set_paths(self, paths: Sequence[str], *, private: bool = False) -> None:
        """List these paths; ``private`` says no name, since a file may be called after a patient."""
        self.beginResetModel()
        self._private = private
        self._paths = tuple(Path(path) for path in paths)
        self.endResetModel()

    def set_missing(self, missing: frozenset[str]) -> None:
        """Say of these paths that they are not there any more."""
        if missing != self._missing:
            self._missing = missing
            self.dataChanged.emit(self.index(0, 0), self.index(max(0, len(self._paths) - 1), 0))

    def path_at(self, index: Index) -> Path | None:
        """The path of a row."""
        return self._paths[index.row()] if index.isValid() else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: how many paths."""
        return 0 if parent.isValid() else len(self._paths)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: the name, the folder, the whole path."""
        path = self.path_at(index)
        if path is None:
            return None
        if self._private:
            roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return private_name(index.row() + 1, str(path)) if role in roles else None
        if role == Qt.ItemDataRole.DisplayRole:
            return path.name or str(path)
        gone = str(path) in self._missing
        if role == DETAIL_ROLE:
            return self.tr("not found: {folder}").format(folder=path.parent) if gone else str(path.parent)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.tr("{path} (not found)").format(path=path) if gone else str(path)
        return None


def private_name(number: int, path: str) -> str:
    """What to call the recent scan with this number where no name is to be seen: "Scan 1 (ZIP archive)"."""

    suffix = Path(path).suffix.lower()
    # By the name alone: asking the file system could take long.
    kind = (
        translate("RecentModel", "ZIP archive")
        if suffix == ".zip"
        else translate("RecentModel", "DICOM file")
        if suffix in _FILES
        else translate("RecentModel", "folder")
    )
    return translate("RecentModel", "Scan {number} ({kind})").format(number=number, kind=kind)


class DropTarget(QFrame):
    """A dashed field that says what can be dropped. The drop itself is the window's.

    Attributes:
        open_button, folder_button, demo_button: Three ways to begin.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._active = False
        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = QLabel(self.tr("Drop a phantom scan here"), self)
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        title.setFont(font)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint = QLabel(self.tr("A ZIP archive, a folder or DICOM files."), self)
        promise = QLabel(self.tr("Nothing is extracted and nothing is changed."), self)
        promise.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setWordWrap(True)
        self.open_button = QPushButton(self.tr("&Open ZIP or file…"), self)
        self.folder_button = QPushButton(self.tr("Open &folder…"), self)
        self.demo_button = QPushButton(self.tr("Try a &demo phantom"), self)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch(1)
        for button in (self.open_button, self.folder_button, self.demo_button):
            button.setMinimumHeight(32)
            button.setIconSize(QSize(18, 18))
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.open_button.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 30, 28, 32)
        layout.setSpacing(8)
        for widget in (self._picture, title, hint, promise):
            layout.addWidget(widget)
        layout.addSpacing(14)
        layout.addLayout(buttons)
        self._take_colours()

    def set_active(self, active: bool) -> None:
        """Show that a drag would be taken."""
        self._active = active
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the dashed field."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        accent = palette.color(QPalette.ColorRole.Highlight)
        pen = QPen(accent if self._active else palette.color(QPalette.ColorRole.PlaceholderText), 1.5)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(
            tinted(accent.name(), 0.12) if self._active else palette.color(QPalette.ColorRole.Base)
        )
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: take another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "demo_button"):
            self._take_colours()

    def _take_colours(self) -> None:
        palette = self.palette()
        colour = muted(palette)
        self._picture.setPixmap(drawing("phantom", colour, _ICON, self.devicePixelRatioF()))
        self.open_button.setIcon(icon("archive", palette))
        self.folder_button.setIcon(icon("folder", palette))
        self.demo_button.setIcon(icon("phantom", palette))


class EmptyPanel(QWidget):
    """The drop target with the recent list below it.

    Signals:
        recent_chosen(Path): The person wants to open it again.

    Attributes:
        target: The drop target.
        recent_view: What was open before.
    """

    recent_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recent = RecentModel(self)
        self.target = DropTarget(self)
        self.target.setMaximumWidth(_TARGET_WIDTH)
        self._heading = QLabel(self.tr("Recent"), self)
        font = self._heading.font()
        font.setBold(True)
        self._heading.setFont(font)
        self.recent_view = QListView(self)
        self.recent_view.setAccessibleName(self.tr("Recent scans"))
        self.recent_view.setModel(self._recent)
        self.recent_view.setItemDelegate(LineDelegate(self.recent_view))
        self.recent_view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.recent_view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.recent_view.setMaximumWidth(_TARGET_WIDTH)
        self.recent_view.setCursor(Qt.CursorShape.PointingHandCursor)
        self.recent_view.clicked.connect(self._on_recent_chosen)
        self.recent_view.activated.connect(self._on_recent_chosen)
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 24, 24, 24)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 6)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(0, 2)
        grid.addWidget(self.target, 1, 1)
        grid.setRowMinimumHeight(2, 14)
        grid.addWidget(self._heading, 3, 1)
        grid.addWidget(self.recent_view, 4, 1)
        grid.setRowStretch(5, 3)
        self.set_recent(())

    def set_recent(self, paths: Sequence[str], *, private: bool = False) -> None:
        """List these paths, ``private`` without their names; without any the list is not there."""
        self._recent.set_paths(paths, private=private)
        self._heading.setVisible(bool(paths))
        self.recent_view.setVisible(bool(paths))
        rows = sum(self.recent_view.sizeHintForRow(row) for row in range(len(paths)))
        self.recent_view.setFixedHeight(min(rows + 2 * self.recent_view.frameWidth() + 2, _RECENT_HEIGHT))

    def set_missing(self, missing: frozenset[str]) -> None:
        """Say of these paths that they are not there any more."""
        self._recent.set_missing(missing)

    @Slot(QModelIndex)
    def _on_recent_chosen(self, index: QModelIndex) -> None:
        path = self._recent.path_at(index)
        if path is not None:
            self.recent_chosen.emit(path)
