"""What the person has set and the window remembers: one declaration an option, QSettings here only."""

import base64
import dataclasses
import json
import logging
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QSettings

from phantomscope.stack.cache import DEFAULT_BYTES, DEFAULT_SLICES, MAX_SLICES, MIN_SLICES

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
RECENT_KEPT = 8


def _number(default: int, lowest: int, highest: int) -> Any:
    return field(default=default, metadata={"lowest": lowest, "highest": highest})


@dataclass(frozen=True, slots=True)
class Settings:
    """All options; a field's name is its key.

    Attributes:
        recent: Paths opened last, the newest first.
        last_folder: Where the open dialogs start.
        window_geometry: The window's size and place, as Qt saves it.
        splitter_sizes: Widths of the series panel, the slice view and the analysis panel.
        cache_slices: Decoded slices held at the most.
        cache_megabytes: Decoded slices held at the most, in MiB.
        memory_budget_megabytes: What window and analysis together should stay below, in MiB; 0 for what suits
            the machine.
        privacy: Whether patients' identifiers are hidden.
    """

    recent: tuple[str, ...] = ()
    last_folder: str = ""
    window_geometry: bytes = b""
    splitter_sizes: tuple[int, ...] = ()
    cache_slices: int = _number(DEFAULT_SLICES, MIN_SLICES, MAX_SLICES)
    cache_megabytes: int = _number(DEFAULT_BYTES // MEGABYTE, 1, 4096)
    memory_budget_megabytes: int = _number(0, 0, 1024 * 1024)
    privacy: bool = False

    def with_recent(self, path: str) -> "Settings":
        """With ``path`` as the newest of the recent paths."""
        others = (one for one in self.recent if one != path)
        return dataclasses.replace(self, recent=(path, *others)[:RECENT_KEPT])


class SettingsStore:
    """Reads and writes Settings. What can't be read counts as not set.

    Args:
        settings: Where they are kept; None keeps them no longer than this object lives.
    """

    def __init__(self, settings: QSettings | None) -> None:
        self._settings = settings
        self._current = Settings(**dict(_read(settings))) if settings is not None else Settings()

    @property
    def current(self) -> Settings:
        """As they are now."""
        return self._current

    def save(self, settings: Settings) -> None:
        """Keep these from now on; only what differs is written."""
        for option in dataclasses.fields(Settings):
            value = getattr(settings, option.name)
            if self._settings is not None and value != getattr(self._current, option.name):
                self._settings.setValue(option.name, _text(value))
        self._current = settings

    def change(self, **changes: Any) -> None:
        """Keep some options anew, the others as they are."""
        self.save(dataclasses.replace(self._current, **changes))


def _read(settings: QSettings) -> list[tuple[str, Any]]:
    found = []
    for option in dataclasses.fields(Settings):
        text = settings.value(option.name)
        if not isinstance(text, str):
            continue
        try:
            found.append((option.name, _value(text, option)))
        except (ValueError, TypeError):
            logger.warning("the setting %s could not be read and is as if not set", option.name)
    return found


def _text(value: Any) -> str:
    """Every value as text of our own: QSettings' own conversions differ between platforms."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return json.dumps(value)


def _value(text: str, option: "dataclasses.Field[Any]") -> Any:
    default = option.default
    if isinstance(default, bytes):
        return base64.b64decode(text, validate=True)
    value = json.loads(text)
    if isinstance(default, tuple):
        if not isinstance(value, list):
            raise TypeError(option.name)
        kind = int if option.name == "splitter_sizes" else str
        return tuple(kind(one) for one in value)
    if not isinstance(value, type(default)):
        raise TypeError(option.name)
    if option.metadata and not option.metadata["lowest"] <= value <= option.metadata["highest"]:
        raise ValueError(option.name)
    return value
