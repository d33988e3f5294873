"""The picture of a section in millimetres, and what mouse and keys do on it."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from phantomscope.gui.viewing.brief_hint import BriefHint
from phantomscope.gui.viewing.slice_canvas import BACKGROUND, SliceBox
from phantomscope.gui.views.crosshair import CrosshairLines, CrosshairTool
from phantomscope.gui.views.edge_letters import EdgeLetters
from phantomscope.gui.views.strips_item import StripsItem

_PAGE = 10
_TO_THE_END = 1_000_000
_FARTHEST = 8.0
_CLOSEST_MM = 2.0
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: -_PAGE,
    Qt.Key.Key_PageDown: _PAGE,
    Qt.Key.Key_Home: -_TO_THE_END,
    Qt.Key.Key_End: _TO_THE_END,
}


class SectionCanvas(pg.GraphicsView):  # type: ignore[misc]
    """Shows one section. View coordinates are millimetres, x to the right and y down.

    Wheel and arrow keys step, the left button moves the crosshair, the middle one pans, the right one and
    Ctrl with the wheel zoom, a double click and F fit.

    Signals:
        stepped(int): So many sections on.
        picked(QPointF): The crosshair is to go there.
        hovered(QPointF | None): The pointer is there; None where it has left the picture.

    Attributes:
        strips: The picture.
        lines: The crosshair.
        letters: Where the patient's left, back, head… are.

    Args:
        parent: Qt parent.
    """

    stepped = Signal(int)
    picked = Signal(QPointF)
    hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=BACKGROUND)
        self.view_box = SliceBox()
        self.setCentralItem(self.view_box)
        self.strips = StripsItem()
        self.view_box.addItem(self.strips, ignoreBounds=True)
        self.lines = CrosshairLines(self.view_box)
        self.letters = EdgeLetters(self)
        self._hint = BriefHint(self)
        self._elsewhere = ""
        self.picked.connect(lambda _: self._hint.say(self._elsewhere))
        self._fitted = True
        self.view_box.tool = CrosshairTool(self.picked.emit)
        self.view_box.stepped.connect(self.stepped)
        self.view_box.fit_wanted.connect(self.fit)
        self.view_box.moved_by_hand.connect(self._on_moved_by_hand)
        # Drops are the window's; a graphics view would take them for its scene.
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(120, 90)

    @property
    def is_fitted(self) -> bool:
        """Whether the whole section is in view and stays so when the size changes."""
        return self._fitted

    @property
    def hint(self) -> str:
        """What it says of the tool."""
        return self._hint.text()

    def set_elsewhere(self, sentence: str) -> None:
        """A tool is taken that does not work here, where the left button still moves the crosshair.

        Args:
            sentence: Said when the crosshair is moved; empty where no such tool is taken.
        """
        self._elsewhere = sentence
        self._hint.set_text("")
        # A tool's own pointer would promise what it does on the slice.
        shape = Qt.CursorShape.SizeAllCursor if sentence else Qt.CursorShape.CrossCursor
        self.viewport().setCursor(shape)

    def fit(self) -> None:
        """Bring the whole section into view."""
        self._fitted = True
        room = self.strips.boundingRect()
        if not room.isEmpty():
            farthest = _FARTHEST * max(room.width(), room.height())
            closest = min(_CLOSEST_MM, room.width(), room.height())
            self.view_box.setLimits(minXRange=closest, maxXRange=farthest, maxYRange=farthest)
            self.view_box.setRange(QRectF(room), padding=0.01, disableAutoRange=True)

    def widget_point(self, point: QPointF) -> QPointF:
        """Where a point is on the widget."""
        return QPointF(self.mapFromScene(self.view_box.mapViewToScene(point)))

    # -- Qt's own names -----------------------------------------------------------------------------------

    def event(self, ev: QEvent) -> bool:
        """Qt: F is this view's while it has the focus, not the window's."""
        if ev.type() == QEvent.Type.ShortcutOverride and isinstance(ev, QKeyEvent) and _is_fit(ev):
            ev.accept()
            return True
        return bool(super().event(ev))

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        """Qt: step, or fit."""
        plain = ev.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        if _is_fit(ev):
            self.fit()
        elif plain and ev.key() in _STEPS:
            self.stepped.emit(_STEPS[Qt.Key(ev.key())])
        else:
            ev.ignore()

    def resizeEvent(self, ev: QResizeEvent | None) -> None:
        """Qt: what was fitted stays fitted."""
        super().resizeEvent(ev)
        if ev is not None and self._fitted:
            self.fit()

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        """Qt: as usual, and tell where the pointer is."""
        super().mouseMoveEvent(ev)
        self.hovered.emit(QPointF(self.view_box.mapSceneToView(self.mapToScene(ev.position().toPoint()))))

    def leaveEvent(self, ev: QEvent) -> None:
        """Qt: it is nowhere any more."""
        super().leaveEvent(ev)
        self.hovered.emit(None)

    def paintEvent(self, ev: QPaintEvent) -> None:
        """Qt: a frame where the keyboard's focus is."""
        super().paintEvent(ev)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
            painter.end()

    def _on_moved_by_hand(self) -> None:
        self._fitted = False


def _is_fit(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_F and event.modifiers() == Qt.KeyboardModifier.NoModifier
