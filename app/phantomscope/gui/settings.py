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

MEGABYTE = 1_000_000
RECENT_KEPT = 8
UNREADABLE = (ValueError, TypeError, OverflowError, RecursionError)
"""What reading a setting may raise, whatever stands there: none of it may keep the program from starting."""

_MOST_TEXT = 1_000_000  # characters of one setting; the longest of the program's own take a few thousand
_MOST_LISTED = 1000
_LARGEST = 100_000  # of a width or height


def _number(default: int, lowest: int, highest: int) -> Any:
    return field(default=default, metadata={"lowest": lowest, "highest": highest})


def _one_of(default: str, *others: str) -> Any:
    return field(default=default, metadata={"choices": (default, *others)})


@dataclass(frozen=True, slots=True)
class Settings:
    """All options; a field's name is its key.

    Attributes:
        recent: Paths opened last, the newest first.
        last_folder: Where the open dialogs start.
        export_folder: Where the dialog for pictures starts; empty for the person's pictures.
        window_geometry: The window's size and place, as Qt saves it.
        splitter_sizes: Widths of the series panel, the slice view and the analysis panel.
        cache_slices: Decoded slices held at the most.
        cache_megabytes: Decoded slices held at the most, in MB of 10^6 bytes.
        memory_budget_megabytes: What window and analysis together should stay below, in MB of 10^6 bytes; 0
            for what suits the machine.
        strategy: How the slices of datasets are held about which nothing else was chosen.
        accelerated: Whether analyses leave out what pylinac computes again, or for nothing.
        idle_worker: Whether a process waits for the next analysis while a scan is open.
        privacy: Whether patients' identifiers are hidden.
        view_layout: Which views are seen.
        view_sizes: Their widths and heights, as ``ViewArea`` puts them; empty for what is usual.
        side_view: Whether the person has unfolded or folded the side view below the series.
        slab_mode: What a slab takes of its slices' values.
        slab_count: Slices in a slab.
        cine_speed: Slices a second.
        cine_to_and_fro: Whether cine turns round at the ends rather than beginning again.
        colour_scheme: Light or dark, or as the system has it.
        overlay: What is written on the slice, as ``OverlayLayout`` puts it; empty for what is usual.
        results_sizes: Heights of the list of results and of the charts.
        dialog_sizes: Width and height of dialogs, each as "class name, width, height".
        window_presets: The presets of window and level as JSON; empty for the built-in ones.
        colour_map: The colours of the slice.
        histogram_log: Whether the histogram counts in powers of ten.
    """

    recent: tuple[str, ...] = ()
    last_folder: str = ""
    export_folder: str = ""
    window_geometry: bytes = b""
    splitter_sizes: tuple[int, ...] = ()
    cache_slices: int = _number(DEFAULT_SLICES, MIN_SLICES, MAX_SLICES)
    cache_megabytes: int = _number(DEFAULT_BYTES // MEGABYTE, 1, 4096)
    memory_budget_megabytes: int = _number(0, 0, 1_000_000)
    strategy: str = _one_of("automatic", "non-optimised")
    accelerated: bool = True
    idle_worker: bool = False
    privacy: bool = False
    view_layout: str = _one_of("one", "one and two", "two by two")
    view_sizes: str = ""
    side_view: str = _one_of("", "folded", "unfolded")
    slab_mode: str = _one_of("mean", "maximum", "minimum")
    slab_count: int = _number(5, 2, 64)
    cine_speed: int = _number(10, 1, 60)
    cine_to_and_fro: bool = False
    colour_scheme: str = _one_of("system", "light", "dark")
    overlay: str = ""
    results_sizes: tuple[int, ...] = ()
    dialog_sizes: tuple[str, ...] = ()
    window_presets: str = ""
    colour_map: str = "grey"
    histogram_log: bool = True

    def with_recent(self, path: str) -> "Settings":
        """With ``path`` as the newest of the recent paths."""
        others = (one for one in self.recent if one != path)
        return dataclasses.replace(self, recent=(path, *others)[:RECENT_KEPT])


def limits(option: str) -> tuple[int, int]:
    """The least and the greatest value that a number among the options may have."""
    found = next(one for one in dataclasses.fields(Settings) if one.name == option)
    return found.metadata["lowest"], found.metadata["highest"]


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
        try:
            text = settings.value(option.name)
            if text is None:
                continue
            if not isinstance(text, str):
                raise TypeError(option.name)
            found.append((option.name, _value(text, option)))
        except UNREADABLE:
            logger.warning("the setting %s could not be read and is as if not set", option.name)
    return found


def _text(value: Any) -> str:
    """Every value as text of our own: QSettings' own conversions differ between platforms."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return json.dumps(value)


def _value(text: str, option: "dataclasses.Field[Any]") -> Any:
    default = option.default
    if len(text) > _MOST_TEXT:
        raise ValueError(option.name)
    if isinstance(default, bytes):
        return base64.b64decode(text, validate=True)
    value = json.loads(text)
    if isinstance(default, tuple):
        if not isinstance(value, list):
            raise TypeError(option.name)
        if len(value) > _MOST_LISTED:
            raise ValueError(option.name)
        read = _size if option.name in ("splitter_sizes", "results_sizes") else str
        return tuple(read(one) for one in value)
    if type(value) is not type(default):  # True is an int to Python
        raise TypeError(option.name)
    if "choices" in option.metadata and value not in option.metadata["choices"]:
        raise ValueError(option.name)
    if "lowest" in option.metadata and not option.metadata["lowest"] <= value <= option.metadata["highest"]:
        raise ValueError(option.name)
    return value


def _size(value: Any) -> int:
    size = int(value)
    if not 0 <= size <= _LARGEST:
        raise ValueError(value)
    return size
