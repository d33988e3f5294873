"""The gauge in the status bar: what the dataset takes, and both processes against the budget."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from phantomscope.gui.memory.memory_monitor import MemoryMonitor, MemorySample, limit_text, size_text
from phantomscope.gui.memory.sample_text import container_text, kept_text
from phantomscope.gui.parts.colours import Colours, colours_in
from phantomscope.gui.parts.marked import translate

HIGH = 0.70
FULL = 0.90

_BARS = 12  # columns of the little history
_BAR_WIDTH = 3
_GAUGE_WIDTH = 64
_GAP = 6
_PAD = 4
_WIDEST = ("dataset 8888 MB 88.8×", "! process 8888 MB")


class MemoryGauge(QAbstractButton):
    """Compact, always true, and a button: a click or the space bar asks for the memory panel (``clicked``).

    Draws ``dataset 12.9 MB 1.2× ▂▂▃▂ │ process 131 MB ▓▓░░``: the dataset's total with its ratio to the
    source and its last minute, then the resident memory of both processes against the budget, the
    analysis process hatched. At 70 % and at 90 % of the budget, or of what machine and container leave of
    it, the bar changes its colour and a sign appears; it says, too, when the cache had to shrink.

    Args:
        monitor: What takes the samples.
        parent: Qt parent.
    """

    def __init__(self, monitor: MemoryMonitor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._monitor = monitor
        self._sample: MemorySample | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Memory"))
        self.setToolTip(self.tr("Memory: nothing has been measured yet"))
        if monitor.latest is not None:
            self._on_sampled(monitor.latest)
        monitor.sampled.connect(self._on_sampled)

    @property
    def dataset_text(self) -> str:
        """What it says of the dataset."""
        account = self._sample.account if self._sample is not None else None
        if account is None:
            return self.tr("no dataset")
        return self.tr("dataset {size} {ratio:.1f}×").format(
            size=size_text(account.total), ratio=account.ratio
        )

    @property
    def process_text(self) -> str:
        """What it says of the processes."""
        if self._sample is None:
            return self.tr("process –")
        fraction = _pressure(self._sample)
        sign = "" if fraction < HIGH else "! " if fraction < FULL else "✗ "
        return self.tr("{sign}process {size}").format(sign=sign, size=size_text(self._sample.used))

    def bar_colour(self, colours: Colours) -> str:
        """The bar's colour at what is used now."""
        fraction = _pressure(self._sample) if self._sample is not None else 0.0
        if fraction >= FULL:
            return colours.gauge_full
        return colours.gauge_high if fraction >= HIGH else colours.gauge_normal

    def sizeHint(self) -> QSize:
        """Qt: room for the longest usual texts, so that nothing beside it jumps."""
        metrics = self.fontMetrics()
        text = sum(metrics.horizontalAdvance(widest) for widest in _WIDEST)
        width = 2 * _PAD + text + _BARS * (_BAR_WIDTH + 1) + _GAUGE_WIDTH + 5 * _GAP
        return QSize(width, metrics.height() + 2 * _PAD)

    def minimumSizeHint(self) -> QSize:
        """Qt: as ``sizeHint``."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: draw from right to left, so that the bars stand still while texts change."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = colours_in(self.palette())
        text_colour = self.palette().color(QPalette.ColorRole.WindowText)
        metrics = self.fontMetrics()
        if self.underMouse() or self.hasFocus():
            self._paint_frame(painter)
        right = float(self.width() - _PAD)
        right = self._paint_bar(painter, right, colours) - _GAP
        right = self._paint_text(painter, right, self.process_text, text_colour, metrics) - _GAP
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
        painter.drawLine(int(right), _PAD, int(right), self.height() - _PAD)
        right = self._paint_history(painter, right - _GAP, colours) - _GAP
        self._paint_text(painter, right, self.dataset_text, text_colour, metrics)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another font needs other room, another palette other colours."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
        self.update()
        super().changeEvent(event)

    def _paint_frame(self, painter: QPainter) -> None:
        role = QPalette.ColorRole.Highlight if self.hasFocus() else QPalette.ColorRole.Mid
        painter.setPen(QPen(self.palette().color(role), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _paint_text(
        self, painter: QPainter, right: float, text: str, colour: QColor, metrics: QFontMetrics
    ) -> float:
        width = metrics.horizontalAdvance(text)
        painter.setPen(colour)
        box = QRectF(right - width, 0, width + 1, self.height())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
        return right - width

    def _paint_bar(self, painter: QPainter, right: float, colours: Colours) -> float:
        height = max(8.0, self.height() - 2.0 * _PAD - 4)
        box = QRectF(right - _GAUGE_WIDTH, (self.height() - height) / 2, _GAUGE_WIDTH, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.gauge_track))
        painter.drawRoundedRect(box, 2, 2)
        sample = self._sample
        if sample is not None and sample.budget > 0:
            colour = QColor(self.bar_colour(colours))
            whole = min(1.0, _pressure(sample)) * box.width()
            own = whole * sample.gui_rss / sample.used if sample.used else 0.0
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(box.left(), box.top(), own, box.height()), 2, 2)
            painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
            painter.drawRect(QRectF(box.left() + own, box.top(), whole - own, box.height()))
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Window), 1))
        for mark in (HIGH, FULL):
            at = box.left() + mark * box.width()
            painter.drawLine(int(at), int(box.top()), int(at), int(box.bottom()))
        return box.left()

    def _paint_history(self, painter: QPainter, right: float, colours: Colours) -> float:
        left = right - _BARS * (_BAR_WIDTH + 1)
        totals = _last_minute(self._monitor.history)
        top = max(totals, default=0)
        room = self.height() - 2.0 * _PAD - 2
        painter.setPen(Qt.PenStyle.NoPen)
        for place, total in enumerate(totals):
            height = max(1.0, room * total / top) if top else 1.0
            x = left + (_BARS - len(totals) + place) * (_BAR_WIDTH + 1)
            painter.setBrush(QColor(colours.gauge_normal if total else colours.gauge_track))
            painter.drawRect(QRectF(x, self.height() - _PAD - 1 - height, _BAR_WIDTH, height))
        return left

    @Slot(object)
    def _on_sampled(self, sample: MemorySample) -> None:
        self._sample = sample
        self.setToolTip(_explained(sample))
        parts = (self.dataset_text, self.process_text, kept_text(sample))
        self.setAccessibleDescription(", ".join(part for part in parts if part))
        self.update()


def _last_minute(history: tuple[MemorySample, ...]) -> list[int]:
    """The greatest dataset total of each five samples, the newest last."""
    totals = [sample.account.total if sample.account is not None else 0 for sample in history[-5 * _BARS :]]
    return [max(totals[start : start + 5]) for start in range(0, len(totals), 5)]


def _pressure(sample: MemorySample) -> float:
    """What is used of what may be taken: of the budget, or of what machine and container leave of it.

    A cache that had to shrink counts as high in any case.
    """
    allowed = sample.ceiling.nbytes
    used = sample.used / allowed if allowed > 0 else 0.0
    return max(sample.fraction, used, HIGH if sample.kept is not None else 0.0)


def _explained(sample: MemorySample) -> str:
    lines = []
    account = sample.account
    if account is not None:
        lines += [
            translate("MemoryGauge", "Dataset: {size}, {ratio:.2f} times its source").format(
                size=size_text(account.total), ratio=account.ratio
            ),
            translate("MemoryGauge", "    source {source}, extracted to disk {extracted},").format(
                source=size_text(account.source), extracted=size_text(account.extracted)
            ),
            translate("MemoryGauge", "    index {index}, changed slices {overlay},").format(
                index=size_text(account.index), overlay=size_text(account.overlay)
            ),
            translate("MemoryGauge", "    decoded slices {cache}").format(cache=size_text(account.cache)),
        ]
    lines.append(
        translate("MemoryGauge", "This window’s process: {size} resident now").format(
            size=size_text(sample.gui_rss)
        )
    )
    if sample.analysis_rss is not None:
        size = size_text(sample.analysis_rss)
        lines.append(translate("MemoryGauge", "Analysis process: {size} resident now").format(size=size))
    if sample.idle_rss is not None:
        lines.append(
            translate("MemoryGauge", "Idle process: {size} resident now").format(
                size=size_text(sample.idle_rss)
            )
        )
    lines.append(
        translate("MemoryGauge", "Together {fraction:.0%} of the budget of {budget}").format(
            fraction=sample.fraction, budget=limit_text(sample.budget)
        )
    )
    kept = kept_text(sample)
    lines += [text for text in (container_text(sample), kept[:1].upper() + kept[1:]) if text]
    lines.append(translate("MemoryGauge", "Click for history and details"))
    return "\n".join(lines)
