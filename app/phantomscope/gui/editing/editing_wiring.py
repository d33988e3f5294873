"""Edits of the copy that is shown: from the menu and the mouse to the setups, and what the picture says."""

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.editing.crop_bar import CropBar
from phantomscope.gui.editing.crop_tool import CropTool
from phantomscope.gui.editing.edit_label import EditLabel
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.setup.excluded_note import tell_excluded
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.arrangement import Arrangement, Box, why_not_cropped, why_not_reversed

if TYPE_CHECKING:  # loaded when it is first shown
    from phantomscope.gui.editing.exclude_dialog import ExcludeDialog


class EditingWiring(QObject):
    """Puts reversing, mirroring, flipping, cropping and leaving out several slices into the menu.

    What the images were recognised as, and which slices are blank, stays as it is: the copy shows the same
    phantom, and slices are told by their place in the source.

    Attributes:
        reverse, mirror, flip: Checkable: what is done to all slices.
        crop, full_size: Choose a region; show all of the picture again.
        exclude: Leave out several slices.
        bar: The region in numbers.
        label: What the picture says of edits.
        dialog: The newest one that asks which slices to leave out; None before the first.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
    """

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self.dialog: ExcludeDialog | None = None
        self.reverse = self._checkable(
            self.tr("&Reverse Slice Order"), "reversed", self.tr("Reverse Slice Order")
        )
        self.mirror = self._checkable(self.tr("&Mirror Left–Right"), "mirrored", self.tr("Mirror Left–Right"))
        self.flip = self._checkable(self.tr("F&lip Up–Down"), "flipped", self.tr("Flip Up–Down"))
        for action in (self.mirror, self.flip):
            action.setStatusTip(self._turning())
            action.setToolTip(self._turning())
        self.crop = self._action(self.tr("&Crop to Region…"))
        self.full_size = self._action(self.tr("Undo Cro&p (Full Size)"))
        self.exclude = self._action(self.tr("E&xclude Slices…"))
        view = window.slice_view
        self.bar = CropBar(view)
        view.add_below(self.bar)
        self._tool = CropTool(view.canvas, self._on_drawn, self._on_put_down)
        self.label = EditLabel(view.canvas)
        self._fill_menu()
        self._connect()
        self._refresh()

    @property
    def actions(self) -> tuple[QAction, ...]:
        """For the list of shortcuts."""
        return self.reverse, self.mirror, self.flip, self.crop, self.full_size, self.exclude

    @property
    def is_cropping(self) -> bool:
        """Whether a region is being chosen."""
        return self._window.tool_box.current is self.crop

    @property
    def why_not_saved(self) -> str:
        """Why what is seen is not yet what would be saved, whole sentences; empty where it is."""
        if not self.is_cropping or not self.bar.crop_button.isEnabled():
            return ""
        return self.tr("The crop is not applied yet: Enter applies it, Esc gives it up. Nothing was saved.")

    def cancel(self) -> bool:
        """Give up choosing a region; whether one was being chosen."""
        if not self.is_cropping:
            return False
        self._window.tool_box.take_window()
        return True

    # -- building -----------------------------------------------------------------------------------------

    def _action(self, text: str) -> QAction:
        action = QAction(text, self._window)
        action.setStatusTip(self._promise())
        action.setToolTip(self._promise())
        return action

    def _promise(self) -> str:
        return self.tr("Changes only the copy that is shown; the source is never changed")

    def _turning(self) -> str:
        return self.tr(
            "Turns the pixels of the copy, not their coordinates: letters, places and headers stay as they "
            "are; the source is never changed"
        )

    def _checkable(self, text: str, field: str, said: str) -> QAction:
        action = self._action(text)
        action.setCheckable(True)

        def toggle(on: bool) -> None:
            change: dict[str, Any] = {field: on}
            self._rearrange(said, lambda old: dataclasses.replace(old, **change))

        action.triggered.connect(toggle)
        return action

    def _fill_menu(self) -> None:
        menu, actions = self._window.edit_menu, self._window.actions_
        menu.insertAction(actions.restore_slices, self.exclude)
        there = menu.actions()
        rest = there[there.index(actions.turn) + 1 :]
        own = [_separator(menu), self.reverse, self.mirror, self.flip, self.crop, self.full_size]
        if rest:
            menu.insertActions(rest[0], own)
        else:
            menu.addActions(own)

    def _connect(self) -> None:
        workspace, window, bar = self._workspace, self._window, self.bar
        window.tool_box.add(
            self.crop, self._tool, self.tr("Drag the region to keep · Enter crops · Esc gives it up")
        )
        window.tool_box.tool_changed.connect(self._on_tool_changed)
        self.full_size.triggered.connect(self._on_full_size)
        self.exclude.triggered.connect(self._on_exclude)
        bar.region_changed.connect(self._tool.show_region)
        bar.crop_wanted.connect(self._on_crop)
        bar.given_up.connect(self.cancel)
        workspace.stack_changed.connect(self._on_stack_changed)
        workspace.setups.stack_edited.connect(self._on_stack_changed)
        workspace.analysis_started.connect(self._on_stack_changed)
        workspace.analysis_ended.connect(self._refresh)
        window.slice_view.painted_changed.connect(self._on_painted)

    # -- what the person does -----------------------------------------------------------------------------

    def _rearrange(self, text: str, change: Callable[[Arrangement], Arrangement]) -> None:
        setups = self._workspace.setups
        try:
            if not self._workspace.is_analysing:
                setups.rearrange(change(setups.arrangement), text)
        except PhantomscopeError as error:
            self._window.message_bar.show_error(error)
        self._refresh()

    @Slot()
    def _on_crop(self) -> None:
        stack, region = self._workspace.stack, self.bar.region
        self.cancel()
        if stack is not None:
            kind = stack.series.slices[0].format
            self._rearrange(self.tr("Crop"), lambda old: old.cropped(region, kind.rows, kind.columns))

    @Slot()
    def _on_full_size(self) -> None:
        self._rearrange(self.tr("Full Size"), lambda old: dataclasses.replace(old, crop=None))

    @Slot()
    def _on_exclude(self) -> None:
        stack = self._workspace.stack
        if stack is None:
            return
        from phantomscope.gui.editing.exclude_dialog import ExcludeDialog

        self.dialog = ExcludeDialog(len(stack), self._window.slice_view.index, self._window)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        slots = stack.slots
        # Of the stack as the dialog counts it: it may be edited while the dialog is open.
        self.dialog.exclusion_wanted.connect(
            lambda first, last: self._exclude(stack.series.key, slots[first : last + 1])
        )
        self.dialog.open()

    def _exclude(self, key: str, slots: tuple[int, ...]) -> None:
        stack = self._workspace.stack
        if stack is None or stack.series.key != key or self._workspace.is_analysing:
            return
        before = len(stack)
        try:
            self._workspace.setups.exclude(slots)
        except PhantomscopeError as error:
            self._window.message_bar.show_error(error)
        if len(stack) < before:
            tell_excluded(self._window, self._left_out(before - len(stack), whole=True))

    # -- the region ---------------------------------------------------------------------------------------

    @Slot(QAction)
    def _on_tool_changed(self, action: QAction) -> None:
        painted = self._window.slice_view.painted
        if action is not self.crop:
            return
        if painted is None:
            self._window.tool_box.take_window()
            return
        self.bar.start(*painted.shape, painted.header.plane.spacing)
        self._tool.show_region(self.bar.region)
        self._window.slice_view.setFocus()

    def _on_drawn(self, region: Box) -> None:
        self.bar.show_region(region)
        self._tool.show_region(region)

    def _on_put_down(self) -> None:
        self.bar.end()

    @Slot()
    def _on_painted(self) -> None:
        if self._window.slice_view.painted is None:
            self.cancel()

    # -- what there is ------------------------------------------------------------------------------------

    @Slot()
    def _on_stack_changed(self) -> None:
        """What is shown is another picture: a region chosen on it means nothing any more."""
        self.cancel()
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        stack, arrangement = self._workspace.stack, self._workspace.setups.arrangement
        possible = stack is not None and not self._workspace.is_analysing
        for action, on in (
            (self.reverse, arrangement.reversed),
            (self.mirror, arrangement.mirrored),
            (self.flip, arrangement.flipped),
        ):
            action.setChecked(on)
            action.setEnabled(possible)
        self._offer(self.reverse, possible, why_not_reversed(stack.series) if stack is not None else "")
        self._offer(self.crop, possible, why_not_cropped(stack.series) if stack is not None else "")
        self.full_size.setEnabled(possible and arrangement.crop is not None)
        self.exclude.setEnabled(possible and stack is not None and len(stack) > 1)
        left_out = len(stack.overlay.removed) if stack is not None else 0
        self.label.set_text(self._words(arrangement, left_out))

    def _offer(self, action: QAction, possible: bool, problem: str) -> None:
        action.setEnabled(possible and not problem)
        tip = problem or self._promise()
        action.setStatusTip(tip)
        action.setToolTip(tip)

    def _left_out(self, count: int, *, whole: bool = False) -> str:
        if whole:
            one, more = (
                self.tr("1 slice was left out of the copy."),
                self.tr("{count} slices were left out of the copy."),
            )
        else:
            one, more = self.tr("1 slice left out"), self.tr("{count} slices left out")
        return one if count == 1 else more.format(count=count)

    def _words(self, arrangement: Arrangement, left_out: int) -> str:
        words = [
            word
            for word, said in (
                (self.tr("reversed"), arrangement.reversed),
                (self.tr("mirrored"), arrangement.mirrored),
                (self.tr("flipped"), arrangement.flipped),
                (self.tr("cropped"), arrangement.crop is not None),
            )
            if said
        ]
        words += [self._left_out(left_out)] if left_out else []
        lines = [self.tr("Edited copy: {what}").format(what=", ".join(words))] if words else []
        if arrangement.mirrored or arrangement.flipped:
            lines.append(self.tr("pixels turned, not their coordinates: letters are the header’s"))
        return "\n".join(lines)


def _separator(menu: QMenu) -> QAction:
    action = QAction(menu)
    action.setSeparator(True)
    return action
