"""Putting right by hand: from the page, the slice's menu and the keys to the setup, and what it shows."""

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtGui import QAction

from phantomscope.analysis.process import Outcome
from phantomscope.analysis.results import SliceImage
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.analysis.failure_help import FailureHelp
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.setup.corrections_page import NUDGES, CorrectionsPage
from phantomscope.gui.setup.excluded_note import tell_excluded
from phantomscope.gui.setup.setup import Setup
from phantomscope.gui.workspace import Workspace

_DEFAULTS = {nudge.name: nudge.default for nudge in NUDGES}
_LABELS = {nudge.name: nudge.label for nudge in NUDGES}


class CorrectionsWiring(QObject):
    """Connects the page of corrections and what helps after a failure.

    Attributes:
        page, help: What it has put into the window.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
    """

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._failed_slot: int | None = None
        panel = window.analysis_panel
        self.page = CorrectionsPage(panel)
        self.help = FailureHelp(panel.results)
        panel.add_page(self.page, self.tr("Put Right"))
        panel.results.below_banner.addWidget(self.help)
        self._connect_page()
        self._connect_help()
        self._connect_workspace()
        self._refresh()

    # -- connecting ---------------------------------------------------------------------------------------

    def _connect_page(self) -> None:
        page, actions = self.page, self._window.actions_
        page.origin_wanted.connect(self._on_origin_wanted)
        page.origin_given_up.connect(self._on_origin_given_up)
        page.nudged.connect(self._on_nudged)
        page.exclusion_wanted.connect(self._on_exclusion_wanted)
        page.restore_wanted.connect(self._on_restore_wanted)
        page.trim_wanted.connect(self._on_trim_wanted)
        page.turn_wanted.connect(self._on_turn_wanted)
        page.reset_wanted.connect(self._on_reset_wanted)
        page.analysis_wanted.connect(self._window.analysis_panel.trigger)
        actions.use_as_origin.triggered.connect(self._on_origin_wanted)
        actions.exclude_slice.triggered.connect(self._on_exclusion_wanted)
        actions.restore_slices.triggered.connect(self._on_restore_wanted)
        actions.turn.triggered.connect(self._on_turn_wanted)
        actions.partial.triggered.connect(self._on_partial_wanted)

    def _connect_help(self) -> None:
        self.help.partial_wanted.connect(self._on_partial_wanted)
        self.help.turn_wanted.connect(self._on_turn_and_analyse)
        self.help.slice_wanted.connect(self._on_slice_wanted)
        self.help.corrections_wanted.connect(self._show_page)
        self.help.phantom_wanted.connect(self._window.analysis_panel.combo.showPopup)

    def _connect_workspace(self) -> None:
        workspace, window = self._workspace, self._window
        workspace.stack_changed.connect(self._on_started)
        workspace.surveyed.connect(self._refresh)
        workspace.setups.changed.connect(self._refresh)
        workspace.setups.stack_edited.connect(self._refresh)
        workspace.setups.stack_edited.connect(self._move_failure)
        # What a note offers to take back is the newest edit no more.
        workspace.setups.history.indexChanged.connect(window.message_bar.withdraw_offer)
        workspace.analysis_started.connect(self._on_started)
        workspace.analysis_ended.connect(self._on_ended)
        window.slice_view.painted_changed.connect(lambda _: self._refresh_place())

    # -- what the person does -----------------------------------------------------------------------------

    def _slot_shown(self) -> int | None:
        stack, index = self._workspace.stack, self._window.slice_view.index
        slots = stack.overlay.slots() if stack is not None else ()
        return slots[index] if 0 <= index < len(slots) else None

    @Slot()
    def _on_origin_wanted(self) -> None:
        slot, stack = self._slot_shown(), self._workspace.stack
        if slot is not None and stack is not None and not self._workspace.is_analysing:
            place = stack.overlay.place_of(slot) + 1
            self._workspace.setups.change(
                self.tr("Use Slice {place} as Origin").format(place=place), origin_slot=slot
            )

    @Slot()
    def _on_origin_given_up(self) -> None:
        self._workspace.setups.change(self.tr("Find the Origin"), origin_slot=None)

    @Slot(str, float)
    def _on_nudged(self, name: str, value: float) -> None:
        setups = self._workspace.setups
        parameters = {key: one for key, one in setups.current.parameters.items() if key != name}
        if value != _DEFAULTS[name]:
            parameters[name] = value
        setups.change(
            self.tr("Change {value}").format(
                value=QCoreApplication.translate("CorrectionsPage", _LABELS[name])
            ),
            merge=name,
            parameters=parameters,
        )

    @Slot()
    def _on_exclusion_wanted(self) -> None:
        slot, stack = self._slot_shown(), self._workspace.stack
        if slot is None or stack is None:
            return
        if len(stack) == 1:
            self._window.message_bar.show_note(self.tr("The last slice can’t be left out."))
            return
        shown, place = self._window.slice_view.index + 1, stack.overlay.place_of(slot) + 1
        self._workspace.setups.exclude((slot,))
        text = self.tr("Slice {shown} was left out of the copy.")
        if shown != place:  # since others were left out before it
            text = self.tr("Slice {shown} (at first {place} of {count}) was left out of the copy.")
        count = len(stack.series.slices)
        tell_excluded(self._window, text.format(shown=shown, place=place, count=count))

    @Slot()
    def _on_restore_wanted(self) -> None:
        stack = self._workspace.stack
        if stack is not None:
            self._workspace.setups.restore(stack.overlay.removed, self.tr("Restore All Slices"))

    @Slot()
    def _on_trim_wanted(self) -> None:
        survey, stack = self._workspace.survey, self._workspace.stack
        if survey is None or stack is None:
            return
        before = len(stack)
        try:
            self._workspace.setups.exclude(survey.blank_slots, self.tr("Trim Blank Slices"))
        except PhantomscopeError as error:  # all others are left out already
            self._window.message_bar.show_error(error)
        if len(stack) < before:
            text = self.tr("{count} blank slices were left out of the copy.")
            tell_excluded(self._window, text.format(count=before - len(stack)))

    @Slot(bool)
    def _on_turn_wanted(self, turned: bool) -> None:
        self._workspace.setups.change(
            self.tr("Turn End for End") if turned else self.tr("Turn Back"), turned=turned
        )

    @Slot()
    def _on_reset_wanted(self) -> None:
        setups, stack = self._workspace.setups, self._workspace.stack
        if stack is None or not (stack.overlay.removed or _is_corrected(setups.current)):
            return
        parameters = {name: one for name, one in setups.current.parameters.items() if name not in _DEFAULTS}
        setups.history.beginMacro(self.tr("Reset All Corrections"))
        setups.change(self.tr("Reset"), origin_slot=None, turned=False, parameters=parameters)
        self._on_restore_wanted()
        setups.history.endMacro()

    @Slot()
    def _on_partial_wanted(self) -> None:
        if not self._window.analysis_panel.is_running:
            self._workspace.analyse(partial=True)

    @Slot()
    def _on_turn_and_analyse(self) -> None:
        if not self._window.analysis_panel.is_running:
            self._on_turn_wanted(not self._workspace.setups.current.turned)
            self._workspace.analyse()

    @Slot(int)
    def _on_slice_wanted(self, index: int) -> None:
        image = SliceImage("failure", "The analysis failed here", index, ())
        self._window.slice_view.show_image(image, frozenset())

    @Slot()
    def _show_page(self) -> None:
        self._window.analysis_panel.tabs.setCurrentWidget(self.page)

    # -- what there is ------------------------------------------------------------------------------------

    @Slot()
    def _on_started(self) -> None:
        """What failed before is no more what is looked at."""
        self.help.show_failure(None)
        self._refresh()

    @Slot(str, object)
    def _on_ended(self, key: str, outcome: Outcome) -> None:
        series = self._workspace.series
        here = series is not None and series.key == key
        self.help.show_failure(outcome.failure if here else None)
        stack, index = self._workspace.stack, outcome.failure.slice_index if outcome.failure else None
        slots = stack.overlay.slots() if stack is not None and here else ()
        self._failed_slot = slots[index] if index is not None and index < len(slots) else None
        if here and outcome.failure is not None and outcome.failure.slice_index is not None:
            self._on_slice_wanted(outcome.failure.slice_index)
        self._refresh()

    @Slot()
    def _move_failure(self) -> None:
        stack = self._workspace.stack
        slots = stack.overlay.slots() if stack is not None else ()
        slot = self._failed_slot
        self.help.move_slice(slots.index(slot) if slot is not None and slot in slots else None)

    @Slot()
    def _refresh(self) -> None:
        workspace, page = self._workspace, self.page
        stack, setup = workspace.stack, workspace.setups.current
        excluded = sorted(stack.overlay.removed) if stack is not None else []
        page.set_possible(stack is not None and not workspace.is_analysing)
        page.show_parameters(setup.parameters)
        page.show_turned(setup.turned)
        page.show_anything(bool(excluded) or _is_corrected(setup))
        self._refresh_place()
        self._refresh_actions(setup, bool(excluded))

    @Slot()
    def _refresh_place(self) -> None:
        workspace, view = self._workspace, self._window.slice_view
        stack, setup = workspace.stack, workspace.setups.current
        shown = view.index + 1
        slots = stack.overlay.slots() if stack is not None else ()
        number = None
        if setup.origin_slot is not None:
            number = slots.index(setup.origin_slot) + 1 if setup.origin_slot in slots else 0
        self.page.show_origin(number, shown)
        survey = workspace.survey
        blank = survey.blank_slots if survey is not None else ()
        place_of = stack.overlay.place_of if stack is not None else int
        excluded = sorted(map(place_of, stack.overlay.removed)) if stack is not None else []
        self.page.show_slices(excluded, sorted(map(place_of, blank)), shown)

    def _refresh_actions(self, setup: Setup, excluded: bool) -> None:
        actions = self._window.actions_
        possible = self._workspace.stack is not None and not self._workspace.is_analysing
        offers: tuple[tuple[QAction, bool], ...] = (
            (actions.use_as_origin, possible),
            (actions.exclude_slice, possible),
            (actions.restore_slices, possible and excluded),
            (actions.turn, possible),
            (actions.partial, possible and bool(self._workspace.phantom_name)),
        )
        for action, offered in offers:
            action.setEnabled(offered)
        actions.turn.setChecked(setup.turned)


def _is_corrected(setup: Setup) -> bool:
    nudged = any(name in _DEFAULTS for name in setup.parameters)
    return nudged or setup.turned or setup.origin_slot is not None
