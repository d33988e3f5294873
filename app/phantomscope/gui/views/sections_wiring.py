"""The sections of the open stack: which are read, when they start anew, and how the crosshair moves them."""

from collections.abc import Callable, Mapping

import numpy as np
from PySide6.QtCore import QObject, Slot

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.parts.throttle import Throttle
from phantomscope.gui.viewing.readout import millimetres, patient_point
from phantomscope.gui.views.crosshair import Crosshair, CrosshairTool
from phantomscope.gui.views.section_loader import SectionLoader, SectionPart
from phantomscope.gui.views.section_readout import section_readout
from phantomscope.gui.views.section_view import SectionPixel, SectionView
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.demand import section_bytes
from phantomscope.stack.directions import main_axis
from phantomscope.stack.sections import Across, Cut
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.stack_geometry import StackGeometry

SECTIONS = {"section": Across.COLUMN, "section 2": Across.ROW, "projection": Across.PROJECTION}
"""The views by their names, in the order in which layouts take them."""

_THROTTLE_MS = 60
_FOLLOW_MS = 40  # scrolling must not wait for the lines in the sections
_AXES = "xyz"


class SectionsWiring(QObject):
    """Connects the views across the slices with the stack and the crosshair.

    Sections that are not seen hold no pixels, and nothing is read for them.

    Attributes:
        views: The views by name.
        loader: What reads the slices.
        may_take: Says why so many bytes can't be had, in sentences; empty where they can.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
        crosshair: Where the sections go through the slices.
    """

    def __init__(self, window: MainWindow, workspace: Workspace, crosshair: Crosshair) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._crosshair = crosshair
        self._geometry: StackGeometry | None = None
        self._reading: tuple[tuple[SectionView, Cut], ...] = ()
        self.may_take: Callable[[int], str] = lambda _: ""
        self.loader = SectionLoader(self)
        self.views: Mapping[str, SectionView] = {
            name: SectionView(across, window.view_area) for name, across in SECTIONS.items()
        }
        self._read_soon = Throttle[None](lambda _: self._read(), _THROTTLE_MS, self)
        self._follow = Throttle[int](lambda _: self._show_crosshair(), _FOLLOW_MS, self)
        for name, view in self.views.items():
            self._connect_view(name, view)
        self._connect()

    @property
    def nbytes(self) -> int:
        """What the sections hold now."""
        return sum(view.nbytes for view in self.views.values())

    @property
    def is_complete(self) -> bool:
        """Whether everything is in the sections that are seen."""
        return all(view.is_complete for view in self._seen)

    def _connect_view(self, name: str, view: SectionView) -> None:
        area = self._window.view_area
        area.add_view(name, view)
        view.stepped.connect(lambda steps, view=view: self._on_stepped(view.across, steps))
        view.picked.connect(lambda pixel, index, view=view: self._on_picked(view.across, pixel, index))
        view.hovered.connect(lambda found, view=view: self._on_hovered(view, found))
        view.maximise_wanted.connect(lambda name=name: area.maximise("" if area.maximised else name))

    def _connect(self) -> None:
        window, workspace, crosshair = self._window, self._workspace, self._crosshair
        view = window.slice_view
        workspace.stack_changed.connect(self._on_stack_changed)
        workspace.setups.stack_edited.connect(self._on_stack_edited)
        self.loader.part_ready.connect(self._on_part_ready)
        view.slice_wanted.connect(lambda _: self.loader.give_way(True))
        workspace.loader.slice_ready.connect(lambda _: self.loader.give_way(False))
        workspace.loader.slice_failed.connect(lambda *_: self.loader.give_way(False))
        view.window_changed.connect(self._show_window)
        view.appearance_changed.connect(self._show_window)
        view.index_changed.connect(self._follow)
        crosshair.moved.connect(self._on_crosshair_moved)
        crosshair.shown_changed.connect(self._show_crosshair)
        window.view_area.layout_changed.connect(self._on_layout_changed)
        window.tool_box.tool_changed.connect(self._on_tool_changed)
        window.closing.connect(self._on_closing)

    @Slot()
    def _on_tool_changed(self) -> None:
        tool = self._window.slice_view.canvas.tool
        sentence = ""
        if tool is not None and not isinstance(tool, CrosshairTool):
            sentence = self.tr("Here the left button moves the crosshair: the tool works on the slice")
        for view in self.views.values():
            view.canvas.set_elsewhere(sentence)

    # -- which stack, which views -------------------------------------------------------------------------

    @property
    def _seen(self) -> tuple[SectionView, ...]:
        """The sections that are seen now."""
        return tuple(self.views[name] for name in self._window.view_area.shown if name in self.views)

    @Slot(object)
    def _on_stack_changed(self, stack: SliceStack | None) -> None:
        self._forget()
        if stack is not None and len(stack):
            self._show(stack)

    @Slot()
    def _on_stack_edited(self) -> None:
        self._on_stack_changed(self._workspace.stack)

    @Slot()
    def _on_layout_changed(self) -> None:
        stack, area = self._workspace.stack, self._window.view_area
        for name, view in self.views.items():
            view.set_maximised(area.maximised == name)
        if stack is not None and len(stack):
            self._show(stack)

    def _forget(self) -> None:
        self.loader.cancel()
        self._read_soon.cancel()
        self._geometry = None
        for view in self.views.values():
            view.clear()

    def _show(self, stack: SliceStack) -> None:
        seen = self._seen
        if not seen:
            self._forget()
            return
        if self._geometry is None:
            self._geometry = StackGeometry.of(stack)
        for view in self.views.values():
            if view not in seen:
                view.clear()
            elif view.section is None:
                self._start(view, self._geometry)
        self._show_window()
        self._show_crosshair()
        self._read_soon(None)

    def _start(self, view: SectionView, geometry: StackGeometry) -> None:
        length = geometry.columns if view.across is Across.ROW else geometry.rows
        refusal = self.may_take(section_bytes(len(geometry.fits), length))
        if refusal:
            view.refuse(refusal)
        else:
            view.start(geometry, self._cut(view.across, geometry))

    def retry(self) -> None:
        """Try once more what was refused: there may be room for it now."""
        if any(view.refusal.text() for view in self._seen):
            self._on_layout_changed()

    # -- reading ------------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Read what the sections that are seen lack, all of them in one pass."""
        stack, geometry = self._workspace.stack, self._geometry
        wanting = [(view, view.section) for view in self._seen if view.section is not None]
        wanting = [(view, section) for view, section in wanting if not section.is_complete]
        if stack is None or geometry is None or not wanting:
            self.loader.cancel()
            return
        missing = np.logical_or.reduce([section.missing for _, section in wanting])
        self._reading = tuple((view, section.cut) for view, section in wanting)
        self.loader.start(
            stack,
            [cut for _, cut in self._reading],
            (geometry.rows, geometry.columns),
            np.flatnonzero(missing).tolist(),
        )

    @Slot(object)
    def _on_part_ready(self, part: SectionPart) -> None:
        for place, (view, cut) in enumerate(self._reading):
            # It may have moved since: what comes then is of another place.
            if view.section is not None and view.section.cut == cut:
                view.take((index, lines[place]) for index, lines in part.lines)

    # -- the crosshair ------------------------------------------------------------------------------------

    def _cut(self, across: Across, geometry: StackGeometry) -> Cut:
        crosshair = self._crosshair
        if across is Across.COLUMN:
            return Cut(across, min(crosshair.column, geometry.columns - 1))
        if across is Across.ROW:
            return Cut(across, min(crosshair.row, geometry.rows - 1))
        return Cut(across)

    @Slot()
    def _on_crosshair_moved(self) -> None:
        if self._geometry is None:
            return
        for view in self._seen:
            view.move_to(self._cut(view.across, self._geometry))
        self._show_crosshair()
        self._read_soon(None)

    @Slot()
    def _show_crosshair(self) -> None:
        index, crosshair = self._window.slice_view.index, self._crosshair
        for view in self._seen:
            pixel = crosshair.column if view.across is Across.ROW else crosshair.row
            view.show_crosshair(pixel, index, crosshair.is_shown)
            self._show_detail(view)

    def _on_picked(self, across: Across, pixel: int, index: int) -> None:
        crosshair = self._crosshair
        if across is Across.ROW:
            crosshair.move(pixel, crosshair.row)
        else:
            crosshair.move(crosshair.column, pixel)
        self._window.slice_view.go_to(index)

    def _on_stepped(self, across: Across, steps: int) -> None:
        crosshair = self._crosshair
        if across is Across.ROW:
            crosshair.move(crosshair.column, crosshair.row + steps)
        elif across is Across.COLUMN:
            crosshair.move(crosshair.column + steps, crosshair.row)
        else:
            self._window.slice_view.step(steps)

    # -- showing ------------------------------------------------------------------------------------------

    @Slot()
    def _show_window(self) -> None:
        view = self._window.slice_view
        for section in self._seen:
            section.set_window(view.window_level, view.appearance)

    def _show_detail(self, view: SectionView) -> None:
        text = self._place_text(view)
        if text and self._geometry is not None and not self._geometry.axis.known:
            text += self.tr(", positions of slices unknown")
        view.set_detail(text)
        view.canvas.setAccessibleDescription(text)

    def _place_text(self, view: SectionView) -> str:
        """Where a section lies: in the patient where it is square to an axis, else in pixels."""
        stack, geometry, plane, section = self._workspace.stack, self._geometry, view.plane, view.section
        if stack is None or geometry is None or plane is None or section is None:
            return ""
        if view.across is Across.PROJECTION:
            return self.tr("greatest value of each row, window of its own")
        # Of the crosshair: a plane that is a little off its axis has another place at each of its ends.
        index = min(self._window.slice_view.index, len(stack) - 1)
        point = patient_point(stack.slice_header(index), self._crosshair.column, self._crosshair.row)
        if point is None or plane.step is None or plane.slanted:
            pixel = self.tr("column {number}") if view.across is Across.COLUMN else self.tr("row {number}")
            return pixel.format(number=section.cut.place)
        axis = main_axis(plane.step)
        return f"{_AXES[axis]} {millimetres(point[axis])} mm"

    def _on_hovered(self, view: SectionView, found: SectionPixel | None) -> None:
        stack, section = self._workspace.stack, view.section
        said = None
        if found is not None and stack is not None and section is not None and found.index < len(stack):
            said = section_readout(found, section.cut, stack.slice_header(found.index))
        self._window.readout_bar.show_readout(said)

    @Slot()
    def _on_closing(self) -> None:
        self._forget()
        self.loader.close()
