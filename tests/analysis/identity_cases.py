"""The cases of the identity matrix: which phantom, parameters, edit and way into the program."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analysis.identity_scans import EDITS, MR_EDITS, edits_of, is_mr
from analysis.support import REAL
from phantomscope.digital.catalogue import DIGITAL_PHANTOMS

KINDS = ("ZIP", "folder", "list", "bytes")
WAYS = ("shadow", "folder", "lazy folder", "list", "streams")
ORIGIN = "origin_slice"

_NUDGED: dict[str, Any] = {"x_adjustment": 1.5, "y_adjustment": -1.0, "angle_adjustment": 1.5}
_RESIZED: dict[str, Any] = {"roi_size_factor": 1.2, "scaling_factor": 0.985}
_JUDGED: dict[str, Any] = {"hu_tolerance": 5, "scaling_tolerance": 0.05, "thickness_tolerance": 0.001}
# A number stands for the slice that far from the origin: edits move that.
_PLACED: dict[str, Any] = {ORIGIN: -1}
_CATPHAN: dict[str, Any] = {
    "low_contrast_tolerance": 3,
    "cnr_threshold": 40,
    "contrast_method": "Weber",
    "visibility_threshold": 0.4,
    "thickness_slice_straddle": 2,
    "expected_hu_values": {"Air": -990, "Teflon": 1020.5},
}
_MR: dict[str, Any] = {
    "echo_number": 1,
    "low_contrast_method": "Michelson",
    "low_contrast_visibility_threshold": 0.01,
    "low_contrast_visibility_sanity_multiplier": 1.5,
}
_DENSITIES = {"roi_config": {"1": {"density": 1.02}, "3": {"density": 0.5}, "12": {"density": 1.4}}}


def changed_sets(phantom: str) -> dict[str, dict[str, Any]]:
    """Two changed sets of parameters, in which each parameter of the phantom's class appears."""
    if phantom.startswith("CatPhan"):
        return {
            "nudged": {**_NUDGED, **_RESIZED, "roll_slice_offset": 2.5},
            "judged": {**_JUDGED, **_CATPHAN, **_PLACED},
        }
    if is_mr(phantom):
        return {"nudged": dict(_NUDGED), "judged": {**_RESIZED, **_MR}}
    if phantom == "Quart DVT":
        return {
            "nudged": {**_NUDGED, **_RESIZED, "roll_slice_offset": 0},
            "judged": {**_JUDGED, "cnr_threshold": 400, **_PLACED},
        }
    if phantom in ("TomoTherapy Cheese", "CIRS 062M"):
        return {"nudged": dict(_NUDGED), "judged": {**_RESIZED, **_DENSITIES, **_PLACED}}
    return {"nudged": dict(_NUDGED), "judged": {**_RESIZED, **_PLACED}}


def parameter_sets(phantom: str) -> dict[str, dict[str, Any]]:
    return {"default": {}, **changed_sets(phantom)}


def at_origin(parameters: dict[str, Any], origin: int) -> dict[str, Any]:
    """Parameters with the slice that is meant."""
    if ORIGIN not in parameters:
        return parameters
    return {**parameters, ORIGIN: origin + parameters[ORIGIN]}


@dataclass(frozen=True)
class Case:
    """One comparison: everything of the phantom's is looked up by these names."""

    phantom: str
    parameters: str
    edit: str
    kind: str

    def __str__(self) -> str:
        return "-".join((self.phantom, self.parameters, self.edit, self.kind))


def full_matrix() -> Iterator[Case]:
    """Every digital phantom × parameters × edit × kind of source."""
    for phantom in DIGITAL_PHANTOMS:
        names = itertools.product(parameter_sets(phantom), edits_of(phantom), KINDS)
        yield from (Case(phantom, *those) for those in names)


def representatives() -> Iterator[Case]:
    """Each phantom with its defaults, and with a changed set and an edit; the rest takes turns over them."""
    edits = [name for name in EDITS if name != "plain"]
    for number, phantom in enumerate(DIGITAL_PHANTOMS):
        changed = list(changed_sets(phantom))[number % 2]
        yield Case(phantom, "default", "plain", KINDS[number % 4])
        yield Case(phantom, changed, edits[number % len(edits)], KINDS[(number + 1 + number // 4) % 4])
        if is_mr(phantom):
            yield Case(phantom, "default", list(MR_EDITS)[number % 2], KINDS[(number + 2) % 4])


CHEAP_WAYS = frozenset(
    {
        ("CIRS 062M", "default", "shadow"),
        ("ACR CT 464", "default", "folder"),
        ("TomoTherapy Cheese", "default", "lazy folder"),
        ("CIRS 062M", "default", "list"),
        ("CIRS 062M", "default", "streams"),
    }
)


def stocks_ways() -> Iterator[tuple[str, str, str]]:
    """Every digital phantom × parameters × ways besides its default one in which stock gets the files."""
    for phantom in DIGITAL_PHANTOMS:
        yield from itertools.product((phantom,), parameter_sets(phantom), WAYS)


# Edits that the real scans allow: an MR scan of 11 slices can't lose any.
REAL_EDITS = ("turned", "shuffled", "several series", "replaced", "excluded", "origin by hand", "everything")


def real_matrix() -> Iterator[Case]:
    """Each real scan: parameters × kinds of source, and its edits through one of them."""
    for phantom in REAL:
        for parameters, kind in itertools.product(parameter_sets(phantom), KINDS):
            yield Case(phantom, parameters, "plain", kind)
        for number, edit in enumerate(REAL_EDITS[:4] if is_mr(phantom) else REAL_EDITS):
            yield Case(phantom, "default", edit, KINDS[number % 4])
