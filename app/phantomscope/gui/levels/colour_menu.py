"""The menu of colour maps, with a swatch of each."""

import numpy as np
from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from phantomscope.gui.viewing.appearance import COLOUR_MAPS, Appearance

_HEIGHT = 14


class ColourMenu(QMenu):
    """Exactly one colour map is checked. The swatches are made when the menu is opened for the first time.

    Signals:
        chosen(str): The person has chosen a colour map.

    Attributes:
        entries: Name of a colour map, and its action.

    Args:
        parent: Qt parent.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("&Colours"))
        self._group = QActionGroup(self)
        self._drawn = False
        self.entries: dict[str, QAction] = {}
        for name, text in COLOUR_MAPS.items():
            action = QAction(QCoreApplication.translate("Colours", str(text)), self)
            action.setCheckable(True)
            action.setData(name)
            self._group.addAction(action)
            self.addAction(action)
            self.entries[name] = action
        self._group.triggered.connect(lambda action: self.chosen.emit(action.data()))
        self.aboutToShow.connect(self._draw)

    def show_chosen(self, name: str) -> None:
        """Check a colour map."""
        if name in self.entries:
            self.entries[name].setChecked(True)

    def _draw(self) -> None:
        if not self._drawn:
            self._drawn = True
            for name, action in self.entries.items():
                action.setIcon(_swatch(name))
                action.setIconVisibleInMenu(True)


def _swatch(name: str) -> QIcon:
    table = Appearance(name).table("MONOCHROME2")
    if table is None:
        table = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    # Icons in menus are about square: few colours, so that each is seen.
    row = np.repeat(table[:: 256 // 16], 2, axis=0)
    strip = np.ascontiguousarray(np.broadcast_to(row, (_HEIGHT, *row.shape)))
    image = QImage(strip.data, row.shape[0], _HEIGHT, strip.strides[0], QImage.Format.Format_RGB888)
    return QIcon(QPixmap.fromImage(image.copy()))
