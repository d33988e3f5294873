"""Results on the image: from the slice to the list of results and back, the side view, the comparison."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from phantomscope.analysis.results import AnalysisResult
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.results.results_tree import ResultsTree
from phantomscope.gui.viewing.roi_map import Roi
from phantomscope.gui.viewing.side_view_panel import SideViewPanel
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.slice_stack import SliceStack

if TYPE_CHECKING:  # loaded when it is first shown
    from phantomscope.gui.results.comparison_window import ComparisonWindow


class ResultsWiring(QObject):
    """Connects what is measured with where it was measured.

    Attributes:
        next_roi, previous_roi: Choose the next or the previous metric that has an outline.
        show_side_view: Unfolds and folds the side view.
        compare: Opens the comparison.
        side_panel: The side view, below the list of series.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
    """

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._comparison: ComparisonWindow | None = None
        tree = window.findChild(ResultsTree)
        assert tree is not None
        self._tree: ResultsTree = tree
        self.side_panel = SideViewPanel(window.series_panel)
        layout = window.series_panel.layout()
        assert layout is not None
        layout.addWidget(self.side_panel)
        QWidget.setTabOrder(window.series_panel.set_aside_view, self.side_panel.button)
        QWidget.setTabOrder(self.side_panel.button, self.side_panel.view)
        self._make_actions()
        self._connect()

    def _make_actions(self) -> None:
        window = self._window
        self.next_roi = _action(window, self.tr("Next &ROI"), "Alt+Down")
        self.previous_roi = _action(window, self.tr("Pre&vious ROI"), "Alt+Up")
        self.show_side_view = _action(window, self.tr("&Side View"), "Ctrl+Shift+V")
        self.show_side_view.setCheckable(True)
        self.compare = _action(window, self.tr("Compare &Results…"), "Ctrl+K")
        menu: QMenu = window.view_menu
        menu.addSeparator()
        menu.addActions([self.next_roi, self.previous_roi])
        menu.addSeparator()
        menu.addActions([self.show_side_view, self.compare])
        self._offer(None)

    def _connect(self) -> None:
        view, tree, workspace, panel = (
            self._window.slice_view,
            self._tree,
            self._workspace,
            self.side_panel,
        )
        view.rois_hovered.connect(self._on_rois_hovered)
        view.rois_clicked.connect(tree.select_roi)
        view.index_changed.connect(tree.set_slice)
        view.index_changed.connect(panel.set_index)
        tree.result_shown.connect(self._on_result_shown)
        panel.slice_chosen.connect(view.go_to)
        panel.unfolded_changed.connect(self.show_side_view.setChecked)
        workspace.stack_changed.connect(self._on_stack_changed)
        for changed in (workspace.result_found, workspace.result_changed, workspace.dataset_changed):
            changed.connect(lambda *_: self._offer_results())
        workspace.setups.stack_edited.connect(self._on_stack_edited)
        self._window.closing.connect(self._on_closing)
        self.next_roi.triggered.connect(lambda: tree.step_roi(1))
        self.previous_roi.triggered.connect(lambda: tree.step_roi(-1))
        self.show_side_view.toggled.connect(panel.set_unfolded)
        self.show_side_view.triggered.connect(panel.set_by_hand)
        self.compare.triggered.connect(self._on_compare)

    @property
    def actions(self) -> tuple[QAction, ...]:
        """All of them, in the order of the menu."""
        return self.next_roi, self.previous_roi, self.show_side_view, self.compare

    @Slot(object)
    def _on_rois_hovered(self, rois: Sequence[Roi]) -> None:
        self._window.slice_view.describe_roi(*self._tree.roi_lines(rois))

    @Slot(object)
    def _on_stack_changed(self, stack: SliceStack | None) -> None:
        self.side_panel.set_stack(stack, self._window.slice_view.index)
        self.side_panel.set_result(self._tree.result)
        self._tree.set_slice(self._window.slice_view.index if stack is not None else None)

    @Slot()
    def _on_stack_edited(self) -> None:
        self._on_stack_changed(self._workspace.stack)

    @Slot(object)
    def _on_result_shown(self, result: AnalysisResult | None) -> None:
        self._offer(result)
        self.side_panel.set_result(result)
        if result is not None:
            self.side_panel.offer()

    @Slot()
    def _on_compare(self) -> None:
        if self._comparison is None:
            from phantomscope.gui.results.comparison_window import ComparisonWindow

            self._comparison = ComparisonWindow(self._window)
            self._comparison.follow(self._workspace.privacy)
        self._comparison.show()
        self._offer_results()
        self._comparison.raise_()
        self._comparison.activateWindow()

    def _offer_results(self) -> None:
        if self._comparison is not None and self._comparison.isVisible():
            self._comparison.set_results(self._workspace.results())

    @Slot()
    def _on_closing(self) -> None:
        if self._comparison is not None:
            self._comparison.close()
        self.side_panel.close_loader()

    def _offer(self, result: AnalysisResult | None) -> None:
        for action in (self.next_roi, self.previous_roi):
            action.setEnabled(result is not None)


def _action(window: MainWindow, text: str, shortcut: str) -> QAction:
    action = QAction(text, window)
    action.setShortcut(QKeySequence(shortcut))
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{text.replace('&', '').rstrip('…')} ({keys})")
    return action
