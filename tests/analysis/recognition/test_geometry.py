"""The small table beside pylinac's class data."""

from typing import Any

import pytest
from pylinac import acr, cheese, ct, helios, quart

from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.analysis.recognition import geometry as ours
from phantomscope.analysis.recognition.geometry import Lattice, Ring


def turned(angle: float) -> float:
    return round(angle % 360.0, 3)


RINGS = [
    (ours.CTP404, ct.CTP404CP504, {}),
    (ours.CTP732, ct.CTP404CP604, {}),
    (ours.CTP682, ct.CTP404CP700, {}),
    (ours.QUART_HU, quart.QuartHUModule, {"second air": "Air"}),
    (ours.ACR_CT, acr.CTModule, {}),
]


@pytest.mark.parametrize(("ring", "module", "ours_alone"), RINGS, ids=lambda one: getattr(one, "key", ""))
def test_inserts_are_where_pylinac_looks(ring: Ring, module: Any, ours_alone: dict[str, str]) -> None:
    for insert in ring.inserts:
        if insert.name in ours_alone:
            continue
        settings = module.roi_settings[insert.name]
        assert turned(settings["angle"]) == turned(insert.angle)
        assert settings["distance"] == ring.distance
        assert settings["radius"] <= ring.radius


@pytest.mark.parametrize(
    ("ring", "module"), [one[:2] for one in RINGS[:3]], ids=lambda one: getattr(one, "key", "")
)
def test_values_are_pylinacs(ring: Ring, module: Any) -> None:
    constants = {"50% Bone": "BONE_50", "20% Bone": "BONE_20", "Bone 50%": "BONE_50", "Bone 20%": "BONE_20"}
    for insert in ring.inserts:
        name = constants.get(insert.name, insert.name.upper().replace(" #", "_"))
        assert insert.value == getattr(ct, name)


def test_the_600_has_the_inserts_of_the_504_turned_by_half() -> None:
    for insert in ours.CTP404.inserts:
        settings = ct.CTP404CP600.roi_settings[insert.name]
        assert turned(settings["angle"] + 180.0) == turned(insert.angle)


@pytest.mark.parametrize(
    ("phantom", "phantom_class", "module"),
    [
        ("CatPhan 503", ct.CatPhan503, ct.CTP528CP503),
        ("CatPhan 504", ct.CatPhan504, ct.CTP528CP504),
        ("CatPhan 600", ct.CatPhan600, ct.CTP528CP600),
    ],
)
def test_line_pairs_are_where_pylinac_looks(phantom: str, phantom_class: Any, module: Any) -> None:
    (gauge,) = (one for one in ours.GAUGES if one.phantom == phantom)
    # pylinac's tables of inserts of the 600 and the 504 differ by half a turn, which turns no side.
    assert phantom_class.modules[module]["offset"] == gauge.offset
    assert module.radius2linepairs_mm == ours.GAUGE_RADIUS


@pytest.mark.parametrize(
    ("lattice", "module", "tolerance"),
    # One outer hole of the CIRS is a little further in.
    [(ours.CHEESE, cheese.TomoCheeseModule, 0.0), (ours.CIRS, cheese.CIRSHUModule, 5.0)],
)
def test_holes_are_where_pylinac_looks(lattice: Lattice, module: Any, tolerance: float) -> None:
    settings = module.roi_settings.values()
    theirs = sorted((turned(one["angle"]) if one["distance"] else 0.0, one["distance"]) for one in settings)
    holes = sorted((turned(angle), distance) for distance, angle in lattice.holes)
    assert [angle for angle, _ in theirs] == [angle for angle, _ in holes]
    for (_, their_distance), (_, distance) in zip(theirs, holes, strict=True):
        assert abs(their_distance - distance) <= tolerance
    turned_holes = {
        (distance, turned(angle + lattice.period)) for distance, angle in lattice.holes if distance
    }
    assert turned_holes == {(distance, turned(angle)) for distance, angle in lattice.holes if distance}


def test_diameters_are_about_pylinacs_and_known_for_every_phantom() -> None:
    assert set(ours.DIAMETERS) == {phantom.name for phantom in PHANTOMS}
    for module, names in (
        (ct, {"CatPhan 503": "CatPhan503", "CatPhan 504": "CatPhan504", "CatPhan 700": "CatPhan700"}),
        (acr, {"ACR CT 464": "ACRCT", "ACR MRI Large": "ACRMRILarge", "ACR MRI Medium": "ACRMRIMedium"}),
        (quart, {"Quart DVT": "QuartDVT"}),
        (cheese, {"TomoTherapy Cheese": "TomoCheese", "CIRS 062M": "CIRS062M"}),
        (helios, {"GE Helios daily": "GEHeliosCTDaily"}),
    ):
        for name, class_name in names.items():
            theirs = 2 * getattr(module, class_name).catphan_radius_mm
            assert ours.DIAMETERS[name] == pytest.approx(theirs, rel=0.06)
