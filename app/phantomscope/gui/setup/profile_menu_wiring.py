"""What a person does with profiles: save, rename, remove, import and export them, and see their folder."""

import functools
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, Slot

from phantomscope.analysis.profile import Profile
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.parts.json_dialogs import ask_where_to_put_json, ask_which_json
from phantomscope.gui.setup.parameters_page import ParametersPage
from phantomscope.gui.setup.profile_bar import ProfileBar
from phantomscope.gui.setup.profile_files import ProfileFiles
from phantomscope.gui.setup.setup_profile import scopes_of, with_setup
from phantomscope.gui.workspace import Workspace
from phantomscope.whole_file import safe_stem


class ProfileMenuWiring(QObject):
    """Connects the menu beside the profiles, and the questions below them.

    Args:
        window: The window.
        workspace: What is open.
        page: The page that the bar is on; brought to the front where something is asked.
        bar: The bar of profiles; the wiring becomes its child.
        files: The folder of profiles.
    """

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        page: ParametersPage,
        bar: ProfileBar,
        files: ProfileFiles,
    ) -> None:
        super().__init__(bar)
        self._window = window
        self._workspace = workspace
        self._page = page
        self._bar = bar
        self._files = files
        self._answer: Callable[[str, int], None] = lambda _name, _scope: None
        files.kept.connect(self._on_kept)
        files.renamed.connect(self._on_renamed)
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

    def _current(self) -> Profile | None:
        return self._files.exactly(self._workspace.setups.current.profile)

    @Slot()
    def _on_save(self) -> None:
        profile = self._current()
        if profile is not None:
            setup = self._workspace.setups.current
            phantom = self._workspace.phantom_name if profile.phantom or setup.phantom else ""
            self._files.keep(with_setup(profile, setup, phantom))

    @Slot()
    def _on_save_as(self) -> None:
        series = self._workspace.series
        if series is None:
            return
        scopes = scopes_of(series.facts)

        def answer(name: str, scope: int) -> None:
            new = msgspec.structs.replace(scopes[scope][1], name=name)
            profile = with_setup(new, self._workspace.setups.current, self._workspace.phantom_name)
            held = self._files.profiles.named(name)
            if held is None:
                self._files.keep(profile)
            else:
                kept = msgspec.structs.replace(profile, name=held.name)
                self._ask_whether(
                    f"Replace the profile “{held.name}”?", "Replace", lambda: self._files.keep(kept)
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
            self._ask_name(question, "Rename", old, lambda name, _: self._files.rename(old, name))

    @Slot()
    def _on_remove(self) -> None:
        profile = self._current()
        if profile is not None:
            name = profile.name
            question = f"Remove the profile “{name}” and its file?"
            self._ask_whether(question, "Remove", lambda: self._files.remove(name))

    @Slot()
    def _on_import(self) -> None:
        ask_which_json(self._window, self.tr("Import a profile"), self._files.import_from)

    @Slot()
    def _on_export(self) -> None:
        profile = self._current()
        if profile is not None:
            name = f"{safe_stem(profile.name, 'profile', 'profile')}.json"
            export = functools.partial(self._files.export_to, profile, self._workspace.open_sources)
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
        self._bar.form.ask_name(question, verb, name, scopes or [])

    def _ask_whether(self, question: str, verb: str, do: Callable[[], None]) -> None:
        self._answer = lambda _name, _scope: do()
        self._show_page()
        self._bar.form.ask_whether(question, verb)

    def _show_page(self) -> None:
        self._window.analysis_panel.tabs.setCurrentWidget(self._page)

    @Slot(str, int)
    def _on_answered(self, name: str, scope: int) -> None:
        self._bar.combo.setFocus()
        self._answer(name, scope)
