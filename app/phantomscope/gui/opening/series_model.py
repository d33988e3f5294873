"""The series of the open dataset, and what was set aside, as Qt models."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from phantomscope.analysis.results import Verdict, shown
from phantomscope.gui.memory.memory_monitor import size_text
from phantomscope.reports.symbols import SYMBOLS
from phantomscope.stack.series import Series
from phantomscope.stack.slice_header import SetAside

Index = QModelIndex | QPersistentModelIndex
DETAIL_ROLE = Qt.ItemDataRole.UserRole + 1
WARNING_ROLE = Qt.ItemDataRole.UserRole + 2
VERDICT_ROLE = Qt.ItemDataRole.UserRole + 3
THUMBNAIL_ROLE = Qt.ItemDataRole.UserRole + 4
"""A QPixmap, null where there is none yet; None where none ever is."""

SIDE = 56
"""The longer side of a thumbnail in pixels; one takes 12 kB at the most."""

_NOWHERE = QModelIndex()


@dataclasses.dataclass(frozen=True, slots=True)
class _Texts:
    """What is said of a series; made once, since a series may have thousands of slices."""

    title: str
    detail: str
    warning: str
    tip: str

    def of(self, role: int) -> str | None:
        """The text of a role."""
        roles = (Qt.ItemDataRole.DisplayRole, DETAIL_ROLE, WARNING_ROLE, Qt.ItemDataRole.ToolTipRole)
        texts = (self.title, self.detail, self.warning, self.tip)
        return next((text for one, text in zip(roles, texts, strict=True) if one == role), None)


class SeriesModel(QAbstractListModel):
    """One row a series: title, lines of facts, a line of warning, a thumbnail, and its analysis' verdict."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._series: tuple[Series, ...] = ()
        self._verdicts: dict[str, Verdict] = {}
        self._thumbnails: dict[str, QPixmap] = {}
        self._texts: dict[int, _Texts] = {}
        self._kept: dict[str, int] = {}
        self._private = False

    @property
    def series(self) -> tuple[Series, ...]:
        """What is listed."""
        return self._series

    def set_series(self, series: Sequence[Series]) -> None:
        """List these series, none of them analysed yet."""
        self.beginResetModel()
        self._series = tuple(series)
        self._verdicts, self._thumbnails, self._texts, self._kept = {}, {}, {}, {}
        self.endResetModel()

    def set_private(self, private: bool) -> None:
        """Call series by their number: their descriptions may have been written by hand."""
        self._private = private
        self._texts = {}
        if self._series:
            self.dataChanged.emit(self.index(0), self.index(len(self._series) - 1))

    def set_kept(self, key: str, count: int) -> None:
        """Say how many slices of a series are left in the copy that is shown."""
        index = self.row_of(key)
        if index.isValid() and self._kept.get(key, len(self._series[index.row()].slices)) != count:
            self._kept[key] = count
            self._texts.pop(index.row(), None)
            self.dataChanged.emit(index, index)

    def set_verdict(self, key: str, verdict: Verdict | None) -> None:
        """Say how the analysis of a series came out; None for not analysed."""
        index = self.row_of(key)
        if index.isValid() and self._verdicts.get(key) is not verdict:
            self._verdicts.pop(key, None)
            if verdict is not None:
                self._verdicts[key] = verdict
            self.dataChanged.emit(index, index)

    def set_thumbnail(self, key: str, thumbnail: QPixmap) -> None:
        """Show a picture of a series; a null one where it has none, so that it is not asked for again."""
        index = self.row_of(key)
        if index.isValid():
            self._thumbnails[key] = thumbnail
            self.dataChanged.emit(index, index)

    def has_thumbnail(self, series: Series) -> bool:
        """Whether one has been made, or tried."""
        return series.key in self._thumbnails

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
        """Qt: the texts and the picture."""
        series = self.series_at(index)
        if series is None:
            return None
        if role == VERDICT_ROLE:
            return self._verdicts.get(series.key)
        if role == THUMBNAIL_ROLE:
            found = self._thumbnails.get(series.key)
            return found if found is not None else QPixmap()
        texts = self._texts_of(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(series, texts)
        return texts.of(role)

    def _texts_of(self, row: int) -> _Texts:
        texts = self._texts.get(row)
        if texts is None:
            series = self._series[row]
            title = self.tr("Series {n}").format(n=row + 1) if self._private else series.title
            tip = tip_text(series, title)
            detail = detail_text(series, self._kept.get(series.key))
            texts = self._texts[row] = _Texts(title, detail, warning_text(series), tip)
        return texts

    def _spoken(self, series: Series, texts: _Texts) -> str:
        parts = [texts.title, texts.detail.replace("\n", ", "), texts.warning]
        if series.key in self._verdicts:
            parts.append(f"analysed: {self._verdicts[series.key].value}")
        return ", ".join(part for part in parts if part)


class SetAsideModel(QAbstractListModel):
    """One row a member that is no slice: its name and the reason."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._members: tuple[SetAside, ...] = ()
        self._hide: Callable[[SetAside], SetAside] | None = None

    def set_members(self, members: Sequence[SetAside]) -> None:
        """List these members."""
        self.beginResetModel()
        self._members = tuple(members)
        self.endResetModel()

    def set_hiding(self, hide: Callable[[SetAside], SetAside] | None) -> None:
        """Show members as this makes them, so that no name is to be seen; None shows them as they are."""
        self._hide = hide
        if self._members:
            self.dataChanged.emit(self.index(0), self.index(len(self._members) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: how many members."""
        return 0 if parent.isValid() else len(self._members)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: the texts."""
        if not index.isValid():
            return None
        member = self._members[index.row()]
        member = self._hide(member) if self._hide is not None else member
        if role == Qt.ItemDataRole.DisplayRole:
            return member.name.rsplit("/", 1)[-1]
        if role == DETAIL_ROLE:
            return "" if member.damaged else member.reason
        if role == WARNING_ROLE:
            return member.reason if member.damaged else ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{member.name}: {member.reason}"
        return None


def detail_text(series: Series, kept: int | None = None) -> str:
    """The facts of a series in short lines: kind and slices, pixels and spacing, what it covers and takes.

    Args:
        series: Which series.
        kept: How many slices are left in the copy; None for all.
    """
    first = series.slices[0]
    count = len(series.slices)
    left = f"{kept} of " if kept is not None and kept != count else ""
    kinds = [series.facts.modality or "unknown modality", f"{left}{count} slice{'' if count == 1 else 's'}"]
    kinds += ["localizer"] if series.facts.localizer else []
    spacing = series.slice_spacing
    sizes = [f"{first.format.columns}×{first.format.rows}"]
    sizes += [f"{shown(round(spacing, 2))} mm"] if spacing is not None else []
    lines = [" · ".join(kinds), " · ".join(sizes), extent_text(series), size_text(stored_bytes(series))]
    return "\n".join(line for line in lines if line)


def extent_text(series: Series) -> str:
    """What its slices cover in mm: width, height and, of several slices, depth; empty where it is unknown."""
    first = series.slices[0]
    if first.plane.spacing is None:
        return ""
    down, across = first.plane.spacing
    sides = [first.format.columns * across, first.format.rows * down]
    places = [place for place in series.positions if place is not None]
    if len(places) > 1:
        sides.append(max(places) - min(places) + (first.plane.thickness or series.slice_spacing or 0.0))
    return "×".join(f"{side:.0f}" for side in sides) + " mm"


def stored_bytes(series: Series) -> int:
    """Bytes that its members take where they lie, a member of many frames once."""
    # By identity: comparing members takes long where there are many thousands.
    members = {id(header.member): header.member for header in series.slices}
    return sum(member.packed_size for member in members.values())


def warning_text(series: Series) -> str:
    """What is odd about a series, all at once; empty for nothing."""
    return "; ".join(problem.text for problem in series.problems)


def tip_text(series: Series, title: str = "") -> str:
    """All facts of a series, a line each; nothing of a patient.

    Args:
        series: Which series.
        title: What to call it, where not by its description.
    """
    first = series.slices[0]
    plane = first.plane
    pixel = f"{shown(plane.spacing[1])} × {shown(plane.spacing[0])} mm" if plane.spacing else "unknown"
    thickness = f"{shown(plane.thickness)} mm" if plane.thickness is not None else "unknown"
    spacing = series.slice_spacing
    places = [place for place in (series.positions[0], series.positions[-1]) if place is not None]
    lines = [
        title or series.title,
        *detail_text(series).splitlines(),
        f"Pixel {pixel}, slice thickness {thickness}"
        + (f", slices {shown(round(spacing, 3))} mm apart" if spacing is not None else ""),
    ]
    if len(places) == 2:
        lines.append(f"From {shown(round(places[0], 2))} to {shown(round(places[1], 2))} mm")
    scanner = " ".join(part for part in (series.facts.manufacturer, series.facts.model) if part)
    lines += [f"Scanner: {scanner}"] if scanner else []
    lines += [f"{SYMBOLS[Verdict.WARN]} {problem.text}" for problem in series.problems]
    return "\n".join(lines)
