"""The left-hand panel: the series of what is open, and what was set aside with its reason."""

import dataclasses

from PySide6.QtCore import (
    QItemSelection,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
    SignalInstance,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget

from phantomscope.analysis.results import Verdict
from phantomscope.gui.opening.dataset import Dataset
from phantomscope.gui.opening.row_list import RowList
from phantomscope.gui.opening.series_model import SeriesModel, SetAsideModel
from phantomscope.gui.parts.marked import translate
from phantomscope.gui.parts.panel_heading import PanelHeading
from phantomscope.gui.parts.privacy import Privacy
from phantomscope.stack.series import Series
from phantomscope.stack.slice_header import SetAside

_WIDTH = 220
_NAMED = " the slice in "  # what a copy is one of, in the reason why it was set aside
_LONG = 8  # members set aside from which on a search is of use


class SeriesPanel(QWidget):
    """Lists series and what was set aside.

    Signals:
        series_chosen(Series): The person wants to see it.
        analyse_wanted(Series), tags_wanted(Series): Wants it analysed, or its tags.
        visible_changed(): Other rows can be seen.

    Attributes:
        list_view: The series.
        series_menu, set_aside_menu: Their context menus.
        set_aside_view: What was set aside; shown when the button below the series is down.
        set_aside_button: Says how many members were set aside.
        set_aside_search: Shown with them where they are many.
    """

    series_chosen = Signal(object)
    analyse_wanted = Signal(object)
    tags_wanted = Signal(object)
    visible_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._privacy: Privacy | None = None
        self._series = SeriesModel(self)
        self._set_aside = SetAsideModel(self)
        self._found = QSortFilterProxyModel(self)
        self._found.setSourceModel(self._set_aside)
        self._found.setFilterRole(Qt.ItemDataRole.AccessibleTextRole)
        self._found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._build_series()
        self._build_set_aside()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(PanelHeading(self.tr("Series"), self))
        layout.addWidget(self.list_view, 3)
        layout.addWidget(self.set_aside_button)
        layout.addWidget(self.set_aside_search)
        layout.addWidget(self.set_aside_view, 2)
        self.set_dataset(None)

    def _build_series(self) -> None:
        self.list_view = RowList(self.tr("Series"), self)
        self.list_view.setModel(self._series)
        self.list_view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.list_view.visible_changed.connect(self.visible_changed)
        self.list_view.copy_wanted.connect(self._copy_series)
        self.series_menu = QMenu(self)
        self.list_view.menu_wanted.connect(self.series_menu.popup)
        self.series_menu.addAction(self.tr("&Analyse"), lambda: self._tell(self.analyse_wanted))
        self.series_menu.addAction(self.tr("DICOM &Tags"), lambda: self._tell(self.tags_wanted))
        self.series_menu.addSeparator()
        self.series_menu.addAction(self.tr("&Copy Details"), self._copy_series)

    def _build_set_aside(self) -> None:
        self.set_aside_button = QToolButton(self)
        self.set_aside_button.setCheckable(True)
        self.set_aside_button.setAutoRaise(True)
        self.set_aside_button.setArrowType(Qt.ArrowType.RightArrow)
        self.set_aside_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.set_aside_button.toggled.connect(self._on_set_aside_toggled)
        self.set_aside_search = QLineEdit(self)
        self.set_aside_search.setPlaceholderText(self.tr("Name or reason"))
        self.set_aside_search.setAccessibleName(self.tr("Search the skipped files"))
        self.set_aside_search.setToolTip(self.tr("Lists only the skipped files with this in name or reason"))
        self.set_aside_search.setClearButtonEnabled(True)
        self.set_aside_search.textChanged.connect(self._found.setFilterFixedString)
        self.set_aside_search.hide()
        self.set_aside_view = RowList(self.tr("Files skipped"), self)
        self.set_aside_view.setModel(self._found)
        self.set_aside_view.copy_wanted.connect(self._copy_set_aside)
        self.set_aside_view.hide()
        self.set_aside_menu = QMenu(self)
        self.set_aside_view.menu_wanted.connect(self.set_aside_menu.popup)
        self.set_aside_menu.addAction(self.tr("&Copy List"), self._copy_set_aside)

    @property
    def series_model(self) -> SeriesModel:
        """The model of the series."""
        return self._series

    @property
    def set_aside_model(self) -> SetAsideModel:
        """The model of what was set aside."""
        return self._set_aside

    def sizeHint(self) -> QSize:
        """Qt: narrow, the slice needs the room."""
        return QSize(_WIDTH, 400)

    # -- what it is told ----------------------------------------------------------------------------------

    def set_dataset(self, dataset: Dataset | None) -> None:
        """List what a dataset holds, or nothing."""
        self._series.set_series(dataset.scan.series if dataset is not None else ())
        members = dataset.scan.set_aside if dataset is not None else ()
        self.set_aside_search.clear()
        self._set_aside.set_members(members)
        damaged = sum(member.damaged for member in members)
        self.set_aside_button.setVisible(bool(members))
        self.set_aside_button.setText(_set_aside_text(len(members), damaged))
        self.set_aside_button.setToolTip(self.tr("What is no slice, and why"))
        # A damaged member is a problem of the scan: the person should see it without asking.
        self.set_aside_button.setChecked(damaged > 0)
        self._show_set_aside()

    def show_series(self, series: Series | None) -> None:
        """Mark the series that is shown."""
        index = self._series.row_of(series.key if series is not None else "")
        if index.isValid() and index != self.list_view.currentIndex():
            self.list_view.setCurrentIndex(index)

    def set_verdict(self, key: str, verdict: Verdict | None) -> None:
        """Mark a series with the verdict of its analysis, or take the mark away."""
        self._series.set_verdict(key, verdict)

    def set_kept(self, key: str, count: int) -> None:
        """Say how many slices of a series are left in the copy that is shown."""
        self._series.set_kept(key, count)

    def set_thumbnail(self, key: str, thumbnail: QPixmap) -> None:
        """Show a picture of a series; a null one where it has none."""
        self._series.set_thumbnail(key, thumbnail)

    def without_thumbnail(self) -> list[Series]:
        """The series that can be seen and have no picture yet, from the top down."""
        seen = (self._series.series_at(index) for index in self.list_view.visible_rows())
        return [one for one in seen if one is not None and not self._series.has_thumbnail(one)]

    def set_privacy(self, privacy: Privacy) -> None:
        """Follow the switch that hides names."""
        self._privacy = privacy
        privacy.changed.connect(self._on_privacy_changed)
        self._on_privacy_changed()

    # -- what the person does -----------------------------------------------------------------------------

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, selected: QItemSelection, _deselected: QItemSelection) -> None:
        for index in selected.indexes():
            series = self._series.series_at(index)
            if series is not None:
                self.series_chosen.emit(series)

    @Slot(bool)
    def _on_set_aside_toggled(self, down: bool) -> None:
        self.set_aside_button.setArrowType(Qt.ArrowType.DownArrow if down else Qt.ArrowType.RightArrow)
        self._show_set_aside()

    @Slot()
    def _copy_series(self) -> None:
        tip = self.list_view.currentIndex().data(Qt.ItemDataRole.ToolTipRole)
        if tip:
            QGuiApplication.clipboard().setText(tip)

    @Slot()
    def _copy_set_aside(self) -> None:
        rows = (self._found.index(row, 0) for row in range(self._found.rowCount()))
        texts = (row.data(Qt.ItemDataRole.AccessibleTextRole) for row in rows)
        QGuiApplication.clipboard().setText("\n".join(texts))

    # -- inside -------------------------------------------------------------------------------------------

    def _tell(self, signal: SignalInstance) -> None:
        series = self._series.series_at(self.list_view.currentIndex())
        if series is not None:
            signal.emit(series)

    def _show_set_aside(self) -> None:
        count = self._set_aside.rowCount()
        unfolded = count > 0 and self.set_aside_button.isChecked()
        self.set_aside_view.setVisible(unfolded)
        self.set_aside_search.setVisible(unfolded and count >= _LONG)

    @Slot()
    def _on_privacy_changed(self) -> None:
        privacy = self._privacy
        if privacy is None:
            return
        self._series.set_private(privacy.is_on)
        self._set_aside.set_hiding(self._hidden if privacy.is_on else None)

    def _hidden(self, member: SetAside) -> SetAside:
        """Without the names in it: a reason may name another member."""
        privacy = self._privacy
        if privacy is None:
            return member
        named = member.reason.rpartition(_NAMED)[2]
        reason = privacy.told(member.reason, [named] if named != member.reason else [])
        return dataclasses.replace(member, name=privacy.shown(member.name), reason=reason)


def _set_aside_text(count: int, damaged: int) -> str:
    text = (
        translate("SeriesPanel", "{count} file skipped")
        if count == 1
        else translate("SeriesPanel", "{count} files skipped")
    ).format(count=count)
    return (
        translate("SeriesPanel", "{text}, {damaged} damaged").format(text=text, damaged=damaged)
        if damaged
        else text
    )
