"""Two scans side by side: what links their views, and their difference."""

import dataclasses
import functools

from PySide6.QtCore import QObject, Slot

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.parts.latest_errand import LatestErrand
from phantomscope.gui.second.difference_view import DifferenceView
from phantomscope.gui.second.linked_scrolling import LinkedScrolling
from phantomscope.gui.second.second_scan import SecondScan
from phantomscope.gui.second.second_view import SecondView
from phantomscope.gui.second.view_link import IDENTITY, ViewLink
from phantomscope.gui.second.window_link import WindowLink
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.readout import unit
from phantomscope.gui.workspace import Workspace
from phantomscope.measure.alignment import (
    Alignment,
    Image,
    Mapping,
    Placement,
    aligned,
    centred,
    centres_apart,
)
from phantomscope.measure.difference import Difference, Operand, difference
from phantomscope.stack.memory import MemoryAccount
from phantomscope.stack.slice_stack import SliceStack

_HU = "HU"
_HU_WIDTH = 50.0
_FARTHEST_APART = 0.2  # of the smaller image

_Pair = tuple[tuple[object, ...], ...]


class ComparisonWiring(QObject):
    """Links scrolling, window, zoom and pan, and has the difference made of what is shown.

    Attributes:
        scrolling: Which slices belong together.
        maker: Makes the difference.

    Args:
        window: The window; the wiring becomes its child.
        workspace, scan: The first scan and the second.
        view, difference_view: Where the second and the difference are shown.
    """

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        scan: SecondScan,
        view: SecondView,
        difference_view: DifferenceView,
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._scan = scan
        self._first = window.slice_view
        self._second = view.slices
        self._heading = view.heading
        self._view = difference_view
        self._second_seen = self._difference_seen = False
        self._mapped: Mapping | None = None
        self._pair: _Pair = ()
        self._has_suggested = False  # how the pair is to be aligned
        self._width_of: _Pair = ()  # whose differences the width is for
        self.scrolling = LinkedScrolling(workspace, self._first, scan, self._second, self)
        self._windows = WindowLink(self._first, self._second, self._same_unit, self)
        self._pictures = ViewLink(self._first.canvas, self._second.canvas, self._mapping, self)
        self._thirds = ViewLink(self._first.canvas, difference_view.canvas, self._mapping_of_difference, self)
        self.maker = LatestErrand(self)
        self.maker.failed.connect(self._on_failed)
        self._connect()

    def _connect(self) -> None:
        self.scrolling.changed.connect(self._show_link)
        self._first.painted_changed.connect(self._on_painted)
        self._second.painted_changed.connect(self._on_painted)
        self._workspace.stack_changed.connect(self._on_first_stack_changed)
        self._view.placement_changed.connect(self._on_placed)
        self._view.canvas.stepped.connect(self._first.step)

    # -- what it is told ----------------------------------------------------------------------------------

    def start(self, stack: SliceStack | None) -> None:
        """Another second stack is there, or none."""
        self._forget_difference()
        self._mapped = None
        self._meet_pair()
        if stack is not None:
            self.scrolling.start_second()
            self._windows.start_second()
        self._show_link()

    def set_linked(self, linked: bool) -> None:
        """Let both scroll, zoom and pan together, or each alone."""
        self.scrolling.set_on(linked)
        self._pictures.follow()

    def set_seen(self, *, second: bool, difference: bool) -> None:
        """Say which of the views are seen; what nobody sees costs nothing."""
        self._second_seen, self._difference_seen = second, difference
        self.scrolling.set_seen(second)
        self._pictures.follow()
        if difference:
            self._want_difference()
        else:
            self._forget_difference()

    def account(self) -> MemoryAccount | None:
        """What the second scan and the difference take now."""
        own = self._scan.account()
        return dataclasses.replace(own, views=self._view.nbytes) if own is not None else None

    def close(self) -> None:
        """Give up the difference and wait until no thread is left."""
        self._forget_difference()
        self.maker.close()

    # -- linking ------------------------------------------------------------------------------------------

    def _same_unit(self) -> bool:
        first, second = self._workspace.stack, self._scan.stack
        if first is None or second is None or not len(first) or not len(second):
            return False
        return unit(first.slice_header(0)) == unit(second.slice_header(0))

    def _mapping(self) -> Mapping | None:
        """Where the first's pixels lie among the second's; None where they go their own ways."""
        first, second = self._first.painted, self._second.painted
        if first is None or second is None or not self._second_seen or not self.scrolling.is_on:
            return None
        images = Image(first.header, first.shape), Image(second.header, second.shape)
        try:
            return aligned(*images, self._view.placement)
        except PhantomscopeError:
            return centred(*images, self._view.placement)

    def _mapping_of_difference(self) -> Mapping | None:
        return IDENTITY if self._view.difference is not None else None

    def _choose_alignment(self) -> None:
        """By patient coordinates, unless these lay little on each other: the couch stood elsewhere."""
        first, second = self._arrived_pair()
        if first is None or second is None or self._has_suggested:
            return
        self._has_suggested = True
        images = Image(first.header, first.shape), Image(second.header, second.shape)
        try:
            by_patient = aligned(*images, Placement())
            apart = centres_apart(*images, by_patient) > _FARTHEST_APART
        except PhantomscopeError:
            apart = False
        self._view.suggest(Alignment.CENTRES if apart else Alignment.PATIENT)

    def _meet_pair(self) -> None:
        """What a person chose is for one pair of series: it says nothing of how others lie."""
        pair = self._pair_now()
        if pair and pair != self._pair:
            self._pair, self._has_suggested = pair, False
            self._view.start_pair()

    def _pair_now(self) -> _Pair:
        """Tells one pair of series from another, not from the same scanned again; empty unless both are."""
        shown = (self._workspace.dataset, self._workspace.stack), (self._scan.dataset, self._scan.stack)
        found = tuple(
            (dataset.source.spec.paths, stack.series.key)
            for dataset, stack in shown
            if dataset is not None and stack is not None
        )
        return found if len(found) == len(shown) else ()

    def _arrived_pair(self) -> tuple[LoadedSlice | None, LoadedSlice | None]:
        return (
            self._arrived(self._workspace.stack, self._first.painted, self._first.index),
            self._arrived(self._scan.stack, self._second.painted, self._second.index),
        )

    @Slot()
    def _show_link(self) -> None:
        self._heading.set_link_text(self.scrolling.text)

    @Slot(object)
    def _on_painted(self, _: LoadedSlice | None) -> None:
        self._choose_alignment()
        mapping = self._mapping()
        if mapping != self._mapped or self._second.canvas.is_fitted:
            self._mapped = mapping
            self._pictures.follow()
        self._want_difference()

    @Slot(object)
    def _on_first_stack_changed(self, stack: SliceStack | None) -> None:
        self._forget_difference()  # it was of the series before
        self._meet_pair()
        if stack is not None and self._scan.stack is not None:
            self._windows.start_first()

    # -- difference ---------------------------------------------------------------------------------------

    @Slot()
    def _on_placed(self) -> None:
        self._pictures.follow()
        self._want_difference()

    def _want_difference(self) -> None:
        if not self._difference_seen or self._scan.stack is None:
            return
        first, second = self._arrived_pair()
        trouble = self._trouble()
        if trouble:
            self.maker.forget()
            self._view.show_trouble(trouble)
        elif first is not None and second is not None:
            work = functools.partial(
                difference,
                Operand(first.header, first.pixels),
                Operand(second.header, second.pixels),
                self._view.placement,
            )
            self.maker.want(work, functools.partial(self._on_difference, first))

    def _trouble(self) -> str:
        """Why there can't be a difference of what is shown; empty where there can."""
        if self._first.trouble or self._second.trouble:
            return self.tr("There is no difference, since one of the two slices can’t be shown.")
        first, second = self._workspace.stack, self._scan.stack
        if first is None or second is None or self._same_unit():
            return ""
        return self.tr(
            "There is no difference of {first} and {second}. Choose a second scan whose values mean the same."
        ).format(first=unit(first.slice_header(0)), second=unit(second.slice_header(0)))

    def _arrived(
        self, stack: SliceStack | None, painted: LoadedSlice | None, index: int
    ) -> LoadedSlice | None:
        """The slice that is painted, once it is the one that is wanted."""
        return painted if painted is not None and painted.index == index and painted.is_of(stack) else None

    def _on_difference(self, first: LoadedSlice, found: Difference) -> None:
        if not self._difference_seen:
            return
        self._choose_width(unit(first.header), found)
        self._view.show_difference(found, first, unit(first.header))
        self._thirds.follow()

    def _choose_width(self, means: str, found: Difference) -> None:
        """HU mean the same in all scans; of other values the first difference tells the width."""
        key = ((means,),) if means == _HU else self._pair_now()
        if key != self._width_of:
            self._width_of = key
            self._view.set_width(_HU_WIDTH if means == _HU else max(found.spread or 1.0, 0.01))

    @Slot(object)
    def _on_failed(self, error: PhantomscopeError) -> None:
        self._view.show_trouble(str(error))

    def _forget_difference(self) -> None:
        self.maker.forget()
        self._view.clear()
