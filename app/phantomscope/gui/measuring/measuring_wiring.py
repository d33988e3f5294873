"""Measuring: from the tools and keys to the measurements, and from these to the slice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QPointF, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.measuring.book_keeping import BookKeeping
from phantomscope.gui.measuring.draw_tools import (
    AngleTool,
    DragTool,
    DrawTool,
    PolygonTool,
    circle,
    distance,
    profile,
    rectangle,
)
from phantomscope.gui.measuring.measure_item import Hold
from phantomscope.gui.measuring.measure_keys import MeasureKeys
from phantomscope.gui.measuring.measure_layer import Ground, MeasureLayer
from phantomscope.gui.measuring.measurement import Measurement, usual_name
from phantomscope.gui.measuring.measurement_book import MeasurementBook
from phantomscope.gui.measuring.measurement_dialogs import MeasurementDialogs
from phantomscope.gui.parts.menu_button import MenuButton
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.readout import unit
from phantomscope.gui.workspace import Workspace
from phantomscope.measure.picture import picture_of
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import CircleRegion, LineProfile, RectangleRegion, Shape
from phantomscope.stack.slice_stack import SliceStack


@dataclass(frozen=True, slots=True)
class _Offer:
    """A tool as it is offered."""

    action: QAction
    tool: DrawTool
    hint: str


class MeasuringWiring(QObject):
    """Connects tools, keys and menus with the measurements, and draws these.

    Attributes:
        book: All measurements.
        keeping: Keeps them true to what is open.
        layer: Draws those of the slice that is painted.
        menu: Opens at a right click on a measurement.
        actions: All that it has brought.

    Signals:
        opened(): The person wants to see more of what is selected.
        drawn(Measurement): The person has drawn one.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
    """

    opened = Signal()
    drawn = Signal(object)

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._canvas = window.slice_view.canvas
        self.book = MeasurementBook(workspace.setups.history, self)
        self.book.count_slices = self._count_slices
        self.layer = MeasureLayer(self._canvas)
        self._ground: tuple[LoadedSlice, Ground] | None = None
        self.keeping = BookKeeping(self.book, workspace, self)
        self._dialogs = MeasurementDialogs(self.book, window)
        self._make_actions()
        self._fill_menus()
        self._connect()
        self._offer()

    @property
    def actions(self) -> tuple[QAction, ...]:
        """Tools first."""
        others = (*self._own, self.delete_all)
        return (*(offer.action for offer in self._offers), *others)

    # -- making -------------------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        canvas, layer = self._canvas, self.layer
        straight = self.tr("Shift: straight")
        self._offers = (
            self._tool(
                *(self.tr("&Distance"), "M", "distance", DragTool(canvas, layer, distance)),
                self.tr("drag from end to end · {shift}").format(shift=straight),
            ),
            self._tool(
                *(self.tr("A&ngle"), "N", "angle", AngleTool(canvas, layer)),
                self.tr("click leg, vertex, leg · {shift}").format(shift=straight),
            ),
            self._tool(
                *(self.tr("Line &Profile"), "P", "profile", DragTool(canvas, layer, profile)),
                self.tr("drag from end to end · {shift}").format(shift=straight),
            ),
            self._tool(
                *(self.tr("&Circle"), "R", "circle", DragTool(canvas, layer, circle, from_centre=True)),
                self.tr("drag from its centre outwards"),
            ),
            self._tool(
                *(self.tr("&Rectangle"), "Shift+R", "rectangle", DragTool(canvas, layer, rectangle)),
                self.tr("drag corner to corner · Shift: square"),
            ),
            self._tool(
                *(self.tr("Pol&ygon"), "G", "polygon", PolygonTool(canvas, layer)),
                self.tr("click corners · Enter closes · Backspace: back"),
            ),
        )
        self.copy_value = self._action(self.tr("Copy &Value"), self._on_copy_value)
        self.rename = self._action(self.tr("Re&name Measurement…"), self._on_rename)
        self.apply_to = self._action(self.tr("Apply Measurement to &Slices…"), self._on_apply_to)
        self.profile_width = self._action(self.tr("Profile &Width…"), self._on_profile_width)
        self.profile_width.setToolTip(self.tr("Average the selected profile across its line"))
        self.delete = self._action(self.tr("De&lete Measurement"), self._on_delete)
        self.delete_all = self._action(self.tr("Delete &All Measurements"), self._on_delete_all)
        self._own = (self.copy_value, self.rename, self.apply_to, self.delete, self.profile_width)

    def _tool(self, text: str, key: str, icon: str, tool: DrawTool, hint: str) -> _Offer:
        action = QAction(text, self._window)
        action.setShortcut(QKeySequence(key))
        plain = text.replace("&", "")
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{plain} ({keys}): {hint}")
        action.setStatusTip("")
        self._window.actions_.follow_icon(action, icon)
        self._window.tool_box.add(action, tool, f"{plain}: {hint}")
        tool.drawn.connect(self._on_drawn)
        return _Offer(action, tool, f"{plain}: {hint}")

    def _action(self, text: str, slot: Callable[[], object]) -> QAction:
        action = QAction(text, self._window)
        action.triggered.connect(slot)
        return action

    def _fill_menus(self) -> None:
        window, tools = self._window, [offer.action for offer in self._offers]
        menu = window.measure_menu
        menu.addActions(tools[:3])
        menu.addSeparator()
        menu.addActions(tools[3:])
        menu.addSeparator()
        menu.addActions([*self._own, self.delete_all])
        self.menu = QMenu(window)
        self.menu.aboutToShow.connect(self._fill_menu)
        for text, tip, some, icon in (
            (self.tr("Measure"), self.tr("Distance, angle, line profile"), tools[:3], "distance"),
            (self.tr("ROI"), self.tr("Circle, rectangle, polygon"), tools[3:], "circle"),
        ):
            tool_menu = QMenu(window.toolbar)
            tool_menu.addActions(some)
            button = MenuButton(text, tool_menu, window.toolbar)
            button.setToolTip(tip)
            window.toolbar.addWidget(button)
            window.actions_.follow_icon(button, icon)

    @Slot()
    def _fill_menu(self) -> None:
        """What concerns a measurement first, then what the slice's menu has by now."""
        self.menu.clear()
        self.menu.addActions(self._own)
        self.menu.addSeparator()
        self.menu.addActions(self._window.slice_menu.actions())

    def _connect(self) -> None:
        window, workspace, view = self._window, self._workspace, self._window.slice_view
        view.painting.connect(self._on_painted)  # no slice is seen with another one's measurements
        view.painted_changed.connect(lambda loaded: self._on_painted(None) if loaded is None else None)
        workspace.stack_changed.connect(self._on_stack_changed)
        workspace.privacy.changed.connect(self.refresh)
        window.tool_box.tool_changed.connect(self._on_tool_changed)
        self.book.changed.connect(self.refresh)
        self.book.selected.connect(self.refresh)
        self.layer.reshaped.connect(self._on_reshaped)
        self.layer.clicked.connect(self._on_clicked)
        self.layer.opened.connect(self._on_opened)
        self.layer.menu_wanted.connect(self._on_menu_wanted)
        self.book.removed_on_several.connect(self._on_removed_on_several)
        self._canvas.clicked.connect(self._on_canvas_clicked)
        self._keys = MeasureKeys(
            self._canvas,
            nudge=self._nudge,
            delete=self._delete_selected,
            finish=self._finish,
            step_back=lambda: self._current is not None and self._current.step_back(),
            is_selected=lambda: bool(self._selected_here()),
            is_drawing=lambda: self._current is not None and self._current.is_drawing,
            has_tool=lambda: self._current is not None,
        )

    # -- what is there ------------------------------------------------------------------------------------

    @property
    def _current(self) -> DrawTool | None:
        action = self._window.tool_box.current
        return next((offer.tool for offer in self._offers if offer.action is action), None)

    def slot_painted(self) -> int | None:
        """The place in the series of the slice that is painted; None where it is none of the series shown."""
        painted, stack = self._window.slice_view.painted, self._workspace.stack
        if painted is None or stack is None or not painted.is_of(stack):
            return None
        return stack.slots[painted.index]

    def name_of(self, measurement: Measurement) -> str:
        """What it is called; what a person wrote may tell who a patient is."""
        return self._workspace.privacy.shown(measurement.name) or usual_name(measurement)

    def _selected_here(self) -> tuple[Measurement, ...]:
        slot = self.slot_painted()
        return tuple(one for one in self.book.selection if slot is not None and one.is_on(slot))

    # -- showing ------------------------------------------------------------------------------------------

    @property
    def _is_idle(self) -> bool:
        """Whether nothing is measured and nobody is about to."""
        return self._current is None and not self.book.measurements

    @Slot()
    def refresh(self) -> None:
        """Draw the measurements of the slice that is painted."""
        slot, painted = self.slot_painted(), self._window.slice_view.painted
        if slot is None or painted is None or self._is_idle:
            self._ground = None  # the slice is not kept alive for nothing
            self.layer.show(None, {}, {}, set())
        else:
            if self._ground is None or self._ground[0] is not painted:
                remark = self.tr("(slab)") if painted.slab is not None else ""
                picture = picture_of(painted.header, painted.pixels)
                self._ground = painted, Ground(picture, unit(painted.header), remark)
            here = self.book.on(slot)
            names = {one.number: self.name_of(one) for one in here if one.name}
            selection = {one.number for one in self.book.selection}
            self.layer.show(self._ground[1], {one.number: one.shape for one in here}, names, selection)
        self._offer()

    def _offer(self) -> None:
        selected, there = self.book.selection, self._workspace.stack is not None
        for offer in self._offers:
            offer.action.setEnabled(there)
        for action in (self.rename, self.apply_to):
            action.setEnabled(len(selected) == 1)
        profiles = len(selected) == 1 and isinstance(selected[0].shape, LineProfile)
        self.profile_width.setEnabled(profiles)
        self.copy_value.setEnabled(bool(self._selected_here()))
        self.delete.setEnabled(bool(selected))
        self.delete_all.setEnabled(bool(self.book.measurements))

    @Slot(object)
    def _on_painted(self, _painted: LoadedSlice | None) -> None:
        tool = self._current
        if tool is not None and tool.is_drawing:
            tool.put_down()  # a shape lies on one slice
        if self._ground is not None or not self._is_idle:
            self.refresh()

    @Slot(object)
    def _on_stack_changed(self, stack: SliceStack | None) -> None:
        if stack is None:
            self._window.tool_box.take_window()
        self._offer()

    @Slot(QAction)
    def _on_tool_changed(self, action: QAction) -> None:
        hint = next((offer.hint for offer in self._offers if offer.action is action), "")
        tool = self._current
        self.layer.offers = tool.leaves if tool is not None else frozenset(Hold)
        if hint:
            self._window.slice_view.setFocus()
        self.refresh()

    # -- what the person does -----------------------------------------------------------------------------

    @Slot(object)
    def _on_drawn(self, shape: Shape) -> None:
        slot = self.slot_painted()
        made = self.book.add(shape, slot) if slot is not None else None
        if made is not None:
            self.drawn.emit(made)

    @Slot(int, object)
    def _on_reshaped(self, number: int, shape: Shape) -> None:
        self.book.select((number,))
        self.book.reshape(number, shape)
        self.refresh()

    @Slot(int, bool)
    def _on_clicked(self, number: int, several: bool) -> None:
        chosen = [one.number for one in self.book.selection]
        if not several:
            self.book.select((number,))
        elif number in chosen:
            self.book.select(one for one in chosen if one != number)
        else:
            self.book.select((*chosen, number))

    @Slot(int)
    def _on_opened(self, number: int) -> None:
        self.book.select((number,))
        self.opened.emit()

    @Slot(int, QPoint)
    def _on_menu_wanted(self, number: int, place: QPoint) -> None:
        if number not in [one.number for one in self.book.selection]:
            self.book.select((number,))
        self.menu.popup(place)

    @Slot()
    def _on_copy_value(self) -> None:
        texts = [self.layer.value_text(one.number) for one in self._selected_here()]
        # Other programs read a hyphen as a minus sign, and nothing else.
        QGuiApplication.clipboard().setText("\n".join(texts).replace("\N{MINUS SIGN}", "-"))

    @Slot(str)
    def _on_removed_on_several(self, what: str) -> None:
        keys = self._window.actions_.undo.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        text = self.tr("{what}: {keys} takes it back.")
        self._window.message_bar.show_note(text.format(what=what, keys=keys))

    def _count_slices(self, measurements: Sequence[Measurement]) -> int:
        stack = self._workspace.stack
        if stack is None:
            return 0
        return sum(any(one.is_on(slot) for one in measurements) for slot in stack.slots)

    @Slot(QPointF)
    def _on_canvas_clicked(self, _point: QPointF) -> None:
        self.book.select(())

    def cancel(self) -> bool:
        """Give up one thing: what is being drawn, else the tool, else what is selected; whether any was."""
        tool = self._current
        if tool is not None and tool.is_drawing:
            tool.put_down()
        elif tool is not None:
            self._window.tool_box.take_window()
        elif self.book.selection:
            self.book.select(())
        else:
            return False
        return True

    @Slot()
    def _on_rename(self) -> None:
        chosen = self.book.selection
        if len(chosen) != 1:
            return
        self._dialogs.ask_name(chosen[0], self.name_of(chosen[0]), self.rename_to)

    def rename_to(self, number: int, name: str) -> None:
        """Give a measurement a name as a person typed it; what it is called anyway changes nothing."""
        one = self.book.get(number)
        if one is not None and name.strip() != self.name_of(one):
            self.book.rename(number, "" if name.strip() == usual_name(one) else name)

    @Slot()
    def _on_profile_width(self) -> None:
        chosen, ground = self.book.selection, self.layer.ground
        if len(chosen) == 1 and ground is not None:
            self._dialogs.ask_width(chosen[0], ground.picture.scale)

    @Slot()
    def _on_apply_to(self) -> None:
        chosen, stack = self.book.selection, self._workspace.stack
        if len(chosen) == 1 and stack is not None:
            self._dialogs.ask_slices(chosen[0], stack, self._window.slice_view.index)

    @Slot()
    def _on_delete(self) -> None:
        self.book.remove([one.number for one in self.book.selection])

    @Slot()
    def _on_delete_all(self) -> None:
        self.book.remove([one.number for one in self.book.measurements])

    # -- keys ---------------------------------------------------------------------------------------------

    def _delete_selected(self) -> bool:
        here = self._selected_here()
        self.book.remove([one.number for one in here])
        return bool(here)

    def _nudge(self, right: int, down: int, handle: bool) -> bool:
        shapes: dict[int, Shape] = {}
        for one in self._selected_here():
            shape: Shape = one.shape
            if handle and self._ground is not None:
                scale = self._ground[1].picture.scale
                number = _last_handle(shape)
                x, y = shape.handles(scale)[number]
                # A circle's handle lies right of its centre: down makes it larger, too.
                step = (right or down, 0) if isinstance(shape, CircleRegion) else (right, down)
                shape = shape.dragged(number, (x + step[0], y + step[1]), scale)
            else:
                shape = shape.moved(right, down)
            shapes[one.number] = shape
        self.book.reshape_all(shapes)
        return bool(shapes)

    def _finish(self) -> bool:
        tool = self._current
        return tool is not None and (tool.finish() if tool.is_drawing else tool.place())


def _last_handle(shape: Shape) -> int:
    """The handle that keys move: a circle's first, a rectangle's opposite corner, otherwise the last."""
    if isinstance(shape, CircleRegion):
        return 0
    return 2 if isinstance(shape, RectangleRegion) else len(shape.handles(Scale())) - 1
