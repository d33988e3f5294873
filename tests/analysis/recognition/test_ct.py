"""Rings and lattices as scans show them, and what is neither."""

from dataclasses import replace
from typing import Any

import pytest

from analysis.drawn_scans import helios_scan, lattice_scan, ring_scan
from phantomscope.analysis.recognition.ct import find_ct
from phantomscope.analysis.recognition.finding import CERTAIN, Finding, Looks
from phantomscope.analysis.recognition.geometry import (
    ACR_CT,
    CTP682,
    CTP732,
    LATTICES,
    QUART_HU,
    Lattice,
    Ring,
)
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes


def found(data: bytes) -> tuple[Finding, int]:
    """The finding, and how many slices it took."""
    source = open_bytes(data)
    with SliceStack(source, scan(source).series[0]) as stack:
        looks = Looks(stack, 40, lambda: False)
        return find_ct(looks), looks.count


@pytest.mark.parametrize("ring", [CTP732, CTP682, QUART_HU, ACR_CT], ids=lambda ring: ring.key)
@pytest.mark.parametrize(
    "options",
    [{"turned": True, "roll": 50.0, "offset": (18.0, -11.0)}, {"couch": True, "gain": 0.5, "shift": 600.0}],
    ids=["turned", "on a couch, uncalibrated"],
)
def test_a_ring_of_its_own_is_certain(ring: Ring, options: dict[str, Any]) -> None:
    finding, count = found(ring_scan(ring, **options))
    assert finding.phantom == ring.phantoms[0]
    assert finding.confidence >= CERTAIN
    assert f"{ring.distance:.0f} mm" in finding.reason
    assert count <= 16


@pytest.mark.parametrize("lattice", LATTICES, ids=lambda lattice: lattice.phantom)
def test_a_lattice_is_certain(lattice: Lattice) -> None:
    finding, _ = found(lattice_scan(lattice, roll=12.0))
    assert finding.phantom == lattice.phantom
    assert finding.confidence >= CERTAIN
    assert "holes" in finding.reason


def test_the_ge_phantom_is_certain() -> None:
    finding, _ = found(helios_scan())
    assert finding.phantom == "GE Helios daily"
    assert finding.confidence >= CERTAIN


def test_a_catphan_that_measures_as_large_as_the_ge_phantom_is_not_taken_for_it() -> None:
    """As with a wrong pixel spacing: bright and dark inserts are not its bars."""
    large = replace(CTP732, diameter=218.0, distance=64.0, radius=6.7, background=150.0)
    finding, _ = found(ring_scan(large))
    assert finding.phantom == ""


def test_a_cylinder_without_inserts_is_unknown_and_its_size_told() -> None:
    finding, count = found(helios_scan(block=False))
    assert finding.phantom == ""
    assert finding.diameter == pytest.approx(215, abs=2)
    assert "215 mm" in finding.reason
    assert count <= 16


def test_a_strong_noise_lowers_nothing_but_the_confidence() -> None:
    finding, _ = found(ring_scan(CTP732, noise=90.0))
    assert finding.phantom == "CatPhan 604"
