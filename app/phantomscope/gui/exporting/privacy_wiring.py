"""The privacy switch: its action and its sign, and what follows it."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.workspace import Workspace


class PrivacyWiring(QObject):
    """Lets the person hide what tells who a patient is, and shows that it is hidden.

    Attributes:
        action: The switch.
        sign: Stands in the status bar while it is on.

    Args:
        window: The window; the wiring becomes its child.
        workspace: Its privacy is what is switched.
        store: The settings, which keep it.
    """

    def __init__(self, window: MainWindow, workspace: Workspace, store: SettingsStore) -> None:
        super().__init__(window)
        self._privacy = workspace.privacy
        self._store = store
        self.action = QAction(self.tr("&Hide Patient Identifiers"), window)
        self.action.setShortcut(QKeySequence("Ctrl+Shift+P"))
        self.action.setCheckable(True)
        self.action.setToolTip(
            self.tr("Names of patients, files and series are hidden on the screen and in what is written")
        )
        self.sign = QLabel(self.tr("Identifiers hidden"), window)
        self.sign.setContentsMargins(6, 0, 8, 0)
        self.sign.setToolTip(
            self.tr("Names of patients, files and series are hidden, here and in exports ({keys})").format(
                keys=self.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            )
        )
        window.statusBar().addPermanentWidget(self.sign)
        window.view_menu.addSeparator()
        window.view_menu.addAction(self.action)
        window.actions_.more.append(self.action)
        for part in (window.message_bar, window.slice_view, window.analysis_panel.results):
            part.follow(self._privacy)
        self._show(self._privacy.is_on)
        self.action.toggled.connect(self._on_toggled)
        self._privacy.changed.connect(self._show)

    @Slot(bool)
    def _on_toggled(self, is_on: bool) -> None:
        self._privacy.set_on(is_on)
        self._store.change(privacy=is_on)

    @Slot(bool)
    def _show(self, is_on: bool) -> None:
        self.action.setChecked(is_on)
        self.sign.setVisible(is_on)
