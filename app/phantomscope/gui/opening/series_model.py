"""The series of the open dataset, and what was set aside, as Qt models."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from phantomscope.analysis.results import Verdict, shown
from phantomscope.reports.symbols import SYMBOLS
from phantomscope.stack.series import Series
from phantomscope.stack.slice_header import SetAside

Index = QModelIndex | QPersistentModelIndex
DETAIL_ROLE = Qt.ItemDataRole.UserRole + 1
WARNING_ROLE = Qt.ItemDataRole.UserRole + 2
VERDICT_ROLE = Qt.ItemDataRole.UserRole + 3

_NOWHERE = QModelIndex()


class SeriesModel(QAbstractListModel):
    """One row a series: title, a line of facts, a line of warning, and the verdict of its analysis."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._series: tuple[Series, ...] = ()
        self._verdicts: dict[str, Verdict] = {}

    def set_series(self, series: Sequence[Series]) -> None:
        """List these series, none of them analysed yet."""
        self.beginResetModel()
        self._series = tuple(series)
        self._verdicts = {}
        self.endResetModel()

    def set_verdict(self, key: str, verdict: Verdict | None) -> None:
        """Say how the analysis of a series came out; None for not analysed."""
        index = self.row_of(key)
        if index.isValid() and self._verdicts.get(key) is not verdict:
            self._verdicts.pop(key, None)
            if verdict is not None:
                self._verdicts[key] = verdict
            self.dataChanged.emit(index, index)

    def series_at(self, index: Index) -> Series | None:
        """The series of a row."""
        return self._series[index.row()] if index.isValid() else None

    def row_of(self, key: str) -> QModelIndex:
        """The row of a series; invalid where it is not listed."""
        rows = (self.index(row) for row, series in enumerate(self._series) if series.key == key)
        return next(rows, QModelIndex())

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: how many series."""
        return 0 if parent.isValid() else len(self._series)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: the texts."""
        series = self.series_at(index)
        if series is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return series.title
        if role == DETAIL_ROLE:
            return detail_text(series)
        if role == WARNING_ROLE:
            return warning_text(series)
        if role == VERDICT_ROLE:
            return self._verdicts.get(series.key)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_text(series)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(series)
        return None

    def _spoken(self, series: Series) -> str:
        parts = [series.title, detail_text(series), warning_text(series)]
        if series.key in self._verdicts:
            parts.append(f"analysed: {self._verdicts[series.key].value}")
        return ", ".join(part for part in parts if part)


class SetAsideModel(QAbstractListModel):
    """One row a member that is no slice: its name and the reason."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._members: tuple[SetAside, ...] = ()

    def set_members(self, members: Sequence[SetAside]) -> None:
        """List these members."""
        self.beginResetModel()
        self._members = tuple(members)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: how many members."""
        return 0 if parent.isValid() else len(self._members)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: the texts."""
        if not index.isValid():
            return None
        member = self._members[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return member.name.rsplit("/", 1)[-1]
        if role == DETAIL_ROLE:
            return "" if member.damaged else member.reason
        if role == WARNING_ROLE:
            return member.reason if member.damaged else ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{member.name}: {member.reason}"
        return None


def detail_text(series: Series) -> str:
    """The facts of a series in a line: "CT · 64 slices · 512×512 · 2 mm"."""
    first = series.slices[0]
    count = len(series.slices)
    parts = [series.facts.modality or "unknown modality", f"{count} slice{'' if count == 1 else 's'}"]
    if series.facts.localizer:
        parts.append("localizer")
    parts.append(f"{first.format.columns}×{first.format.rows}")
    spacing = series.slice_spacing
    if spacing is not None:
        parts.append(f"{shown(round(spacing, 2))} mm")
    return " · ".join(parts)


def warning_text(series: Series) -> str:
    """What is odd about a series, all at once; empty for nothing."""
    return "; ".join(problem.text for problem in series.problems)


def tip_text(series: Series) -> str:
    """All facts of a series, a line each; nothing of a patient."""
    first = series.slices[0]
    plane = first.plane
    pixel = f"{shown(plane.spacing[1])} × {shown(plane.spacing[0])} mm" if plane.spacing else "unknown"
    thickness = f"{shown(plane.thickness)} mm" if plane.thickness is not None else "unknown"
    spacing = series.slice_spacing
    places = [place for place in (series.positions[0], series.positions[-1]) if place is not None]
    lines = [
        series.title,
        detail_text(series),
        f"Pixel {pixel}, slice thickness {thickness}"
        + (f", slices {shown(round(spacing, 3))} mm apart" if spacing is not None else ""),
    ]
    if len(places) == 2:
        lines.append(f"From {shown(round(places[0], 2))} to {shown(round(places[1], 2))} mm")
    scanner = " ".join(part for part in (series.facts.manufacturer, series.facts.model) if part)
    lines += [f"Scanner: {scanner}"] if scanner else []
    lines += [f"{SYMBOLS[Verdict.WARN]} {problem.text}" for problem in series.problems]
    return "\n".join(lines)
