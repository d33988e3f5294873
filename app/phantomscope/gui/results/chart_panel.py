"""The charts of a result, a tab each, drawn when first looked at."""

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QTabWidget, QToolButton, QVBoxLayout, QWidget

from phantomscope.analysis.results import Chart
from phantomscope.gui.parts.colours import colours_in
from phantomscope.gui.parts.icons import icon

if TYPE_CHECKING:  # loaded when it is first shown
    from phantomscope.gui.results.chart_window import ChartWindow

_TAB_LETTERS = 20
_TAB_POINTS = 8
_LIST_FROM = 4  # charts from which on a list of them is offered beside the tabs
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ChartPanel(QTabWidget):
    """A tab per chart. A chart costs nothing until its tab is shown; a click or Enter enlarges it.

    Attributes:
        enlarge_button: Opens the chart in a window of its own.
        list_button: Lists all charts, where there are many.

    Args:
        parent: Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._charts: tuple[Chart, ...] = ()
        self._window: ChartWindow | None = None
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName(self.tr("Charts"))
        font = self.tabBar().font()
        font.setPointSizeF(_TAB_POINTS)
        self.tabBar().setFont(font)
        self._build_corner()
        self._drawing = QTimer(self)
        self._drawing.setSingleShot(True)
        self._drawing.setInterval(0)
        self._drawing.timeout.connect(self._draw_current)
        self.currentChanged.connect(self._on_current_changed)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """What is shown."""
        return self._charts

    def set_charts(self, charts: tuple[Chart, ...]) -> None:
        """Show other charts, or none."""
        self._forget()
        self._charts = charts
        # Before the tabs, which are laid out beside them.
        self.list_button.setVisible(len(charts) >= _LIST_FROM)
        self.enlarge_button.setVisible(bool(charts))
        for chart in charts:
            page = QWidget()
            QVBoxLayout(page).setContentsMargins(0, 0, 0, 0)
            place = self.addTab(page, _short(chart.title))
            self.setTabToolTip(place, chart.title)
            self._menu.addAction(chart.title, functools.partial(self.setCurrentIndex, place))
        if self._window is not None:
            self._window.set_charts(charts)
        self._draw_soon()

    @property
    def window_of_charts(self) -> "ChartWindow | None":
        """The window with the enlarged chart, once there was one."""
        return self._window

    @Slot()
    def enlarge(self) -> None:
        """Show the current chart in a window of its own."""
        if not self._charts:
            return
        if self._window is None:
            from phantomscope.gui.results.chart_window import ChartWindow

            self._window = ChartWindow(self)
        self._window.set_charts(self._charts, self.currentIndex())
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter enlarges."""
        if event.key() in _ENTER:
            self.enlarge()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Qt: draw again in another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.enlarge_button.setIcon(icon("fit", self.palette()))
            for place in range(self.count()):
                _empty(self._page(place))
            self._draw_soon()

    @Slot(int)
    def _on_current_changed(self, _place: int) -> None:
        self._draw_soon()

    def _draw_soon(self) -> None:
        # Not now: building a plot takes longer than showing all the rest of a result.
        self._drawing.start()

    @Slot()
    def _draw_current(self) -> None:
        place = self.currentIndex()
        if not 0 <= place < min(self.count(), len(self._charts)):
            return
        page = self._page(place)
        layout = page.layout()
        if layout is not None and layout.count() == 0:
            from phantomscope.gui.results.chart_view import ChartView

            view = ChartView(self._charts[place], colours_in(self.palette()))
            view.clicked.connect(self.enlarge)
            layout.addWidget(view)

    def _page(self, place: int) -> QWidget:
        page = self.widget(place)
        assert page is not None
        return page

    def _build_corner(self) -> None:
        corner = QWidget(self)
        self.list_button = QToolButton(corner)
        self.list_button.setArrowType(Qt.ArrowType.DownArrow)
        self.list_button.setToolTip(self.tr("All charts"))
        self.list_button.setAccessibleName(self.tr("All charts"))
        self._menu = QMenu(self.list_button)
        self.list_button.setMenu(self._menu)
        self.list_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.list_button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.enlarge_button = QToolButton(corner)
        self.enlarge_button.setIcon(icon("fit", self.palette()))
        self.enlarge_button.setToolTip(self.tr("Enlarge the chart (a click on it does, too)"))
        self.enlarge_button.setAccessibleName(self.tr("Enlarge the chart"))
        self.enlarge_button.clicked.connect(self.enlarge)
        layout = QHBoxLayout(corner)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for button in (self.list_button, self.enlarge_button):
            button.setAutoRaise(True)
            button.hide()
            layout.addWidget(button)
        self.setCornerWidget(corner, Qt.Corner.TopRightCorner)

    def _forget(self) -> None:
        self._charts = ()
        self._menu.clear()
        while self.count():
            page = self._page(0)
            self.removeTab(0)
            page.deleteLater()


def _short(title: str) -> str:
    return title if len(title) <= _TAB_LETTERS else title[: _TAB_LETTERS - 1].rstrip() + "…"


def _empty(page: QWidget) -> None:
    layout = page.layout()
    while layout is not None and (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.deleteLater()
