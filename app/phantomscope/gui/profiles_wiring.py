"""Profiles: the one that fits is applied when a series is opened, and all that a person does with them."""

import functools
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, Slot

from phantomscope.analysis.form_process import ParameterForms
from phantomscope.analysis.parameter_form import ParameterForm
from phantomscope.analysis.profile import Profile, profile_problems
from phantomscope.analysis.profiles import ProfileStore
from phantomscope.analysis.recognition import Certainty
from phantomscope.gui.json_dialogs import ask_where_to_put_json, ask_which_json
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.parameters_page import ParametersPage
from phantomscope.gui.profile_bar import ProfileBar
from phantomscope.gui.profile_files import ProfileFiles
from phantomscope.gui.setup import Setup
from phantomscope.gui.setup_profile import changes_by, contents, is_changed, scopes_of, with_setup
from phantomscope.gui.workspace import Workspace
from phantomscope.whole_file import safe_stem

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

    def __init__(
        self, window: MainWindow, workspace: Workspace, store: ProfileStore, forms: ParameterForms
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._forms = forms
        self._decided: set[str] = set()
        self._answer: Callable[[str, int], None] = lambda _name, _scope: None
        self.files = ProfileFiles(store, self)
        page = window.findChild(ParametersPage)
        assert page is not None
        self._page: ParametersPage = page
        self.bar = ProfileBar(page)
        page.top.addWidget(self.bar)
        self._connect()
        self._refresh()

    def _connect(self) -> None:
        workspace, bar, files = self._workspace, self.bar, self.files
        files.changed.connect(self._on_profiles_changed)
        files.kept.connect(self._on_kept)
        files.renamed.connect(self._on_renamed)
        files.told.connect(self._window.message_bar.show_note)
        files.failed.connect(self._window.message_bar.show_error)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.stack_changed.connect(self._on_stack_changed)
        workspace.surveyed.connect(self._on_surveyed)
        workspace.setups.changed.connect(self._refresh)
        workspace.result_found.connect(self._refresh)
        self._window.analysis_panel.tabs.currentChanged.connect(self._refresh)
        self._window.closing.connect(files.close)
        bar.profile_chosen.connect(self._on_chosen)
        bar.form.answered.connect(self._on_answered)
        bar.form.given_up.connect(bar.combo.setFocus)
        for action, slot in (
            (bar.save, self._on_save),
            (bar.save_as, self._on_save_as),
            (bar.rename, self._on_rename),
            (bar.remove, self._on_remove),
            (bar.import_, self._on_import),
            (bar.export, self._on_export),
            (bar.open_folder, files.open_folder),
        ):
            action.triggered.connect(slot)

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
        self._refresh()

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

    # -- what it shows ------------------------------------------------------------------------------------

    @Slot()
    def _refresh(self) -> None:
        workspace, bar = self._workspace, self.bar
        setup = workspace.setups.current
        profile = self._current()
        changed = profile is not None and is_changed(
            profile, setup, workspace.phantom_name, self._form_of(profile)
        )
        bar.show_profiles(self.files.profiles.profiles, setup.profile, changed=changed)
        bar.set_scan_open(workspace.stack is not None)
        problems = list(self._problems_of(profile)) if profile is not None else []
        problems += [f"{one.path.name}: {one.reason}" for one in self.files.profiles.unreadable]
        bar.show_problems([f"{problem}." for problem in problems])

    def _current(self) -> Profile | None:
        name = self._workspace.setups.current.profile
        return next((one for one in self.files.profiles.profiles if one.name == name), None)

    def _recognised(self) -> str:
        found = self._workspace.recognition
        return found.phantom.name if found is not None and found.phantom is not None else ""

    def _form_of(self, profile: Profile) -> ParameterForm | None:
        name = profile.phantom or self._workspace.phantom_name
        return self._forms.known(name) if name else None

    def _problems_of(self, profile: Profile) -> tuple[str, ...]:
        series = self._workspace.series
        result = self._workspace.result_of(series.key) if series is not None else None
        metrics = {one.key: one for module in result.modules for one in module.metrics} if result else {}
        return profile_problems(profile, self._form_of(profile), metrics)

    # -- what the person does -----------------------------------------------------------------------------

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        profile = self.files.profiles.named(name) if name else None
        if profile is not None:
            self._use(profile, "chosen")
        elif self._workspace.setups.current.profile:
            changes = changes_by(None, self._workspace.setups.current, self._recognised())
            self._workspace.setups.change("Use No Profile", **changes)
        self._refresh()

    @Slot()
    def _on_save(self) -> None:
        profile = self._current()
        if profile is not None:
            setup = self._workspace.setups.current
            phantom = self._workspace.phantom_name if profile.phantom or setup.phantom else ""
            self.files.keep(with_setup(profile, setup, phantom))

    @Slot()
    def _on_save_as(self) -> None:
        series = self._workspace.series
        if series is None:
            return
        scopes = scopes_of(series.facts)

        def answer(name: str, scope: int) -> None:
            new = msgspec.structs.replace(scopes[scope][1], name=name)
            profile = with_setup(new, self._workspace.setups.current, self._workspace.phantom_name)
            held = self.files.profiles.named(name)
            if held is None:
                self.files.keep(profile)
            else:
                kept = msgspec.structs.replace(profile, name=held.name)
                self._ask_whether(
                    f"Replace the profile “{held.name}”?", "Replace", lambda: self.files.keep(kept)
                )

        question = "Phantom, parameters and tolerances are kept; what puts this very scan right is not."
        name = series.facts.station or series.facts.model or self._workspace.phantom_name
        self._ask_name(question, "Save", name, answer, [text for text, _ in scopes])

    @Slot()
    def _on_rename(self) -> None:
        profile = self._current()
        if profile is not None:
            old = profile.name
            question = f"Another name for “{old}”:"
            self._ask_name(question, "Rename", old, lambda name, _: self.files.rename(old, name))

    @Slot()
    def _on_remove(self) -> None:
        profile = self._current()
        if profile is not None:
            name = profile.name
            question = f"Remove the profile “{name}” and its file?"
            self._ask_whether(question, "Remove", lambda: self.files.remove(name))

    @Slot()
    def _on_import(self) -> None:
        ask_which_json(self._window, self.tr("Import a profile"), self.files.import_from)

    @Slot()
    def _on_export(self) -> None:
        profile, dataset = self._current(), self._workspace.dataset
        if profile is not None:
            name = f"{safe_stem(profile.name, 'profile', 'profile')}.json"
            source = dataset.source.spec if dataset is not None else None
            export = functools.partial(self.files.export_to, profile, source)
            ask_where_to_put_json(self._window, self.tr("Export the profile"), name, export)

    @Slot(object)
    def _on_kept(self, profile: Profile) -> None:
        self._workspace.setups.change(f"Use Profile “{profile.name}”", profile=profile.name)

    @Slot(str, object)
    def _on_renamed(self, old: str, profile: Profile) -> None:
        if self._workspace.setups.current.profile == old:
            self._workspace.setups.change(f"Rename Profile “{old}”", profile=profile.name)

    # -- asking ------------------------------------------------------------------------------------------

    def _ask_name(
        self,
        question: str,
        verb: str,
        name: str,
        answer: Callable[[str, int], None],
        scopes: list[str] | None = None,
    ) -> None:
        self._answer = answer
        self._show_page()
        self.bar.form.ask_name(question, verb, name, scopes or [])

    def _ask_whether(self, question: str, verb: str, do: Callable[[], None]) -> None:
        self._answer = lambda _name, _scope: do()
        self._show_page()
        self.bar.form.ask_whether(question, verb)

    def _show_page(self) -> None:
        self._window.analysis_panel.tabs.setCurrentWidget(self._page)

    @Slot(str, int)
    def _on_answered(self, name: str, scope: int) -> None:
        self.bar.combo.setFocus()
        self._answer(name, scope)
