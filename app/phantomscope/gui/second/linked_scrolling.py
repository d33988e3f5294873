"""Scrolling one of two stacks takes the other along."""

from PySide6.QtCore import QObject, Signal, Slot

from phantomscope.gui.second.second_scan import SecondScan
from phantomscope.gui.second.slice_link import LinkedBy, Shift, SliceLink, Stops
from phantomscope.gui.viewing.slice_view import SliceView
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.slice_stack import SliceStack

_SAME_MM = 0.05


class LinkedScrolling(QObject):
    """Links the slices of the first view and of the second.

    Signals:
        changed(): It says something else now.

    Args:
        workspace, first: The first scan and its view.
        scan, second: The second.
        parent: Qt parent.
    """

    changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        first: SliceView,
        scan: SecondScan,
        second: SliceView,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._first = first
        self._scan = scan
        self._second = second
        self._is_on = True
        self._is_seen = False
        self._moving = False
        self._shifts: dict[tuple[str, str], Shift] = {}
        self._stops: dict[str, tuple[SliceStack, Stops]] = {}
        first.index_changed.connect(self._on_first_moved)
        second.index_changed.connect(self._on_second_moved)
        workspace.stack_changed.connect(self._on_stack_changed)
        workspace.setups.stack_edited.connect(self.refresh)
        scan.stack_changed.connect(self._on_stack_changed)

    @property
    def is_on(self) -> bool:
        """Whether the two are linked."""
        return self._is_on

    @property
    def link(self) -> SliceLink | None:
        """Which slices belong together; None unless both stacks are there."""
        first, second = self._workspace.stack, self._scan.stack
        if first is None or second is None or not len(first) or not len(second):
            return None
        shift = self._shifts.get((first.series.key, second.series.key), Shift())
        return SliceLink(self._stops_of("first", first), self._stops_of("second", second), shift)

    @property
    def pair(self) -> tuple[int, int] | None:
        """The slices that are wanted now, of the first and of the second."""
        link, first, second = self.link, self._first.index, self._second.index
        if link is None or first >= len(link.first.slices) or second >= len(link.second.slices):
            return None
        return first, second

    @property
    def text(self) -> str:
        """How they are linked, and how far the two slices shown are apart."""
        link, pair = self.link, self.pair
        if link is None or pair is None:
            return ""
        away = link.left_over(*pair)
        parts = [self._how(link) if self._is_on else self.tr("Not linked")]
        if away is not None and abs(away) < _SAME_MM:
            parts.append(self.tr("same position"))
        elif away is not None:
            parts.append(self.tr("{distance} mm off").format(distance=_signed(away)))
        return " · ".join(parts)

    def set_on(self, is_on: bool) -> None:
        """Link them, or let each go its own way."""
        self._is_on = is_on
        self.follow()

    def set_seen(self, is_seen: bool) -> None:
        """Say whether the second is seen; what nobody sees does not follow."""
        if is_seen != self._is_seen:
            self._is_seen = is_seen
            self.follow()

    def start_second(self) -> None:
        """Show the second's stack from now on, beginning with the slice that belongs to the first's."""
        stack, link = self._scan.stack, self.link
        if stack is None:
            return
        here, index = self._first.index, len(stack) // 2
        if link is not None and here < len(link.first.slices):
            index = link.second_of(here)
        self._moving = True
        try:
            self._second.start_stack(len(stack), stack.series.facts.modality, index)
        finally:
            self._moving = False
        self.changed.emit()

    def link_here(self) -> None:
        """Take the two slices shown as belonging together from now on."""
        first, second, link, pair = self._workspace.stack, self._scan.stack, self.link, self.pair
        if first is not None and second is not None and link is not None and pair is not None:
            self._shifts[first.series.key, second.series.key] = link.corresponding(*pair)
            self.changed.emit()

    @Slot()
    def refresh(self) -> None:
        """Slices were left out, came back or lie elsewhere."""
        self._stops.clear()
        self.follow()

    def follow(self) -> None:
        """Bring the second to where the first is."""
        self._on_first_moved(self._first.index)

    @Slot(int)
    def _on_first_moved(self, index: int) -> None:
        link = self.link
        if self._moving:
            return
        if link is not None and self._is_on and self._is_seen and index < len(link.first.slices):
            self._move(self._second, link.second_of(index))
        self.changed.emit()

    @Slot(int)
    def _on_second_moved(self, index: int) -> None:
        link = self.link
        if self._moving:
            return
        if link is not None and self._is_on and self._is_seen and index < len(link.second.slices):
            self._move(self._first, link.first_of(index))
        self.changed.emit()

    def _move(self, view: SliceView, index: int) -> None:
        # What follows must not lead: where steps differ the two would pull each other on.
        self._moving = True
        try:
            view.go_to(index)
        finally:
            self._moving = False

    @Slot(object)
    def _on_stack_changed(self, _: SliceStack | None) -> None:
        self._stops.clear()
        self.changed.emit()

    def _stops_of(self, which: str, stack: SliceStack) -> Stops:
        known = self._stops.get(which)
        if known is None or known[0] is not stack or len(known[1].slices) != len(stack):
            known = stack, Stops.of(stack)
            self._stops[which] = known
        return known[1]

    def _how(self, link: SliceLink) -> str:
        if link.by is LinkedBy.POSITION:
            ahead = link.shift.millimetres
            text = self.tr("Linked by position")
            return f"{text}, {_signed(ahead)} mm" if abs(ahead) >= _SAME_MM else text
        if link.by is LinkedBy.DIRECTION:
            return self.tr("Linked by slice number: they lie in different planes")
        return self.tr("Linked by slice number: positions are missing")


def _signed(millimetres: float) -> str:
    return f"{millimetres:+.1f}".replace("-", "\N{MINUS SIGN}")
