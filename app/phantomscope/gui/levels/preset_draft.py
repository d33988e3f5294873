"""Presets while they are being edited: some may make no window yet."""

from PySide6.QtCore import QCoreApplication

from phantomscope.gui.levels.preset_book import GROUPS, MOST_PRESETS, PresetBook
from phantomscope.gui.viewing.preset import Preset, PresetKind
from phantomscope.gui.viewing.window_level import WindowLevel

_USUAL = WindowLevel(400, 40)


class PresetDraft:
    """The presets of every modality, which can be changed one by one.

    Args:
        book: What to start from.
    """

    def __init__(self, book: PresetBook) -> None:
        self._groups = {name: list(book.group(name)) for name in GROUPS}

    def presets(self, group: str) -> tuple[Preset, ...]:
        """Those of a group."""
        return tuple(self._groups[group])

    def book(self) -> PresetBook:
        """All of them; to be asked only where there is no problem."""
        ct, mr, other = (self.presets(name) for name in GROUPS)
        return PresetBook(ct, mr, other)

    def can_add(self, group: str) -> bool:
        """Whether there is room for another one."""
        return len(self._groups[group]) < MOST_PRESETS

    def can_remove(self, group: str) -> bool:
        """Whether one would be left."""
        return len(self._groups[group]) > 1

    def add(self, group: str, row: int, window: WindowLevel | None) -> int:
        """Put a new one with a window, or the usual one, behind a row; returns its row."""
        taken = {one.name for one in self._groups[group]}
        usual = QCoreApplication.translate("PresetDraft", "New preset")
        name = next(text for n in range(1, 99) if (text := usual if n == 1 else f"{usual} {n}") not in taken)
        found = window or _USUAL
        preset = Preset(name, PresetKind.FIXED, round(found.width, 2), round(found.level, 2))
        self._groups[group].insert(row + 1, preset)
        return row + 1

    def remove(self, group: str, row: int) -> None:
        """Take one away, unless it is the last."""
        if self.can_remove(group):
            del self._groups[group][row]

    def move(self, group: str, row: int, by: int) -> int:
        """Move one up or down; returns its row."""
        presets = self._groups[group]
        to = max(0, min(row + by, len(presets) - 1))
        presets.insert(to, presets.pop(row))
        return to

    def replace(self, group: str, row: int, preset: Preset) -> None:
        """Change one."""
        self._groups[group][row] = preset

    def reset(self, group: str) -> None:
        """Take the built-in ones of a group."""
        self._groups[group] = list(PresetBook().group(group))

    def problem(self) -> tuple[str, int, str] | None:
        """The first preset that makes no window: its group, its row and why; None where all do."""
        return next(
            (
                (group, row, text)
                for group, presets in self._groups.items()
                for row, preset in enumerate(presets)
                if (text := preset.problem())
            ),
            None,
        )
