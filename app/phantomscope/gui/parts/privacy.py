"""Whether what tells who a patient is may be seen: on the screen, in exports, in pictures."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from phantomscope.analysis.private_result import HIDDEN, Hider, private_result
from phantomscope.analysis.results import AnalysisResult
from phantomscope.errors import PhantomscopeError

__all__ = ["HIDDEN", "Privacy"]


class Privacy(QObject):
    """A switch that everything asks which shows or writes a name.

    Signals:
        changed(bool): It is on now, or off.

    Args:
        is_on: To begin with.
        parent: Qt parent.
    """

    changed = Signal(bool)

    def __init__(self, is_on: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_on = is_on
        self._hider = Hider()

    @property
    def is_on(self) -> bool:
        """Whether identifiers are hidden."""
        return self._is_on

    def set_on(self, is_on: bool) -> None:
        """Hide identifiers, or show them."""
        if is_on != self._is_on:
            self._is_on = is_on
            self.changed.emit(is_on)

    @property
    def names(self) -> tuple[str, ...]:
        """Names that may tell who a patient is, as far as they are known."""
        return self._hider.names

    def learn(self, names: Iterable[str]) -> None:
        """Names that may tell who a patient is, wherever they may come up from now on."""
        self._hider.learn(names)

    def shown(self, text: str) -> str:
        """A text that may tell who a patient is, or dots in its place."""
        return HIDDEN if self._is_on and text else text

    def told(self, text: str, names: Iterable[str] = ()) -> str:
        """A sentence, with dots in place of the names in it that have been learnt, and of these."""
        return Hider(names).text(self._hider.text(text)) if self._is_on else text

    def error_texts(self, error: PhantomscopeError) -> tuple[str, str]:
        """An error's sentence, with dots where it says which file, and what to do, which may be empty."""
        where = f" ({self.shown(error.where)})" if error.where else ""
        return self.told(f"{error.what}{where}."), self.told(f"{error.todo}.") if error.todo else ""

    def result(self, result: AnalysisResult) -> AnalysisResult:
        """Results to be shown or written, without what may tell who the patient is."""
        return private_result(result, self._hider.names) if self._is_on else result
