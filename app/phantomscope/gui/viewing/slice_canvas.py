"""The picture itself: one slice in true proportions, and what the mouse does on it."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.mouse_tool import MouseTool, ToolDrag
from phantomscope.gui.viewing.rendering import Colours, is_opaque, paint_into
from phantomscope.gui.viewing.window_level import WindowLevel

BACKGROUND = "#0c0e11"
_WHEEL_STEP = 120  # eighths of a degree a notch of the wheel
_CRISP_FROM = 3.0  # screen pixels an image pixel from which on single pixels are worth seeing
_CLOSEST_PIXELS = 8.0
_FARTHEST = 8.0


class _SliceItem(pg.GraphicsObject):  # type: ignore[misc]
    """One picture from (0, 0) on; smooth when small, in crisp pixels when enlarged."""

    def __init__(self) -> None:
        super().__init__()
        self._colours: Colours = np.empty((0, 0), np.uint32)
        self._image: QImage | None = None

    def show_slice(self, loaded: LoadedSlice, window: WindowLevel, appearance: Appearance) -> None:
        """Paint a slice from now on."""
        opaque = is_opaque(appearance, loaded.header.format.photometric)
        kind = QImage.Format.Format_RGB32 if opaque else QImage.Format.Format_ARGB32
        if self._colours.shape != loaded.shape:
            self.prepareGeometryChange()
            # Written again and again: fresh memory for every slice takes the system as long as painting it.
            self._colours = np.empty(loaded.shape, np.uint32)
            self._image = None
            self.informViewBoundsChanged()
        if self._image is None or self._image.format() != kind:
            rows, columns = loaded.shape
            self._image = QImage(self._colours.data, columns, rows, 4 * columns, kind)
        paint_into(self._colours, loaded, window, appearance)
        self.update()

    def clear(self) -> None:
        """Paint nothing and hold nothing."""
        self.prepareGeometryChange()
        self._image = None
        self._colours = np.empty((0, 0), np.uint32)

    def boundingRect(self) -> QRectF:
        """Qt: where it is."""
        rows, columns = self._colours.shape
        return QRectF(0, 0, columns, rows)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Qt: enlarge or reduce it."""
        if self._image is not None:
            scale = abs(painter.worldTransform().m11())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < _CRISP_FROM)
            painter.drawImage(self.boundingRect(), self._image)


class SliceBox(pg.ViewBox):  # type: ignore[misc]
    """A view box with this program's mouse: wheel, tool drag, pan, zoom, double click, menu."""

    stepped = Signal(int)
    tool_dragged = Signal(float, float)
    moved_by_hand = Signal()
    fit_wanted = Signal()
    clicked = Signal(QPointF)
    menu_wanted = Signal(QPoint)

    def __init__(self) -> None:
        super().__init__(invertY=True, lockAspect=True, enableMenu=False, defaultPadding=0.0)
        self._turned = 0
        self.tool: MouseTool | None = None

    def wheelEvent(self, ev: Any, axis: int | None = None) -> None:
        """Qt: zoom with Ctrl, otherwise one slice a notch; fine wheels add up."""
        if ev.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.moved_by_hand.emit()
            super().wheelEvent(ev, axis)
            return
        ev.accept()
        self._turned += ev.delta()
        steps = int(self._turned / _WHEEL_STEP)
        self._turned -= steps * _WHEEL_STEP
        if steps:
            self.stepped.emit(-steps)

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        """pyqtgraph: the left button is the tool's, middle pans, right zooms."""
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            moved = ev.screenPos() - ev.lastScreenPos()
            if self.tool is None:
                self.tool_dragged.emit(float(moved.x()), float(-moved.y()))
            else:
                self.tool.dragged(self._drag(ev, QPointF(moved.x(), moved.y())))
        else:
            self.moved_by_hand.emit()
            super().mouseDragEvent(ev, axis)

    def mouseClickEvent(self, ev: Any) -> None:
        """pyqtgraph: a click chooses what is there, a double click fits, a right click asks for the menu."""
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            self._click(QPointF(self.mapSceneToView(ev.scenePos())), ev)
        elif ev.button() == Qt.MouseButton.RightButton:
            ev.accept()
            self.menu_wanted.emit(ev.screenPos().toPoint())

    def _click(self, point: QPointF, ev: Any) -> None:
        if ev.double():
            if self.tool is None or not self.tool.double_clicked(point):
                self.fit_wanted.emit()
        elif self.tool is None or not self.tool.clicked(point, ev.modifiers()):
            self.clicked.emit(point)

    def _drag(self, ev: Any, moved: QPointF) -> ToolDrag:
        return ToolDrag(
            QPointF(self.mapSceneToView(ev.buttonDownScenePos())),
            QPointF(self.mapSceneToView(ev.scenePos())),
            moved,
            ev.modifiers(),
            ev.isStart(),
            ev.isFinish(),
        )


class SliceCanvas(pg.GraphicsView):  # type: ignore[misc]
    """Shows one slice. View coordinates are the image's pixels: pixel i spans i to i + 1, y runs down.

    Signals:
        stepped(int): The wheel asks for so many slices on.
        tool_dragged(float, float): A left drag without a tool went so many pixels right and up.
        hovered(int, int): The pointer is on this column and row, which may lie outside the image.
        pointed(QPointF | None): Where the pointer is, in view coordinates; None while a button is down.
        clicked(QPointF): A left click that was no drag and no tool's, in view coordinates.
        left(): The pointer is not on the picture any more.
        menu_wanted(QPoint): A right click, in screen coordinates.

    Attributes:
        view_box: Where outlines are drawn.
    """

    stepped = Signal(int)
    tool_dragged = Signal(float, float)
    hovered = Signal(int, int)
    pointed = Signal(object)
    clicked = Signal(QPointF)
    left = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=BACKGROUND)
        self.view_box = SliceBox()
        self.setCentralItem(self.view_box)
        self._item = _SliceItem()
        self.view_box.addItem(self._item)
        self._loaded: LoadedSlice | None = None
        self._proportion = 1.0
        self._fitted = True
        self._hover: QPointF | None = None
        self.view_box.stepped.connect(self.stepped)
        self.view_box.tool_dragged.connect(self.tool_dragged)
        self.view_box.menu_wanted.connect(self.menu_wanted)
        self.view_box.clicked.connect(self.clicked)
        self.view_box.fit_wanted.connect(self.fit)
        self.view_box.moved_by_hand.connect(self._on_moved_by_hand)
        # Drops are the window's; a graphics view would take them for its scene.
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(200, 160)

    @property
    def loaded(self) -> LoadedSlice | None:
        """The slice shown."""
        return self._loaded

    @property
    def tool(self) -> MouseTool | None:
        """What the left button does; None for window and level."""
        return self.view_box.tool

    def set_tool(self, tool: MouseTool | None) -> None:
        """Give the left button to another tool."""
        if self.view_box.tool is not None:
            self.view_box.tool.put_down()
        self.view_box.tool = tool

    @property
    def is_fitted(self) -> bool:
        """Whether the whole slice is in view and stays so when the size changes."""
        return self._fitted

    def show_slice(self, loaded: LoadedSlice, window: WindowLevel, appearance: Appearance) -> None:
        """Paint a slice; pan and zoom stay unless its shape or its pixels' proportions are new."""
        old, self._loaded = self._loaded, loaded
        self._paint(loaded, window, appearance)
        self._item.setVisible(True)
        proportion = _proportion(loaded)
        if old is None or old.shape != loaded.shape or proportion != self._proportion:
            self._proportion = proportion
            self._limit(loaded)
            self.fit()
        self._tell_hover()

    def set_window(self, window: WindowLevel, appearance: Appearance) -> None:
        """Show the same slice with another window."""
        if self._loaded is not None:
            self._paint(self._loaded, window, appearance)

    def clear(self) -> None:
        """Show nothing and keep nothing."""
        self._loaded = None
        self._item.clear()
        self._item.setVisible(False)
        self.left.emit()

    def fit(self) -> None:
        """Bring the whole slice into view."""
        self._fitted = True
        if self._loaded is not None:
            rows, columns = self._loaded.shape
            self.view_box.setRange(QRectF(0, 0, columns, rows), padding=0.01, disableAutoRange=True)

    def show_part(self, part: QRectF) -> None:
        """Show a part of the image, in view coordinates, as if it had been moved there by hand."""
        self._fitted = False
        self.view_box.setRange(part, padding=0, disableAutoRange=True)

    def pixel_at(self, position: QPointF) -> tuple[int, int]:
        """Column and row under a point of the widget."""
        point = self._view_point(position)
        return int(point.x() // 1), int(point.y() // 1)

    def screen_pixels(self) -> float:
        """How many pixels of the widget one pixel of the image is wide."""
        return float(1 / max(abs(self.view_box.viewPixelSize()[0]), 1e-9))

    def widget_point(self, column: float, row: float) -> QPoint:
        """Where a pixel's centre is on the widget."""
        scene = self.view_box.mapViewToScene(QPointF(column + 0.5, row + 0.5))
        return QPoint(self.mapFromScene(scene))

    def resizeEvent(self, ev: QResizeEvent | None) -> None:
        """Qt: what was fitted stays fitted."""
        super().resizeEvent(ev)
        if ev is not None and self._fitted:
            self.fit()

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        """Qt: as usual, and tell the pixel."""
        super().mouseMoveEvent(ev)
        self._hover = ev.position()
        self._tell_hover(pressed=ev.buttons() != Qt.MouseButton.NoButton)

    def leaveEvent(self, ev: QEvent) -> None:
        """Qt: there is no pixel any more."""
        super().leaveEvent(ev)
        self._hover = None
        if self.tool is not None:
            self.tool.moved(None)
        self.left.emit()

    def paintEvent(self, ev: QPaintEvent) -> None:
        """Qt: a frame where the keyboard's focus is."""
        super().paintEvent(ev)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
            painter.end()

    def _view_point(self, position: QPointF) -> QPointF:
        return QPointF(self.view_box.mapSceneToView(self.mapToScene(position.toPoint())))

    def _tell_hover(self, *, pressed: bool = False) -> None:
        if self._hover is not None and self._loaded is not None:
            point = self._view_point(self._hover)
            self.hovered.emit(int(point.x() // 1), int(point.y() // 1))
            self.pointed.emit(None if pressed else point)
            if self.tool is not None and not pressed:
                self.tool.moved(point)

    def _paint(self, loaded: LoadedSlice, window: WindowLevel, appearance: Appearance) -> None:
        self._item.show_slice(loaded, window, appearance)

    def _limit(self, loaded: LoadedSlice) -> None:
        rows, columns = loaded.shape
        self.view_box.setAspectLocked(True, ratio=self._proportion)
        farthest = _FARTHEST * max(rows, columns)
        self.view_box.setLimits(minXRange=_CLOSEST_PIXELS, maxXRange=farthest, maxYRange=farthest)

    def _on_moved_by_hand(self) -> None:
        self._fitted = False


def _proportion(loaded: LoadedSlice) -> float:
    """A pixel's width divided by its height."""
    spacing = loaded.header.plane.spacing
    if spacing is None or spacing[0] <= 0 or spacing[1] <= 0:
        return 1.0
    return spacing[1] / spacing[0]
