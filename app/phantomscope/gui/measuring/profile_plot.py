"""A profile as a curve, with its full width at half maximum."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QWidget

from phantomscope.gui.measuring.reading_text import length_text
from phantomscope.gui.parts.colours import colours_in
from phantomscope.measure.reading import ProfileReading


class ProfilePlot(pg.PlotWidget):  # type: ignore[misc]
    """Shows one profile; wheel and drag zoom and pan, a double click shows all of it.

    Args:
        parent: Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self._reading: ProfileReading | None = None
        self._unit = ""
        self.setMinimumHeight(150)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setAccessibleName(self.tr("Line profile"))
        self._curve = self.plot()
        self._half = self.plot()
        self._label = pg.TextItem(anchor=(0.5, 1.0))
        self.addItem(self._label, ignoreBounds=True)
        self.scene().sigMouseClicked.connect(self._on_clicked)

    @property
    def reading(self) -> ProfileReading | None:
        """What is drawn."""
        return self._reading

    @property
    def mark(self) -> str:
        """What stands at the half maximum; empty where there is none."""
        return str(self._label.toPlainText()) if self._label.isVisible() else ""

    def show_profile(self, reading: ProfileReading | None, unit: str) -> None:
        """Draw this, or nothing.

        Args:
            reading: The profile and its half maximum.
            unit: Of its values.
        """
        self._reading, self._unit = reading, unit
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: draw in another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_label"):
            self._draw()

    def _draw(self) -> None:
        colours, reading = colours_in(self.palette()), self._reading
        axis_pen = pg.mkPen(colours.chart_grid)
        for name, text in (("left", self._unit), ("bottom", reading.unit if reading is not None else "")):
            axis = self.getAxis(name)
            axis.setPen(axis_pen)
            axis.setTextPen(pg.mkPen(colours.chart_text))
            axis.enableAutoSIPrefix(False)
            axis.setLabel(text)
        profile = reading.profile if reading is not None else None
        half = reading.half_maximum if reading is not None else None
        nothing = np.empty(0)
        x, y = (profile.places, profile.values) if profile is not None else (nothing, nothing)
        self._curve.setData(x, y, connect="finite", pen=pg.mkPen(colours.curves[0], width=1.6))
        level = (
            ([half.left, half.right], [half.level, half.level]) if half is not None else (nothing, nothing)
        )
        pen = pg.mkPen(colours.curves[1], width=2, style=Qt.PenStyle.DashLine)
        self._half.setData(*level, pen=pen, symbol="o", symbolSize=6, symbolBrush=colours.curves[1])
        self._label.setVisible(half is not None)
        if half is not None and reading is not None:
            self._label.setText(f"FWHM {length_text(half.width, reading.unit)}", color=colours.chart_text)
            self._label.setPos((half.left + half.right) / 2, half.level)

    def _on_clicked(self, event: object) -> None:
        if event.double():  # type: ignore[attr-defined]
            self.autoRange()
            self.enableAutoRange()
