"""What is sent to the process that analyses."""

import numpy as np
import pytest

from dicom_files import slices, zip_bytes
from phantomscope.analysis.job import AnalysisJob, Edits
from phantomscope.stack.arrangement import Arrangement
from phantomscope.stack.index import scan
from phantomscope.stack.member import SourceSpec
from phantomscope.stack.overlay import Overlay, pack
from phantomscope.stack.sources import open_bytes


def edited() -> Overlay:
    overlay = Overlay(6)
    overlay.replace(2, pack(np.arange(6, dtype=np.float64).reshape(2, 3)))
    overlay.replace(4, pack(np.ones((2, 3), dtype=np.int16), 2.0, -5.0))
    overlay.remove(4)
    overlay.remove(0)
    return overlay


def test_json_round_trip() -> None:
    job = AnalysisJob(
        SourceSpec("path", ("/scans/ä b.zip",), (10, 20)),
        "1.2.3|CT",
        "CatPhan 504",
        {"hu_tolerance": 10, "expected_hu_values": {"Air": -990.5}, "origin_slice": None},
        Edits.of(edited()),
        ("pdf",),
        7,
    )
    line = job.to_json()
    assert b"\n" not in line
    assert AnalysisJob.from_json(line) == job


def test_a_path_that_is_no_text_survives() -> None:
    # What the file system gives for bytes that are no UTF-8.
    job = AnalysisJob(SourceSpec("path", ("/scans/\udcff.zip",)), "1|CT", "CatPhan 504")
    assert AnalysisJob.from_json(job.to_json()) == job


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"{}", b'{"source":1}'])
def test_what_is_no_job(line: bytes) -> None:
    with pytest.raises(ValueError):
        AnalysisJob.from_json(line)


def test_edits_make_another_overlay_the_same() -> None:
    overlay, other = edited(), Overlay(6)
    AnalysisJob.from_json(
        AnalysisJob(SourceSpec("bytes"), "", "", edits=Edits.of(overlay)).to_json()
    ).edits.apply_to(other)
    assert other.slots() == overlay.slots() == (1, 2, 3, 5)
    assert other.removed == overlay.removed
    assert other.replaced == overlay.replaced
    for slot in (2, 4):
        mine, theirs = overlay.packed(slot), other.packed(slot)
        assert mine is not None
        assert theirs is not None
        np.testing.assert_array_equal(mine.unpack().rescaled(), theirs.unpack().rescaled())


def test_no_edits() -> None:
    overlay = Overlay(3)
    Edits().apply_to(overlay)
    assert overlay.is_empty
    assert Edits.of(overlay) == Edits()
    assert Edits().sentences() == ()


def test_sentences_count_from_one() -> None:
    assert Edits.of(edited()).sentences() == (
        "excluded slices (by place in the series): 1, 5",
        "changed slices (by place in the series): 3, 5",
    )


def test_the_arrangement_goes_along() -> None:
    arrangement = Arrangement(True, False, True, (1, 2, 30, 40))
    job = AnalysisJob(SourceSpec("bytes"), "", "", edits=Edits((2,), {}, arrangement))
    again = AnalysisJob.from_json(job.to_json())
    assert again == job
    overlay = Overlay(4)
    again.edits.apply_to(overlay)
    assert (overlay.arrangement, overlay.slots()) == (arrangement, (3, 1, 0))
    assert again.edits.sentences() == (
        "excluded slices (by place in the series before it was reversed): 3",
        "slices in reverse order",
        "flipped up and down",
        "cropped to rows 1–29, columns 2–39 (of the source, from 0)",
    )
    source = open_bytes(zip_bytes(slices(4)))
    assert again.edits.slots_of(scan(source).series[0]) == (3, 1, 0)
    source.close()
