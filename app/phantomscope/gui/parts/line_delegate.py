"""Rows of a list with a picture, a title, lines of detail, a line of warning and a verdict's sign."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from phantomscope.analysis.results import Verdict
from phantomscope.gui.opening.series_model import (
    DETAIL_ROLE,
    SIDE,
    THUMBNAIL_ROLE,
    VERDICT_ROLE,
    WARNING_ROLE,
)
from phantomscope.gui.parts.colours import colours_in
from phantomscope.gui.parts.tones import muted
from phantomscope.reports.symbols import SYMBOLS

Index = QModelIndex | QPersistentModelIndex
_PAD_X, _PAD_Y, _GAP = 8, 5, 1


class LineDelegate(QStyledItemDelegate):
    """Paints title, details and warning; what has no text takes no room. Warnings wrap, the rest is elided.

    Where a row may have a picture, its room is kept from the start.
    """

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: the row's own background, then the lines."""
        style_option = QStyleOptionViewItem(option)
        self.initStyleOption(style_option, index)
        style_option.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, style_option, painter, option.widget)
        painter.save()
        painter.setClipRect(option.rect)
        self._paint_lines(painter, option, index)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt: as high as its lines."""
        view = option.widget
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else option.rect.width()
        small = QFontMetrics(_small(option.font)).height()
        height = max(len(_details(index)) * (_GAP + small), _picture_room(index))
        warning = self._warning(index)
        if warning:
            height += _GAP + _wrapped(warning, _small(option.font), width - 2 * _PAD_X).height()
        return QSize(60, 2 * _PAD_Y + QFontMetrics(_bold(option.font)).height() + height)

    def _paint_lines(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        palette: QPalette = option.palette
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        text_colour = palette.color(role)
        box = option.rect.adjusted(_PAD_X, _PAD_Y, -_PAD_X, -_PAD_Y)
        top = box.top()
        right = box.right() - self._paint_verdict(painter, option, index, text_colour if selected else None)
        painter.setPen(text_colour)
        title = QRect(box.topLeft(), QPoint(right, box.bottom()))
        top += _line(painter, title, top, _bold(option.font), index.data() or "") + _GAP
        beside, below = QRect(box), top + _picture_room(index)
        if below > top:
            place = QRect(box.left(), top, SIDE, SIDE)
            _paint_picture(painter, place, index.data(THUMBNAIL_ROLE))
            beside.setLeft(place.right() + 1 + _PAD_X)
        small = _small(option.font)
        painter.setPen(text_colour if selected else muted(palette))
        for detail in _details(index):
            top += _line(painter, beside, top, small, detail) + _GAP
        top = max(top, below)
        warning = self._warning(index)
        if warning:
            painter.setPen(text_colour if selected else QColor(colours_in(palette).warn))
            painter.setFont(small)
            painter.drawText(
                QRect(box.left(), top, box.width(), box.bottom() - top + 1), Qt.TextFlag.TextWordWrap, warning
            )

    def _paint_verdict(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, colour: QColor | None
    ) -> int:
        verdict = index.data(VERDICT_ROLE)
        if not isinstance(verdict, Verdict):
            return 0
        font = _bold(option.font)
        painter.setFont(font)
        painter.setPen(colour if colour is not None else QColor(colours_in(option.palette).of(verdict)))
        box = option.rect.adjusted(_PAD_X, _PAD_Y, -_PAD_X, -_PAD_Y)
        sign = SYMBOLS[verdict]
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), sign)
        return QFontMetrics(font).horizontalAdvance(sign) + 4

    @staticmethod
    def _warning(index: Index) -> str:
        text = index.data(WARNING_ROLE)
        return f"{SYMBOLS[Verdict.WARN]} {text}" if text else ""


def _details(index: Index) -> list[str]:
    return str(index.data(DETAIL_ROLE) or "").splitlines()


def _picture_room(index: Index) -> int:
    """The height of a picture with the gap below it; none where a row never has one."""
    return SIDE + _GAP if isinstance(index.data(THUMBNAIL_ROLE), QPixmap) else 0


def _paint_picture(painter: QPainter, box: QRect, picture: QPixmap) -> None:
    """On black, as the slice view has it; nothing but the black where there is no picture yet."""
    painter.fillRect(box, QColor(0, 0, 0, 255 if not picture.isNull() else 24))
    place = QRect(0, 0, picture.width(), picture.height())
    place.moveCenter(box.center())
    painter.drawPixmap(place, picture)


def _line(painter: QPainter, box: QRect, top: int, font: QFont, text: str) -> int:
    painter.setFont(font)
    metrics = QFontMetrics(font)
    line = QRect(box.left(), top, box.width(), metrics.height())
    elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), elided)
    return metrics.height()


def _wrapped(text: str, font: QFont, width: int) -> QRect:
    return QFontMetrics(font).boundingRect(QRect(0, 0, max(40, width), 2000), Qt.TextFlag.TextWordWrap, text)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(max(7.5, font.pointSizeF() - 1))
    return small
