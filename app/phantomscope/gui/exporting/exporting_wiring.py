"""Exporting: from menus and keys to files and the clipboard, and what is said of it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence

from phantomscope.gui.exporting.image_dialog import AskImagePath, ask_cine_path, ask_image_path
from phantomscope.gui.exporting.image_exporter import ImageExporter, Shot, title_of
from phantomscope.gui.exporting.image_kind import ImageKind
from phantomscope.gui.exporting.pictures import view_image
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.workspace import Workspace
from phantomscope.whole_file import safe_stem

if TYPE_CHECKING:  # loaded when it is first shown
    from phantomscope.gui.exporting.cine_dialog import CineDialog


class ExportingWiring(QObject):
    """Puts the ways to export into the menus.

    Attributes:
        ask_image: Asks what and where to.
        ask_cine: Asks where an animation goes.
        speed: How many slices a second an animation shows, to begin with.
        exporter: Writes pictures.
        export_image, copy_image, export_cine: The actions with keys of their own.
        cine_dialog: The newest one; None before the first.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
        store: The settings, for the folder.
    """

    def __init__(self, window: MainWindow, workspace: Workspace, store: SettingsStore) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._store = store
        self.ask_image: AskImagePath = ask_image_path(window)
        self.ask_cine = ask_cine_path(window)
        self.speed: Callable[[], float] = lambda: store.current.cine_speed
        self.exporter = ImageExporter(self)
        self.cine_dialog: CineDialog | None = None
        self.exporter.exported.connect(self._on_exported)
        self.exporter.failed.connect(window.message_bar.show_error)
        self._make_actions()
        self._offer()
        window.slice_view.painted_changed.connect(self._offer)
        workspace.stack_changed.connect(self._on_stack_changed)
        workspace.setups.stack_edited.connect(self._on_stack_edited)
        window.closing.connect(self._on_closing)

    def _make_actions(self) -> None:
        window = self._window
        self.export_image = _action(window, self.tr("&Export Image…"), "Ctrl+Shift+E")
        self.export_image.triggered.connect(lambda: self.export(tuple(ImageKind)))
        self.copy_image = _action(window, self.tr("Copy &Image"), "Ctrl+C")
        # In a table or a text field the same keys copy what is chosen there.
        self.copy_image.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.copy_image.triggered.connect(self.copy)
        window.slice_view.addAction(self.copy_image)
        self.export_cine = _action(window, self.tr("&Animation…"), "")
        self.export_cine.triggered.connect(self.open_cine)
        self._of_kind = [self._kind_action(kind) for kind in ImageKind]
        window.save_menu.addAction(self.export_image)
        window.save_menu.addSeparator()
        window.save_menu.addActions([*self._of_kind, self.export_cine])
        window.slice_menu.addSeparator()
        window.slice_menu.addActions([self.copy_image, self.export_image])
        window.edit_menu.addSeparator()
        window.edit_menu.addAction(self.copy_image)
        window.actions_.more.extend([self.export_image, self.copy_image])

    def _kind_action(self, kind: ImageKind) -> QAction:
        action = QAction(f"{kind.title}…", self._window)
        action.triggered.connect(lambda: self.export((kind,)))
        return action

    @property
    def stem(self) -> str:
        """The file name to suggest, without its ending."""
        painted, series = self._window.slice_view.painted, self._workspace.series
        place = title_of(painted) if painted is not None else "slice"
        title = series.title if series is not None and not self._workspace.privacy.is_on else ""
        return safe_stem(f"{title} {place}", "slice", "image")

    @Slot()
    def copy(self) -> None:
        """Put the view as it is shown on the clipboard."""
        if self._window.slice_view.painted is not None:
            QGuiApplication.clipboard().setImage(view_image(self._window.slice_view.canvas))

    def export(self, kinds: Sequence[ImageKind]) -> None:
        """Ask which of these kinds and where to, then write what was shown before the dialog came."""
        shot = self._shot(with_view=any(kind.is_view for kind in kinds))
        if shot is None:
            return
        answer = self.ask_image(kinds, self.stem, self._store.current.export_folder)
        if answer is not None:
            kind, path = answer
            self._store.change(export_folder=str(path.parent))
            self.exporter.export(kind, path, shot)

    @Slot()
    def open_cine(self) -> None:
        """Offer to write the slices as an animation."""
        view, stack, dataset = self._window.slice_view, self._workspace.stack, self._workspace.dataset
        if stack is None or dataset is None or view.window_level is None:
            return
        self._close_cine()
        private = self._workspace.privacy.is_on
        from phantomscope.gui.exporting.cine_dialog import CineDialog, CineScene

        scene = CineScene(
            stack=stack,
            window=view.window_level,
            appearance=view.appearance,
            sources=lambda: self._workspace.open_sources,
            stem=safe_stem("" if private else stack.series.title, "slices", "animation"),
            folder=self._store.current.export_folder,
        )
        dialog = CineDialog(scene, self.speed(), self.ask_cine, self._window)
        dialog.exported.connect(self._on_exported)
        dialog.exported.connect(lambda path: self._store.change(export_folder=str(path.parent)))
        dialog.failed.connect(self._window.message_bar.show_error)
        self.cine_dialog = dialog
        dialog.show()
        dialog.activateWindow()

    def _shot(self, *, with_view: bool) -> Shot | None:
        view, stack, dataset = self._window.slice_view, self._workspace.stack, self._workspace.dataset
        loaded, window = view.painted, view.window_level
        if loaded is None or window is None or stack is None or dataset is None:
            return None
        picture = view_image(view.canvas) if with_view else None
        private = self._workspace.privacy.is_on
        return Shot(loaded, window, view.appearance, picture, stack, self._workspace.open_sources, private)

    @Slot()
    def _offer(self) -> None:
        there = self._window.slice_view.painted is not None and self._workspace.stack is not None
        for action in (self.export_image, self.copy_image, self.export_cine, *self._of_kind):
            action.setEnabled(there)

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        # What a person calls a file may tell who the patient is.
        if self._workspace.privacy.is_on:
            self._window.message_bar.show_note(self.tr("The file has been written."))
        else:
            self._window.message_bar.show_note(self.tr("Written: {path}").format(path=path))

    @Slot()
    def _on_stack_changed(self) -> None:
        self._close_cine()
        self._offer()

    @Slot()
    def _on_stack_edited(self) -> None:
        if self.cine_dialog is not None:
            self.cine_dialog.refresh()

    def _close_cine(self) -> None:
        dialog, self.cine_dialog = self.cine_dialog, None
        if dialog is not None:
            dialog.give_up()
            dialog.close()

    @Slot()
    def _on_closing(self) -> None:
        self._close_cine()
        self.exporter.close()


def _action(window: MainWindow, text: str, shortcut: str) -> QAction:
    action = QAction(text, window)
    if shortcut:
        action.setShortcut(QKeySequence(shortcut))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{text.replace('&', '').rstrip('…')} ({keys})")
    return action
