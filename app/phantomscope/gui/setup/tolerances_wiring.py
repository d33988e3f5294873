"""Own tolerances: from a row of the results, or of their list, to the setup; verdicts follow at once."""

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton

from phantomscope.analysis.results import AnalysisResult, Tolerance, counted
from phantomscope.analysis.tolerances import problems_of, tolerances_from_json, tolerances_to_json
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.parts.errands import Errands
from phantomscope.gui.parts.json_dialogs import ask_where_to_put_json, ask_which_json
from phantomscope.gui.results.results_tree import ResultsTree
from phantomscope.gui.setup.tolerance_draft import targets_of
from phantomscope.gui.setup.tolerance_editor import ToleranceEditor
from phantomscope.gui.setup.tolerances_page import TolerancesPage
from phantomscope.gui.workspace import Workspace
from phantomscope.reports.files import write_whole

_MOST_BYTES = 64_000_000
_PROBLEMS_TOLD = 3


class TolerancesWiring(QObject):
    """Connects the results, the editor of tolerances and their list.

    Attributes:
        page, editor, button, action: What it has put into the window.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
    """

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        panel = window.analysis_panel
        self._tree: ResultsTree = panel.results.tree
        self._errands = Errands(self)
        self.page = TolerancesPage(panel)
        panel.add_page(self.page, self.tr("Tolerances"))
        self.editor = ToleranceEditor(window)
        self.editor.addActions([window.actions_.undo, window.actions_.redo])  # while it has the focus, too
        self.button = QPushButton(self.tr("Tolerance…"), panel.results)
        self.button.setToolTip(self.tr("Set your own limits for the chosen values (T)"))
        self.button.setAutoDefault(False)
        footer = panel.results.footer
        footer.insertWidget(footer.count() - 1, self.button, 0, Qt.AlignmentFlag.AlignBottom)
        self.action = QAction(self.tr("Set &Tolerance…"), window)
        self.action.setShortcut(QKeySequence("T"))
        self._tree.addAction(self.action)
        self._tree.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        window.analysis_menu.addSeparator()
        window.analysis_menu.addAction(self.action)
        self._connect()
        self._refresh()

    def _connect(self) -> None:
        workspace, page, editor = self._workspace, self.page, self.editor
        self.action.triggered.connect(self._on_set_wanted)
        self.button.clicked.connect(self._on_set_wanted)
        self._tree.selectionModel().selectionChanged.connect(self._refresh_offer)
        self._tree.result_shown.connect(self._refresh)
        editor.applied.connect(self._on_applied)
        editor.given_back.connect(self._on_given_back)
        page.change_wanted.connect(self._edit)
        page.removal_wanted.connect(self._on_given_back)
        page.import_wanted.connect(self._on_import)
        page.export_wanted.connect(self._on_export)
        self._errands.failed.connect(self._window.message_bar.show_error)
        for signal in (workspace.stack_changed, workspace.analysis_started):
            signal.connect(editor.close)
            signal.connect(self._refresh)
        workspace.analysis_ended.connect(self._refresh)
        workspace.setups.changed.connect(self._refresh)
        self._window.closing.connect(self._on_closing)

    # -- what it shows ------------------------------------------------------------------------------------

    @Slot()
    def _refresh(self) -> None:
        self.page.model.set_tolerances(self._workspace.setups.current.tolerances, self._raw())
        there = self._workspace.stack is not None and not self._workspace.is_analysing
        self.page.set_enabled(changing=there)
        self.button.setVisible(self._tree.result is not None)
        self._refresh_offer()

    @Slot()
    def _refresh_offer(self) -> None:
        there = bool(self._chosen()) and self._workspace.stack is not None
        self.action.setEnabled(there)
        self.button.setEnabled(there)

    def _raw(self) -> AnalysisResult | None:
        series = self._workspace.series
        return self._workspace.raw_result_of(series.key) if series is not None else None

    def _chosen(self) -> tuple[str, ...]:
        """Keys of the metrics whose rows are chosen."""
        model, tree = self._tree.results_model, self._tree
        rows = sorted(tree.selectionModel().selectedRows(), key=lambda row: tree.visualRect(row).top())
        metrics = [model.metric_at(row) for row in rows]
        return tuple(dict.fromkeys(metric.key for metric in metrics if metric is not None))

    # -- what the person does -----------------------------------------------------------------------------

    @Slot()
    def _on_set_wanted(self) -> None:
        self._edit(self._chosen())

    @Slot(object)
    def _edit(self, keys: Sequence[str]) -> None:
        if not keys:
            return
        editor, was_open = self.editor, self.editor.isVisible()
        editor.show_targets(targets_of(keys, self._raw(), self._workspace.setups.current.tolerances))
        editor.show()
        if not was_open:
            # Beside the panel, so that the row stays in sight.
            corner = self._window.analysis_panel.mapToGlobal(QPoint(0, 0))
            editor.move(corner.x() - editor.frameGeometry().width() - 8, corner.y() + 60)
        editor.raise_()
        editor.activateWindow()

    @Slot(object)
    def _on_applied(self, tolerances: Mapping[str, Tolerance]) -> None:
        setups = self._workspace.setups
        text = f"Set {self._called(tuple(tolerances))}"
        setups.change(text, tolerances={**setups.current.tolerances, **tolerances})

    @Slot(object)
    def _on_given_back(self, keys: Sequence[str]) -> None:
        setups = self._workspace.setups
        held = setups.current.tolerances
        gone = tuple(key for key in keys if key in held)
        every = len(gone) == len(held) > 1
        text = "Remove All Tolerances" if every else f"Remove {self._called(gone)}"
        setups.change(text, tolerances={key: one for key, one in held.items() if key not in gone})

    def _called(self, keys: Sequence[str]) -> str:
        if len(keys) != 1:
            return f"Tolerances of {len(keys)} Metrics"
        return f"Tolerance of {targets_of(keys, self._raw(), {})[0].metric.name}"

    # -- files --------------------------------------------------------------------------------------------

    @Slot()
    def _on_import(self) -> None:
        ask_which_json(self._window, self.tr("Import tolerances"), self.import_from)

    def import_from(self, path: Path) -> None:
        """Take in tolerances from a file, or those of an exported result; same metrics are replaced."""
        self._errands.run(functools.partial(_tolerances_in, path), self._on_imported)

    def _on_imported(self, found: Mapping[str, Tolerance]) -> None:
        targets = {target.metric.key: target for target in targets_of(found, self._raw(), {})}
        problems = {}
        for key, tolerance in found.items():
            target = targets[key]
            unknown = not target.module and tolerance.nominal is None
            if not unknown and (told := problems_of(tolerance, target.metric)):
                problems[key] = f"{key}: {told[0]}."
        good = {key: tolerance for key, tolerance in found.items() if key not in problems}
        setups = self._workspace.setups
        setups.change(
            f"Import {counted(len(good), 'Tolerance')}", tolerances={**setups.current.tolerances, **good}
        )
        if problems:
            left = f"{len(problems)} of {counted(len(found), 'tolerance')} left out."
            sentences = [left, *list(problems.values())[:_PROBLEMS_TOLD]]
            self._window.message_bar.show_failure(" ".join(sentences))
        else:
            self._window.message_bar.show_note(
                self.tr("{count} taken in.").format(count=counted(len(good), "tolerance"))
            )

    @Slot()
    def _on_export(self) -> None:
        ask_where_to_put_json(
            self._window, self.tr("Export the tolerances"), "tolerances.json", self.export_to
        )

    def export_to(self, path: Path) -> None:
        """Write the tolerances to a file."""
        data = tolerances_to_json(self._workspace.setups.current.tolerances)
        sources = self._workspace.open_sources
        self._errands.run(
            lambda: write_whole(path, data, sources=sources),
            lambda _: self._window.message_bar.show_note(self.tr("Written: {path}").format(path=path)),
        )

    @Slot()
    def _on_closing(self) -> None:
        self.editor.close()
        self._errands.close()


def _tolerances_in(path: Path) -> dict[str, Tolerance]:
    """The tolerances in a file.

    Raises:
        PhantomscopeError: It can't be read, or holds none.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        found = tolerances_from_json(data) if len(data) <= _MOST_BYTES else {}
    except OSError as error:
        raise PhantomscopeError(
            "The file can’t be read", where=path.name, todo="Check that it is there and may be read"
        ) from error
    except ValueError:
        found = {}
    if not found:
        raise PhantomscopeError(
            "The file holds no tolerances",
            where=path.name,
            todo="Choose tolerances or results that were exported here as JSON",
        )
    return found
