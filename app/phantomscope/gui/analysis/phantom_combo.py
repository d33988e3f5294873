"""Which phantom to analyse for: what the images are recognised as, or any other."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.analysis.recognition.answer import Certainty
from phantomscope.gui.analysis.surveyor import Survey
from phantomscope.gui.parts.marked import QT_TRANSLATE_NOOP

_UNKNOWN = QT_TRANSLATE_NOOP("PhantomCombo", "Auto: unknown phantom")
_LOOKING = QT_TRANSLATE_NOOP("PhantomCombo", "Auto: looking…")


class PhantomCombo(QComboBox):
    """The first entry follows recognition; the others are the registry's phantoms.

    Signals:
        phantom_chosen(str): The person chose this phantom, or (empty) to follow recognition.

    Args:
        parent: Qt parent.
    """

    phantom_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._survey: Survey | None = None
        self._edited_since = False
        self.setAccessibleName(self.tr("Phantom"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)
        self.setMaxVisibleItems(len(PHANTOMS) + 2)
        self.addItem(self.tr(_LOOKING), "")
        self.insertSeparator(1)
        for phantom in PHANTOMS:
            self.addItem(phantom.name, phantom.name)
            least = self.tr("{modality}, at least {count} slices").format(
                modality=phantom.modality, count=phantom.min_slices
            )
            self.setItemData(self.count() - 1, least, Qt.ItemDataRole.ToolTipRole)
        self.activated.connect(self._on_activated)

    @property
    def phantom_name(self) -> str:
        """Name of the phantom to analyse for; empty where none is recognised or chosen."""
        if not self.is_automatic:
            return str(self.currentData())
        found = self._survey.recognition if self._survey is not None else None
        return found.phantom.name if found is not None and found.phantom is not None else ""

    @property
    def reason(self) -> str:
        """Why the first entry is what it is, a sentence."""
        if self._survey is None:
            return self.tr("Looking at the images…")
        found = self._survey.recognition
        if found is None:
            return self.tr("The images can’t be looked at: choose the phantom.")
        if found.phantom is None:
            return self.tr("{reason}. Choose the phantom.").format(reason=_capital(found.reason))
        certain = found.certainty is Certainty.CERTAIN
        how = self.tr("Recognised") if certain else self.tr("Probably; check it")
        if self._edited_since:
            how = self.tr("Recognised before the edit") if certain else self.tr("Probably, before the edit")
        return f"{how} ({found.confidence:.0%}): {found.reason}."

    @property
    def doubt(self) -> str:
        """What speaks against the phantom that the person chose, a sentence; empty where nothing does."""
        found = self._survey.recognition if self._survey is not None else None
        if self.is_automatic or found is None:
            return ""
        doubt = found.doubt_about(self.phantom_name)
        return self.tr("! {doubt}. Check the choice.").format(doubt=_capital(doubt)) if doubt else ""

    @property
    def is_looking(self) -> bool:
        """Whether the first entry is chosen and it is not known yet what it means."""
        return self.is_automatic and self._survey is None

    @property
    def is_automatic(self) -> bool:
        """Whether the first entry is chosen."""
        return self.currentIndex() == 0

    def set_survey(self, survey: Survey | None) -> None:
        """Say in the first entry what the images show; None while they are looked at."""
        self._survey = survey
        found = survey.recognition if survey is not None else None
        if survey is None:
            self.setItemText(0, self.tr(_LOOKING))
        elif found is None or found.phantom is None:
            self.setItemText(0, self.tr(_UNKNOWN))
        else:
            self.setItemText(0, self.tr("Auto: {phantom}").format(phantom=found.phantom.name))
        self.setItemData(0, self.reason, Qt.ItemDataRole.ToolTipRole)

    def set_edited_since(self, edited: bool) -> None:
        """Say whether what is shown is arranged in another way than what was looked at."""
        if edited != self._edited_since:
            self._edited_since = edited
            self.setItemData(0, self.reason, Qt.ItemDataRole.ToolTipRole)

    def set_choice(self, name: str) -> None:
        """Show what is chosen: a registry name, or empty for recognition."""
        self.setCurrentIndex(max(0, self.findData(name)) if name else 0)

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        self.phantom_chosen.emit(str(self.itemData(index) or ""))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
