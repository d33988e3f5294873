"""The presets of every modality, and their text in the settings."""

import dataclasses
import json
import logging
from dataclasses import dataclass
from typing import Any

from phantomscope.gui.viewing.preset import CT_PRESETS, OTHER_PRESETS, Preset, PresetKind

logger = logging.getLogger(__name__)

MOST_PRESETS = 20
GROUPS = ("CT", "MR", "other")


@dataclass(frozen=True, slots=True)
class PresetBook:
    """The presets by modality, each in the order of its keys; the built-in ones where nothing is said.

    Attributes:
        ct, mr, other: Those of CT, of MR and of all else; none is empty.
    """

    ct: tuple[Preset, ...] = CT_PRESETS
    mr: tuple[Preset, ...] = OTHER_PRESETS
    other: tuple[Preset, ...] = OTHER_PRESETS

    def group(self, name: str) -> tuple[Preset, ...]:
        """The presets of one of ``GROUPS``."""
        return {"CT": self.ct, "MR": self.mr}.get(name, self.other)

    def suiting(self, modality: str) -> tuple[Preset, ...]:
        """The presets that suit a modality, in the order of their keys."""
        return self.group(modality)

    def with_group(self, name: str, presets: tuple[Preset, ...]) -> "PresetBook":
        """With other presets for one of ``GROUPS``."""
        return dataclasses.replace(self, **{name.lower(): presets})

    def text(self) -> str:
        """As the settings keep it; empty where all are the built-in ones."""
        if self == PresetBook():
            return ""
        return json.dumps({name: [dataclasses.asdict(one) for one in self.group(name)] for name in GROUPS})


def read_presets(text: str) -> PresetBook:
    """What ``PresetBook.text`` gave; the built-in presets where it can't be read."""
    if not text:
        return PresetBook()
    try:
        said = json.loads(text)
        ct, mr, other = (tuple(map(_preset, said[name])) for name in GROUPS)
        if not all(0 < len(presets) <= MOST_PRESETS for presets in (ct, mr, other)):
            raise ValueError("too few or too many presets")
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
        logger.warning("the window presets could not be read; the built-in ones are taken")
        return PresetBook()
    return PresetBook(ct, mr, other)


def _preset(said: dict[str, Any]) -> Preset:
    name, use = said["name"], said["use"]
    if not isinstance(name, str) or not isinstance(use, str):
        raise TypeError("a name that is no text")
    preset = Preset(name, PresetKind(said["kind"]), float(said["first"]), float(said["second"]), use)
    if preset.problem():
        raise ValueError("a preset that makes no window")
    return preset
