"""Which profile is in use, and all that can be done with profiles."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from phantomscope.analysis.profile import CHANGED, Profile
from phantomscope.analysis.results import Verdict
from phantomscope.gui.parts.colours import colours_in
from phantomscope.gui.parts.marked import QT_TRANSLATE_NOOP
from phantomscope.gui.parts.menu_button import MenuButton
from phantomscope.gui.parts.small_label import small_label
from phantomscope.gui.setup.profile_form import ProfileForm
from phantomscope.gui.setup.setup_profile import contents
from phantomscope.reports.symbols import SYMBOLS

NO_PROFILE = QT_TRANSLATE_NOOP("ProfileBar", "No profile")


class ProfileBar(QWidget):
    """The profiles as a list to choose from, with a menu beside it and questions below it.

    Signals:
        profile_chosen(str): The person chose a profile; empty for none.

    Attributes:
        combo, menu_button, form, about, problems: Its parts.
        save, save_as, rename, remove, import_, export, open_folder: The menu's actions.

    Args:
        parent: Qt parent.
    """

    profile_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profiles: tuple[Profile, ...] = ()
        self._current = ""
        self.combo = QComboBox(self)
        self.combo.setAccessibleName(self.tr("Profile"))
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(12)
        self.combo.activated.connect(self._on_activated)
        self._build_menu()
        self.form = ProfileForm(self)
        self.about = small_label(self)
        self.problems = small_label(self)
        label = QLabel(self.tr("P&rofile"), self)
        label.setBuddy(self.combo)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(label)
        row.addWidget(self.combo, 1)
        row.addWidget(self.menu_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(3)
        layout.addLayout(row)
        layout.addWidget(self.about)
        layout.addWidget(self.problems)
        layout.addWidget(self.form)
        self.setAccessibleName(self.tr("Profiles"))
        self.show_problems(())
        self.show_profiles((), "", changed=False)

    def show_profiles(self, profiles: Sequence[Profile], current: str, *, changed: bool) -> None:
        """Offer profiles.

        Args:
            profiles: All of them.
            current: Name of the one in use, which may be gone meanwhile; empty for none.
            changed: Whether the settings are not the profile's any more.
        """
        self._profiles, self._current = tuple(profiles), current
        known = next((profile for profile in profiles if profile.name == current), None)
        self.combo.blockSignals(True)
        self.combo.clear()
        self.combo.addItem(self.tr(NO_PROFILE), "")
        for profile in profiles:
            self.combo.addItem(profile.name, profile.name)
            tip = f"{profile.scanner()}: {contents(profile)}"
            self.combo.setItemData(self.combo.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        if current and known is None:
            self.combo.addItem(self.tr("{current} (not kept any more)").format(current=current), current)
        index = self.combo.findData(current)
        if known is not None and changed:
            self.combo.setItemText(index, f"{current}{CHANGED}")
        self.combo.setCurrentIndex(max(0, index))
        self.combo.blockSignals(False)
        self.combo.setToolTip(str(self.combo.currentData(Qt.ItemDataRole.ToolTipRole) or ""))
        self.about.setText(_about(known))
        self.about.setVisible(bool(self.about.text()))
        self.save.setEnabled(known is not None and changed)
        for action in (self.rename, self.remove, self.export):
            action.setEnabled(known is not None)

    def show_problems(self, problems: Sequence[str]) -> None:
        """Say what of the profiles can't be used, whole sentences; all of them in the tip."""
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        self.problems.setText(f"{SYMBOLS[Verdict.WARN]} {problems[0]}{more}" if problems else "")
        self.problems.setToolTip("\n".join(problems))
        self.problems.setVisible(bool(problems))
        self._take_colours()

    def set_scan_open(self, there: bool) -> None:
        """Offer what needs an open scan, or not."""
        self.combo.setEnabled(there)
        self.save_as.setEnabled(there)
        if not there:
            self.save.setEnabled(False)
            self.form.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: take another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "problems"):
            self._take_colours()

    def _build_menu(self) -> None:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.save = menu.addAction(self.tr("&Save"))
        self.save_as = menu.addAction(self.tr("Save &As…"))
        menu.addSeparator()
        self.rename = menu.addAction(self.tr("Re&name…"))
        self.remove = menu.addAction(self.tr("Re&move…"))
        menu.addSeparator()
        self.import_ = menu.addAction(self.tr("&Import…"))
        self.export = menu.addAction(self.tr("&Export…"))
        menu.addSeparator()
        self.open_folder = menu.addAction(self.tr("Open &Folder"))
        self.save.setToolTip(self.tr("Keep the settings as they are now in the profile"))
        self.save_as.setToolTip(self.tr("Keep phantom, parameters and tolerances under a name"))
        self.menu_button = MenuButton(self.tr("More"), menu, self)
        self.menu_button.setAccessibleName(self.tr("More about profiles"))
        self.menu_button.setToolTip(self.tr("Save, rename, remove, import and export profiles"))

    def _take_colours(self) -> None:
        self.problems.setStyleSheet(f"color: {colours_in(self.palette()).warn}")

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        name = str(self.combo.itemData(index) or "")
        known = any(profile.name == name for profile in self._profiles)
        if known or not name:
            self.profile_chosen.emit(name)


def _about(profile: Profile | None) -> str:
    if profile is None:
        return ""
    return f"For {profile.scanner()}: {contents(profile)}" + (f". {profile.note}" if profile.note else "")
