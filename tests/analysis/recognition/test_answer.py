"""Which phantom a series shows: images first, then what it calls itself."""

import io
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.drawn_scans import STRANGE, acr_mri_scan, helios_scan, ring_scan, water_cylinder
from fixture_types import RunPython
from phantomscope.analysis.phantoms import phantom_named
from phantomscope.analysis.recognition.answer import Certainty, Recognition, recognise
from phantomscope.analysis.recognition.geometry import CTP404, CTP732
from phantomscope.digital.catalogue import DIGITAL_PHANTOMS, digital_phantom, write_zip
from phantomscope.stack.index import scan
from phantomscope.stack.member import Source
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes, open_path

CATPHAN_504: dict[str, Any] = {"gauge": 30.0, "extent": (-90.0, 60.0)}


def recognised(source: Source, *, named: bool = True, **facts: Any) -> Recognition:
    series = scan(source).series[0]
    if not named:
        facts |= {"description": "", "study_description": "", "protocol": "", "model": "", "station": ""}
    series = replace(series, facts=replace(series.facts, **facts))
    with SliceStack(source, series) as stack:
        return recognise(stack)


def name_of(said: Recognition) -> str:
    return said.phantom.name if said.phantom else ""


# -- real and digital phantoms ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("catphan504_cbct_varian.zip", "CatPhan 504"),
        ("catphan604_cbct_varian.zip", "CatPhan 604"),
        ("quart_dvt_halcyon.zip", "Quart DVT"),
        ("acr_mri_large_ge.zip", "ACR MRI Large"),
        ("acr_mri_large_enhanced_multiframe_siemens.zip", "ACR MRI Large"),
    ],
)
def test_real_scans_are_certain(real_data: Path, file: str, name: str) -> None:
    source = open_path(real_data / file)
    try:
        said = recognised(source, named=False)
    finally:
        source.close()
    assert name_of(said) == name
    assert said.certainty is Certainty.CERTAIN
    assert said.confidence >= 0.9


def test_the_digital_catphan_504_is_certain(digital: bytes) -> None:
    said = recognised(open_bytes(digital), named=False)
    assert name_of(said) == "CatPhan 504"
    assert said.certainty is Certainty.CERTAIN
    assert said.guess == ""
    assert said.choice.startswith(f"recognised ({100 * said.confidence:.0f} %): ")
    assert said.reason in said.choice


@pytest.mark.parametrize(
    "name",
    [
        "ACR CT 464",
        "ACR MRI Medium",
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in DIGITAL_PHANTOMS
            if name not in ("ACR CT 464", "ACR MRI Medium")
        ),
    ],
)
def test_every_digital_phantom_is_certain(name: str) -> None:
    phantom = digital_phantom(name)
    options = phantom.default_options
    if options.columns == 512:
        options = replace(options, columns=256, rows=256, pixel_spacing=2 * options.pixel_spacing)
    file = io.BytesIO()
    write_zip(phantom, options, file)
    said = recognised(open_bytes(file.getvalue()), named=False)
    assert name_of(said) == name
    assert said.certainty is Certainty.CERTAIN


# -- what is none -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", STRANGE)
def test_what_is_no_phantom_is_unknown(kind: str) -> None:
    maker: Callable[[int], bytes] = STRANGE[kind]
    said = recognised(open_bytes(maker(1)))
    assert said.phantom is None
    assert said.certainty is Certainty.UNKNOWN
    assert said.confidence == 0.0
    assert said.reason
    assert said.choice == ""


# -- what it calls itself ---------------------------------------------------------------------------------


@pytest.mark.parametrize("description", ["CatPhan 604", "catphan", "QA monthly"])
def test_a_text_that_fits_changes_nothing(description: str) -> None:
    said = recognised(open_bytes(ring_scan(CTP732)), description=description)
    assert name_of(said) == "CatPhan 604"
    assert said.certainty is Certainty.CERTAIN


def test_images_that_contradict_a_text_are_believed_but_not_certain() -> None:
    said = recognised(open_bytes(ring_scan(CTP732)), description="CatPhan 504")
    assert name_of(said) == "CatPhan 604"
    assert said.certainty is Certainty.LIKELY
    assert "though the scan calls itself “CatPhan 504”" in said.reason
    assert said.guess == said.reason


def test_a_text_decides_where_images_leave_it_open() -> None:
    open_one = ring_scan(CTP404, extent=(-12.0, 12.0))
    said = recognised(open_bytes(open_one), description="CatPhan 600")
    assert name_of(said) == "CatPhan 600"
    assert said.certainty is Certainty.LIKELY


def test_a_text_alone_is_not_certain() -> None:
    said = recognised(open_bytes(helios_scan(block=False)), description="GE daily Helios")
    assert name_of(said) == "GE Helios daily"
    assert said.certainty is Certainty.LIKELY
    assert "Helios" in said.reason


def test_a_text_is_not_believed_of_a_cylinder_of_another_size() -> None:
    said = recognised(open_bytes(water_cylinder(0)), description="Quart DVT")  # 300 mm
    assert said.phantom is None
    assert "Quart DVT" in said.reason


# -- what can't be looked at ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts", [{"modality": "PT"}, {"modality": ""}, {"localizer": True}], ids=["PT", "none", "localizer"]
)
def test_other_series_are_not_looked_at(facts: dict[str, Any]) -> None:
    said = recognised(open_bytes(ring_scan(CTP732)), **facts)
    assert said.certainty is Certainty.UNKNOWN


def test_a_name_alone_is_not_believed_of_a_slice_or_two() -> None:
    source = open_bytes(acr_mri_scan(190.0, count=1))
    said = recognised(source, description="ACR localizer")
    assert said.phantom is None


def test_an_mr_phantom_is_none_of_ct() -> None:
    said = recognised(open_bytes(acr_mri_scan(190.0)), modality="CT")
    assert said.phantom is None


def test_whoever_cancels_gets_no_answer() -> None:
    source = open_bytes(ring_scan(CTP732))
    asked: list[None] = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > 3

    with SliceStack(source, scan(source).series[0]) as stack:
        said = recognise(stack, cancelled)
    assert said.certainty is Certainty.UNKNOWN
    assert len(asked) == 4


def test_the_cache_and_its_counters_are_left_alone() -> None:
    source = open_bytes(ring_scan(CTP404, **CATPHAN_504))
    with SliceStack(source, scan(source).series[0]) as stack:
        before = stack.cache_counters()
        assert name_of(recognise(stack)) == "CatPhan 504"
        assert stack.cache_counters() == before


def test_removed_slices_are_not_looked_at() -> None:
    source = open_bytes(ring_scan(CTP732))
    with SliceStack(source, scan(source).series[0]) as stack:
        for _ in range(len(stack) - 1):
            stack.remove(0)
        assert recognise(stack).phantom is None
        stack.remove(0)
        assert recognise(stack).phantom is None


def test_slices_are_decoded_one_at_a_time_and_few(monkeypatch: pytest.MonkeyPatch) -> None:
    source = open_bytes(ring_scan(CTP404, step=1.25, **CATPHAN_504))
    seen = []
    peek = SliceStack.peek

    def counted(self: SliceStack, index: int) -> Any:
        seen.append(index)
        return peek(self, index)

    monkeypatch.setattr(SliceStack, "peek", counted)
    with SliceStack(source, scan(source).series[0]) as stack:
        assert len(stack) > 100
        assert name_of(recognise(stack)) == "CatPhan 504"
    assert len(seen) <= 40
    assert math.isclose(len(set(seen)), len(seen), abs_tol=10)


def test_it_loads_nothing_heavy(run_python: RunPython) -> None:
    code = (
        "import sys, phantomscope.analysis.recognition.answer; "
        "print(*({'pylinac', 'scipy', 'skimage', 'matplotlib', 'plotly', 'PySide6'} & set(sys.modules)))"
    )
    assert run_python(code).split() == []


def test_slices_of_unknown_size_are_not_taken_for_air() -> None:
    said = recognised(open_bytes(water_cylinder(0, PixelSpacing=None)))
    assert said.phantom is None
    assert "unknown size" in said.reason


def test_only_a_certain_answer_speaks_against_another_phantom() -> None:
    certain = Recognition(phantom_named("CatPhan 504"), Certainty.CERTAIN, 0.97, "seven inserts")
    assert certain.doubt_about("CatPhan 504") == ""
    assert certain.doubt_about("CatPhan 604") == "the images look like a CatPhan 504 (97%): seven inserts"
    likely = Recognition(phantom_named("CatPhan 504"), Certainty.LIKELY, 0.6, "seven inserts")
    assert likely.doubt_about("CatPhan 604") == ""
    assert Recognition(None, Certainty.UNKNOWN, 0.0, "nothing").doubt_about("CatPhan 604") == ""
