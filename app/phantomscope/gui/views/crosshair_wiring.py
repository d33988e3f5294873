"""The crosshair on the slice: its lines, its place as text, and the letters at the edges."""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QMouseEvent

from phantomscope.analysis.results import shown as shown_number
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.parts.elided_label import ElidedLabel
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.readout import millimetres, patient_point, unit
from phantomscope.gui.views.crosshair import Crosshair, CrosshairLines, CrosshairTool
from phantomscope.gui.views.edge_letters import EdgeLetters
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.slice_stack import SliceStack


class CrosshairWiring(QObject):
    """Connects the crosshair with the slice.

    It moves with its own tool of the left button, and while Shift is held with the tool for window and level.

    Attributes:
        crosshair: The place.
        show_crosshair: Shows and hides it.
        tool_action: Gives the left button to it.
        lines: On the slice.
        letters: At the edges of the slice.
        label: Says where it is in the patient, in the status bar.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
    """

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._dragging = False
        canvas = window.slice_view.canvas
        self.crosshair = Crosshair(self)
        self.lines = CrosshairLines(canvas.view_box)
        self.letters = EdgeLetters(canvas)
        self.label = ElidedLabel(window.statusBar())
        self.label.setToolTip(self.tr("Place of the crosshair in the patient’s coordinates, and its value"))
        self.label.setAccessibleName(self.tr("Crosshair"))
        window.statusBar().insertWidget(1, self.label)
        self._make_actions()
        self._connect()

    @property
    def actions(self) -> tuple[QAction, ...]:
        """All of them, in the order of the menu."""
        return self.show_crosshair, self.tool_action

    def _make_actions(self) -> None:
        window = self._window
        self.show_crosshair = QAction(self.tr("&Crosshair"), window)
        self.show_crosshair.setShortcut(QKeySequence("C"))
        self.show_crosshair.setCheckable(True)
        self.show_crosshair.setToolTip(self.tr("Show one place in all views (C)"))
        self.tool_action = QAction(self.tr("&Move the Crosshair by Dragging"), window)
        self.tool_action.setToolTip(
            self.tr("The left button moves the crosshair; so it does with Shift while W is taken")
        )
        hint = self.tr("Drag the crosshair: all views follow")
        window.tool_box.add(self.tool_action, CrosshairTool(self._move), hint)

    def _connect(self) -> None:
        window, crosshair, view = self._window, self.crosshair, self._window.slice_view
        self.show_crosshair.toggled.connect(crosshair.set_shown)
        crosshair.shown_changed.connect(self.show_crosshair.setChecked)
        crosshair.shown_changed.connect(self._show)
        crosshair.moved.connect(self._show)
        self.tool_action.triggered.connect(lambda: crosshair.set_shown(True))
        view.painted_changed.connect(self._on_painted)
        self._workspace.stack_changed.connect(self._on_stack_changed)
        self._workspace.setups.stack_edited.connect(self._on_stack_edited)
        self._viewport = view.canvas.viewport()
        self._viewport.installEventFilter(self)
        window.view_area.layout_changed.connect(self._show)

    # -- Shift and the left button ------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: with Shift the left button moves the crosshair, unless a tool has the button."""
        if watched is not self._viewport or not isinstance(event, QMouseEvent):
            return False
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and self._takes(event):
            self._dragging = True
            self.crosshair.set_shown(True)
        elif not self._dragging:
            return False
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove):
            canvas = self._window.slice_view.canvas
            self._move_to(*canvas.pixel_at(event.position()))
        elif kind == QEvent.Type.MouseButtonRelease:
            self._dragging = False
        return True

    def _takes(self, event: QMouseEvent) -> bool:
        return (
            event.button() == Qt.MouseButton.LeftButton
            and event.modifiers() == Qt.KeyboardModifier.ShiftModifier
            and self._window.slice_view.canvas.tool is None
            and self._window.slice_view.painted is not None
        )

    def _move(self, point: QPointF) -> None:
        self._move_to(int(point.x() // 1), int(point.y() // 1))

    def _move_to(self, column: int, row: int) -> None:
        if self._window.slice_view.painted is not None:
            self.crosshair.set_shown(True)
            self.crosshair.move(column, row)

    # -- what there is ------------------------------------------------------------------------------------

    @Slot(object)
    def _on_stack_changed(self, stack: SliceStack | None) -> None:
        if stack is not None and len(stack):
            shape = stack.slice_header(min(self._window.slice_view.index, len(stack) - 1)).format
            self.crosshair.set_shape(shape.rows, shape.columns)

    @Slot()
    def _on_stack_edited(self) -> None:
        self._on_stack_changed(self._workspace.stack)

    @Slot(object)
    def _on_painted(self, loaded: LoadedSlice | None) -> None:
        self.letters.show_slice(loaded.header if loaded is not None else None)
        self._show()

    @Slot()
    def _show(self) -> None:
        crosshair, loaded = self.crosshair, self._window.slice_view.painted
        if loaded is None or not crosshair.is_shown or not self._is_inside(loaded):
            self.lines.show(None)
            self.label.setText("")
            return
        self.lines.show(QPointF(crosshair.column + 0.5, crosshair.row + 0.5))
        self.label.setText(self._place_text(loaded))

    def _is_inside(self, loaded: LoadedSlice) -> bool:
        rows, columns = loaded.shape
        return self.crosshair.column < columns and self.crosshair.row < rows

    def _place_text(self, loaded: LoadedSlice) -> str:
        column, row = self.crosshair.column, self.crosshair.row
        point = patient_point(loaded.header, column, row)
        if point is None:
            place = self.tr("column {column}, row {row}").format(column=column, row=row)
        else:
            x, y, z = (millimetres(part) for part in point)
            place = f"x {x}  y {y}  z {z} mm"
        return f"✛  {place}   {shown_number(loaded.value(column, row))} {unit(loaded.header)}"
