"""Profiles: the one that fits is applied when a series is opened, and all that a person does with them."""

import contextlib

from PySide6.QtCore import QObject, Qt, Signal, Slot

from phantomscope.analysis.parameters.form import ParameterForm
from phantomscope.analysis.parameters.process import ParameterForms
from phantomscope.analysis.profile import CHANGED, Profile, profile_problems, usable_parameters
from phantomscope.analysis.profiles import ProfileStore
from phantomscope.analysis.recognition.answer import Certainty
from phantomscope.analysis.results import listed
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.setup.parameters_page import ParametersPage
from phantomscope.gui.setup.profile_bar import ProfileBar
from phantomscope.gui.setup.profile_files import ProfileFiles
from phantomscope.gui.setup.profile_menu_wiring import ProfileMenuWiring
from phantomscope.gui.setup.setup import Setup
from phantomscope.gui.setup.setup_profile import changes_by, contents, is_changed
from phantomscope.gui.workspace import Workspace

_PATIENCE = 0.04
"""Seconds that the window may wait for the folder of profiles once the images have been looked at."""


class ProfilesWiring(QObject):
    """Connects the bar of profiles, on the page of parameters.

    Make it before what analyses once the images have been looked at, so that the profile is applied first.

    Attributes:
        bar: What it has put into the window.
        files: The folder of profiles.

    Args:
        window: The window, with the page of parameters in it; the wiring becomes its child.
        workspace: What is open.
        store: Where the profiles are.
        forms: Knows which parameters a phantom's analysis has.
    """

    _form_arrived = Signal(str)

    def __init__(
        self, window: MainWindow, workspace: Workspace, store: ProfileStore, forms: ParameterForms
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._forms = forms
        self._decided: set[str] = set()
        self.files = ProfileFiles(store, self)
        page = window.findChild(ParametersPage)
        assert page is not None
        self._page: ParametersPage = page
        self.bar = ProfileBar(page)
        page.top.addWidget(self.bar)
        ProfileMenuWiring(window, workspace, page, self.bar, self.files)
        self._connect()
        self._refresh()
        workspace.profile_title = self._title

    def _connect(self) -> None:
        workspace, bar, files = self._workspace, self.bar, self.files
        files.changed.connect(self._on_profiles_changed)
        files.told.connect(self._window.message_bar.show_note)
        files.failed.connect(self._window.message_bar.show_error)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.stack_changed.connect(self._on_stack_changed)
        workspace.surveyed.connect(self._on_surveyed)
        workspace.setups.changed.connect(self._refresh)
        workspace.result_found.connect(self._refresh)
        self._window.analysis_panel.tabs.currentChanged.connect(self._check_parameters)
        # Queued by name: it is emitted from a thread that is not Qt's.
        self._form_arrived.connect(self._on_form_arrived, Qt.ConnectionType.QueuedConnection)
        self._window.closing.connect(files.close)
        bar.profile_chosen.connect(self._on_chosen)

    # -- the one that fits --------------------------------------------------------------------------------

    @Slot()
    def _on_dataset_changed(self) -> None:
        self._decided.clear()

    @Slot()
    def _on_stack_changed(self) -> None:
        self.bar.form.hide()
        if self._workspace.stack is not None:
            self.files.read()
        self._refresh()

    @Slot()
    def _on_surveyed(self) -> None:
        self.files.hurry(_PATIENCE)
        self._apply_fitting()
        self._check_parameters()

    @Slot()
    def _on_profiles_changed(self) -> None:
        self._apply_fitting()
        self._refresh()

    def _apply_fitting(self) -> None:
        """Apply the profile that fits a series which nobody has set anything about, once."""
        workspace, series = self._workspace, self._workspace.series
        if series is None or workspace.survey is None or self.files.is_reading:
            return
        if series.key in self._decided:
            return
        self._decided.add(series.key)
        profile = self.files.profiles.matching(series.facts, self._certain_phantom())
        if profile is None or workspace.setups.current != Setup():
            return
        if workspace.is_analysing or workspace.result_of(series.key) is not None:
            text = f"The profile “{profile.name}” fits this scan. Choose it on the page “Parameters”."
            self._window.message_bar.show_note(text)
        else:
            self._use(profile, "applied")

    def _certain_phantom(self) -> str:
        found = self._workspace.recognition
        certain = found is not None and found.certainty is Certainty.CERTAIN
        return found.phantom.name if found is not None and found.phantom is not None and certain else ""

    def _use(self, profile: Profile, how: str) -> None:
        setups = self._workspace.setups
        changes = changes_by(profile, setups.current, self._recognised(), self._form_of(profile))
        setups.change(f"Use Profile “{profile.name}”", **changes)
        told = [f"Profile “{profile.name}” {how}: {contents(profile)}", *self._problems_of(profile)]
        self._window.message_bar.show_note(". ".join(told) + ".")

    def _title(self) -> str:
        """What a report calls the profile in use: its name would mislead once something was changed."""
        name = self._workspace.setups.current.profile
        return f"{name}{CHANGED}" if self._is_changed(self._current()) else name

    # -- what it shows ------------------------------------------------------------------------------------

    @Slot()
    def _refresh(self) -> None:
        workspace, bar = self._workspace, self.bar
        profile, name = self._current(), workspace.setups.current.profile
        bar.show_profiles(self.files.profiles.profiles, name, changed=self._is_changed(profile))
        bar.set_scan_open(workspace.stack is not None)
        problems = list(self._problems_of(profile)) if profile is not None else []
        problems += [f"{one.path.name}: {one.reason}" for one in self.files.profiles.unreadable]
        bar.show_problems([f"{problem}." for problem in problems])

    def _current(self) -> Profile | None:
        return self.files.exactly(self._workspace.setups.current.profile)

    def _is_changed(self, profile: Profile | None) -> bool:
        setup, phantom = self._workspace.setups.current, self._workspace.phantom_name
        return profile is not None and is_changed(profile, setup, phantom, self._form_of(profile))

    def _recognised(self) -> str:
        found = self._workspace.recognition
        return found.phantom.name if found is not None and found.phantom is not None else ""

    def _form_of(self, profile: Profile) -> ParameterForm | None:
        name = profile.phantom or self._workspace.phantom_name
        return self._forms.known(name) if name else None

    def _problems_of(self, profile: Profile) -> tuple[str, ...]:
        series = self._workspace.series
        raw = self._workspace.raw_result_of(series.key) if series is not None else None
        metrics = (
            {one.key: one for module in raw.modules for one in module.metrics} if raw is not None else {}
        )
        return profile_problems(profile, self._form_of(profile), metrics)

    # -- parameters that the phantom does not have --------------------------------------------------------

    @Slot()
    def _check_parameters(self) -> None:
        """Once the page shows which parameters there are, look whether the profile has others."""
        self._refresh()
        profile, phantom = self._current(), self._workspace.phantom_name
        shown = self._window.analysis_panel.tabs.currentWidget() is self._page
        if shown and profile is not None and profile.parameters and phantom:
            self._forms.request_form(phantom, lambda _: self._tell_form(profile.name))

    def _tell_form(self, name: str) -> None:
        with contextlib.suppress(RuntimeError):  # the window has closed meanwhile
            self._form_arrived.emit(name)

    @Slot(str)
    def _on_form_arrived(self, name: str) -> None:
        profile, setups = self._current(), self._workspace.setups
        form = self._form_of(profile) if profile is not None else None
        if profile is None or form is None or profile.name != name or self._workspace.is_analysing:
            return
        usable = usable_parameters(profile, form)
        unfit = [key for key, value in profile.parameters.items() if key not in usable]
        held = setups.current.parameters
        gone = [key for key in unfit if key in held and held[key] == profile.parameters[key]]
        if gone:
            kept = {key: value for key, value in held.items() if key not in gone}
            setups.change(f"Leave Out {listed(gone)}", parameters=kept)
            told = [f"Of the profile “{name}” is not used", *self._problems_of(profile)]
            self._window.message_bar.show_failure(f"{told[0]}: {'; '.join(told[1:])}.")
        self._refresh()

    # -- what the person does -----------------------------------------------------------------------------

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        profile = self.files.profiles.named(name) if name else None
        if profile is not None:
            self._use(profile, "chosen")
        elif self._workspace.setups.current.profile:
            changes = changes_by(None, self._workspace.setups.current, self._recognised())
            self._workspace.setups.change("Use No Profile", **changes)
        self._check_parameters()
