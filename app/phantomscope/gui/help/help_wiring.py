"""Help: from menu, keys, context menus and the question mark to the page that answers."""

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QSize, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QToolButton, QWidget

from phantomscope.assets import resource
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.help.library import CONTENTS, HelpLibrary
from phantomscope.gui.help.metric_pages import page_of_metric, page_of_parameter, page_of_phantom
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.parts.own_windows import is_own_window
from phantomscope.gui.results.results_tree import ResultsTree
from phantomscope.gui.setup.corrections_page import CorrectionsPage
from phantomscope.gui.setup.parameters_page import ParametersPage
from phantomscope.gui.setup.tolerances_page import TolerancesPage
from phantomscope.gui.workspace import Workspace

if TYPE_CHECKING:  # loaded when it is first shown
    from phantomscope.gui.help.help_window import HelpWindow

_WINDOW_PAGE = "window.md"
_FIRST_PAGE = "start.md"
HELP_PAGE = "help_page"
"""A widget's property of this name says which page explains it and what is in it."""
DIALOG_PAGES = {
    "MemoryPanel": "memory.md",
    "PreferencesDialog": "memory.md#preferences",
    "ToleranceEditor": "verdicts.md#tolerances",
    "ShortcutsDialog": "keys.md",
    "ComparisonWindow": "verdicts.md",
    "ChartWindow": "verdicts.md",
    "QueueWindow": "start.md#next",
    "TagWindow": "views.md#tags",
    "OverlayDialog": "views.md#tags",
    "PresetsDialog": "views.md#window",
    "MeasurementsWindow": "measuring.md",
    "SlicesDialog": "measuring.md",
    "ExcludeDialog": "correcting.md#exclude",
    "CineDialog": "editing.md#images",
}
"""Pages of windows that have no such property, by their class."""


class HelpWiring(QObject):
    """Connects the help.

    Attributes:
        contents, what_is_this: The actions.
        button: The question mark below the results.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
    """

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._help: HelpWindow | None = None
        self._tree: ResultsTree = window.analysis_panel.results.tree
        self._pointed: QWidget | None = None
        self._make_actions()
        self._build_menu()
        self._build_button()
        self._offer_on_rows()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the key holds in the window's dialogs, too; this meets each of them before it is seen."""
        if watched is self._window and event.type() == QEvent.Type.ChildPolished:
            child = event.child()  # type: ignore[attr-defined]
            if is_own_window(child) and child is not self._help:
                child.addAction(self.what_is_this)
        return False

    @property
    def help_window(self) -> "HelpWindow | None":
        """The help's window; None until it was shown first."""
        return self._help

    def open(self, target: str = "") -> None:
        """Show a page of the help."""
        if self._help is None:
            try:
                library = HelpLibrary(resource(f"help/{CONTENTS}").parent)
            except (PhantomscopeError, OSError) as error:
                missing = error if isinstance(error, PhantomscopeError) else _incomplete()
                self._window.message_bar.show_error(missing)
                return
            from phantomscope.gui.help.help_window import HelpWindow

            self._help = HelpWindow(library, self._window)
        self._help.show()  # first: where a heading stands depends on the page's width
        self._help.open(target)
        self._help.raise_()
        self._help.activateWindow()

    def target_of(self, widget: QWidget | None) -> str:
        """The page that explains what is chosen in a widget of the window."""
        while widget is not None:
            found = self._answer_of(widget)
            if found:
                return found
            widget = widget.parentWidget()
        return self._target_of_row() if self._tree.result is not None else _WINDOW_PAGE

    # -- building -----------------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self.contents = QAction(self.tr("&Help Contents"), self._window)
        self.contents.setShortcut(QKeySequence("Ctrl+F1"))
        self.contents.triggered.connect(lambda: self.open(_FIRST_PAGE))
        self.what_is_this = QAction(self.tr("&What Does This Mean?"), self._window)
        self.what_is_this.setShortcut(QKeySequence("Shift+F1"))
        self.what_is_this.setToolTip(
            self.tr("Explain the value, parameter or tolerance that is chosen (Shift+F1)")
        )
        self.what_is_this.triggered.connect(self._on_what_is_this)
        self._window.actions_.more.extend([self.contents, self.what_is_this])

    def _build_menu(self) -> None:
        menu, actions = self._window.help_menu, self._window.actions_
        menu.insertActions(actions.shortcuts, [self.contents, self.what_is_this])
        for text, page in (
            (self.tr("The &Phantoms"), "catphan-504.md"),
            (self.tr("The &Metrics"), "metric-hu.md"),
            (self.tr("P&rotocols and Standards"), "protocols.md"),
        ):
            action = QAction(text, self._window)
            action.triggered.connect(functools.partial(self._open_page, page))
            menu.insertAction(actions.about, action)
        menu.insertSeparator(actions.about)

    def _build_button(self) -> None:
        results = self._window.analysis_panel.results
        self.button = QToolButton(results)
        self.button.setAutoRaise(True)
        self.button.setIconSize(QSize(18, 18))
        self.button.setAccessibleName(self.tr("What does this mean?"))
        self.button.setToolTip(self.tr("What does the chosen value mean? (Shift+F1)"))
        self.button.clicked.connect(lambda: self.open(self._target_of_row()))
        self._window.actions_.follow_icon(self.button, "help")
        footer = results.footer
        footer.insertWidget(footer.count() - 1, self.button, 0, Qt.AlignmentFlag.AlignBottom)
        self.button.setVisible(False)
        self._tree.result_shown.connect(lambda result: self.button.setVisible(result is not None))

    def _offer_on_rows(self) -> None:
        self._tree.addAction(self.what_is_this)
        for page in self._window.findChildren(TolerancesPage):
            page.table.addAction(self.what_is_this)
            page.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for parameters in self._window.findChildren(ParametersPage):
            parameters.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            parameters.customContextMenuRequested.connect(
                functools.partial(self._on_parameter_menu, parameters)
            )

    # -- what is meant ------------------------------------------------------------------------------------

    def _answer_of(self, widget: QWidget) -> str:
        """What explains one widget; empty where only what is around it does."""
        page = widget.property(HELP_PAGE) or DIALOG_PAGES.get(type(widget).__name__)
        if isinstance(page, str) and page:
            return page
        parameter = widget.property("parameter")
        if isinstance(parameter, str) and parameter:
            return page_of_parameter(parameter)
        answers: tuple[tuple[type[QWidget], Callable[[QWidget], str]], ...] = (
            (ResultsTree, lambda _: self._target_of_row()),
            (TolerancesPage, self._target_of_tolerance),
            (ParametersPage, lambda _: "parameters.md"),
            (CorrectionsPage, lambda _: "correcting.md"),
        )
        return next((answer(widget) for kind, answer in answers if isinstance(widget, kind)), "")

    def _target_of_row(self) -> str:
        """What explains the chosen row of the results; the phantom where none is chosen."""
        result, model = self._tree.result, self._tree.results_model
        phantom = result.provenance.phantom if result is not None else self._workspace.phantom_name
        index = self._tree.currentIndex()
        metric, module = model.metric_at(index), model.module_at(index)
        if metric is not None:
            return page_of_metric(phantom, metric.key)
        return page_of_phantom(phantom, module.key if module is not None else "")

    def _target_of_tolerance(self, page: QWidget) -> str:
        chosen = page.chosen if isinstance(page, TolerancesPage) else ()
        if not chosen:
            return "verdicts.md#tolerances"
        return page_of_metric(self._workspace.phantom_name, chosen[0])

    def _open_page(self, page: str, _checked: bool = False) -> None:
        self.open(page)

    @Slot()
    def _on_what_is_this(self) -> None:
        pointed, self._pointed = self._pointed, None
        active = QApplication.activeWindow() or self._window
        focus: QWidget | None = active.focusWidget()
        self.open(self.target_of(pointed or focus or active))

    def _on_parameter_menu(self, page: ParametersPage, place: QPoint) -> None:
        menu = QMenu(page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.what_is_this)
        self._pointed = page.childAt(place)
        menu.aboutToHide.connect(self._forget_pointed, Qt.ConnectionType.QueuedConnection)
        menu.popup(page.mapToGlobal(place))

    @Slot()
    def _forget_pointed(self) -> None:
        self._pointed = None


def _incomplete() -> PhantomscopeError:
    return PhantomscopeError(
        QCoreApplication.translate("HelpWiring", "Some pages of the help are missing"),
        where="resources/help",
        todo=QCoreApplication.translate("HelpWiring", "Install Phantomscope again"),
    )
