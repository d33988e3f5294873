"""The parameters: from the page to the setup, and what it shows for which phantom."""

import contextlib

from PySide6.QtCore import QObject, Qt, Signal, Slot

from phantomscope.analysis.parameters.form import ParameterForm
from phantomscope.analysis.parameters.process import ParameterForms
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.setup.parameters_page import ParametersPage
from phantomscope.gui.workspace import Workspace


class ParametersWiring(QObject):
    """Connects the page of parameters. A form is fetched when its page is first looked at.

    Attributes:
        page: What it has put into the window.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
        forms: Derives the forms, in a process of its own.
    """

    _form_arrived = Signal(str, object)

    def __init__(self, window: MainWindow, workspace: Workspace, forms: ParameterForms) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._forms = forms
        self._tabs = window.analysis_panel.tabs
        self._wanted = ""
        self.page = ParametersPage(window.analysis_panel)
        window.analysis_panel.add_page(self.page, self.tr("Parameters"))
        self.page.parameter_changed.connect(self._on_changed)
        self.page.reset_wanted.connect(self._on_reset)
        # Queued by name: it is emitted from a thread that is not Qt's.
        self._form_arrived.connect(self._on_form, Qt.ConnectionType.QueuedConnection)
        self._tabs.currentChanged.connect(self._refresh)
        workspace.stack_changed.connect(self._refresh)
        workspace.surveyed.connect(self._refresh)
        workspace.setups.changed.connect(self._refresh)
        workspace.analysis_started.connect(self._refresh)
        workspace.analysis_ended.connect(self._refresh)
        window.closing.connect(forms.close)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        if self._tabs.currentWidget() is not self.page:
            return
        workspace, page = self._workspace, self.page
        name = workspace.phantom_name
        if workspace.stack is None or not name:
            self._wanted = ""
            page.show_message(self.tr("Choose the phantom first: each has parameters of its own."))
            return
        page.setEnabled(not workspace.is_analysing)
        form = self._forms.known(name)
        if form is not None:
            self._show(form)
        elif self._wanted != name:
            self._wanted = name
            page.show_message(self.tr("Reading the parameters…"))
            self._forms.request_form(name, lambda found: self._tell(name, found))

    def _tell(self, name: str, found: ParameterForm | PhantomscopeError) -> None:
        with contextlib.suppress(RuntimeError):  # the window has closed meanwhile
            self._form_arrived.emit(name, found)

    @Slot(str, object)
    def _on_form(self, name: str, found: ParameterForm | PhantomscopeError) -> None:
        if name != self._wanted:
            return
        self._wanted = ""
        if isinstance(found, PhantomscopeError):
            self.page.show_message(str(found))
        else:
            self._refresh()

    def _show(self, form: ParameterForm) -> None:
        self._wanted = ""
        series = self._workspace.series
        echoes = [(_echo_text(one.number, one.time), one.number) for one in series.echoes] if series else []
        self.page.show_form(form, echoes)
        self.page.show_values(self._workspace.setups.current.parameters)

    @Slot(str, object)
    def _on_changed(self, name: str, value: object) -> None:
        form, setups = self.page.form, self._workspace.setups
        field = form.field(name) if form is not None else None
        if form is None or field is None:
            return
        given = {**setups.current.parameters, name: value}
        setups.change(f"Change {field.label}", merge=name, parameters=form.changed(given))

    @Slot(str)
    def _on_reset(self, name: str) -> None:
        shown = {field.name for field in self.page.form.fields} if self.page.form is not None else set()
        setups = self._workspace.setups
        gone = {name} if name else shown - self.page.elsewhere
        kept = {key: value for key, value in setups.current.parameters.items() if key not in gone}
        setups.change("Reset Parameters", parameters=kept)


def _echo_text(number: int, time: float | None) -> str:
    return f"{number} (TE {time:g} ms)" if time is not None else str(number)
