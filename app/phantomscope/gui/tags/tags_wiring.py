"""The tag window follows the slice that is painted; headers are read on a thread, the newest wish wins."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.parts.latest_errand import LatestErrand
from phantomscope.gui.parts.throttle import Throttle
from phantomscope.gui.tags.tag_reference import Reference, referred
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.slice_stack import SliceStack

if TYPE_CHECKING:  # loaded when it is first shown
    from phantomscope.gui.tags.tag_window import TagSheet, TagWindow

_THROTTLE_MS = 120


class TagsWiring(QObject):
    """Connects the tag window, which is made when it is first asked for.

    Attributes:
        action: Shows it.
        actions: That one, for the list of shortcuts.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
    """

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._tags: TagWindow | None = None
        self._shown: tuple[SliceStack, int, Reference] | None = None
        self._errand = LatestErrand(self)
        self._errand.failed.connect(self._on_failed)
        self._wish = Throttle[int](lambda _: self._read(), _THROTTLE_MS, self)
        self.action = QAction(self.tr("DICOM &Tags"), window)
        self.action.setShortcut(QKeySequence("Ctrl+I"))
        self.action.setToolTip(self.tr("The whole header of the slice (Ctrl+I)"))
        self.action.triggered.connect(self.show_tags)
        self.action.setEnabled(False)
        self.actions = [self.action]
        window.view_menu.addAction(self.action)
        window.slice_menu.addSeparator()
        window.slice_menu.addAction(self.action)
        workspace.stack_changed.connect(self._on_stack_changed)
        workspace.setups.stack_edited.connect(self._on_edited)
        workspace.privacy.changed.connect(self._on_privacy_changed)
        window.slice_view.painted_changed.connect(self._on_painted)
        window.closing.connect(self._on_closing)

    @property
    def tag_window(self) -> "TagWindow | None":
        """The window, where it has been asked for."""
        return self._tags

    @Slot()
    def show_tags(self) -> None:
        """Show the tags of the slice that is painted."""
        if self._tags is None:
            from phantomscope.gui.tags.tag_window import TagWindow

            self._tags = TagWindow(self._window)
            self._tags.reference_changed.connect(self._refresh)
            self._tags.closed.connect(self._on_closed)
            self._tags.set_hidden(self._workspace.privacy.is_on)
            self._offer_series()
        self._tags.show()
        self._tags.raise_()
        self._tags.activateWindow()
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self._shown = None
        self._read()

    @Slot()
    def _on_painted(self) -> None:
        if self._is_open():
            self._wish(0)

    @Slot()
    def _on_edited(self) -> None:
        self._shown = None

    @Slot()
    def _on_stack_changed(self) -> None:
        stack = self._workspace.stack
        self.action.setEnabled(stack is not None)
        self._errand.forget()
        self._wish.cancel()
        self._shown = None
        if self._tags is None:
            return
        self._offer_series()
        if stack is None:
            self._tags.clear()

    @Slot(bool)
    def _on_privacy_changed(self, is_on: bool) -> None:
        if self._tags is not None:
            self._tags.set_hidden(is_on)
            self._offer_series()
            if self._tags.sheet is None:  # why there is none may name a file; it is told again
                self._tags.clear()
            if self._is_open():
                self._refresh()

    @Slot()
    def _on_closed(self) -> None:
        self._errand.forget()
        self._wish.cancel()
        self._shown = None

    @Slot()
    def _on_closing(self) -> None:
        if self._tags is not None:
            self._tags.close()
        self._errand.close()

    @Slot(object)
    def _on_failed(self, error: PhantomscopeError) -> None:
        if self._tags is not None:
            self._tags.show_reason(" ".join(filter(None, self._workspace.privacy.error_texts(error))))

    def _is_open(self) -> bool:
        return self._tags is not None and self._tags.isVisible()

    def _offer_series(self) -> None:
        if self._tags is None:
            return
        dataset, shown = self._workspace.dataset, self._workspace.series
        others = [one for one in dataset.scan.series if one is not shown] if dataset is not None else []
        hide = self._workspace.privacy.shown
        self._tags.set_series(
            others, [f"{hide(one.title)}, {one.facts.modality} {len(one.slices)}" for one in others]
        )

    def _read(self) -> None:
        stack, painted, tags = self._workspace.stack, self._window.slice_view.painted, self._tags
        if stack is None or tags is None or not tags.isVisible() or painted is None:
            return
        index, reference = painted.index, tags.reference
        if not 0 <= index < len(stack):
            return
        wish = stack, index, reference
        if self._shown == wish:
            return
        self._shown = wish
        alone = self.tr("  ·  there is no slice to compare with")
        titles = self._title(stack, index), self._other_title(reference)
        work = _reading(stack, index, reference, *titles, alone)
        self._errand.want(work, tags.show_sheet)

    def _title(self, stack: SliceStack, index: int) -> str:
        header = stack.slice_header(index)
        name = self._workspace.privacy.shown(header.name)
        text = self.tr("Slice {number} of {count}").format(number=index + 1, count=len(stack))
        as_classic = self.tr("  ·  as the header of a classic slice") if header.frame else ""
        return f"{text}  ·  {name}{as_classic}"

    def _other_title(self, reference: Reference) -> str:
        if reference.series is None:
            return self.tr("slice {number}")
        title = self._workspace.privacy.shown(reference.series.title)
        return self.tr("slice {number} of {series}").replace("{series}", title)


def _reading(
    stack: SliceStack, index: int, reference: Reference, title: str, other_title: str, alone: str
) -> "Callable[[], TagSheet]":
    """What reads a header, and the other one beside it, off the GUI thread."""

    def read() -> "TagSheet":
        from phantomscope.gui.tags.elements import elements_of
        from phantomscope.gui.tags.tag_tree import tag_rows
        from phantomscope.gui.tags.tag_window import TagSheet

        here = elements_of(stack.dataset(index))
        other = referred(stack, index, reference)
        if other is None:
            return TagSheet.of(tag_rows(here), title if reference == Reference() else f"{title}{alone}")
        header, number = other
        # A neighbour is edited as the slice itself is; another series is as the source has it.
        edited = reference.series is None
        there = elements_of(stack.dataset(number - 1) if edited else stack.dataset_of(header))
        return TagSheet.of(tag_rows(here, there), title, other_title.replace("{number}", str(number), 1))

    return read
