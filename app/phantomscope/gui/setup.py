"""How a series is to be analysed: all that a person can set before pressing *Analyse*."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from phantomscope.analysis.results import Tolerance


@dataclass(frozen=True, slots=True)
class Setup:
    """The settings of one series' analysis; every change makes another one, which is what undo needs.

    Attributes:
        phantom: The registry name of the phantom that the person chose; empty leaves it to recognition.
        parameters: Parameters of pylinac's ``analyze`` that differ from their defaults.
        tolerances: The person's own, by metric key.
        origin_slot: Place in the series of the slice chosen as origin; None leaves it to pylinac.
        turned: Whether the stack is to be turned end for end.
        profile: Name of the profile that this came from; empty for none.
    """

    phantom: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    tolerances: Mapping[str, Tolerance] = field(default_factory=dict)
    origin_slot: int | None = None
    turned: bool = False
    profile: str = ""
