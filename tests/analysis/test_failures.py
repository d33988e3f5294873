"""What people read when an analysis fails: a sentence that says what to do, and never a value of the scan."""

import errno
import io
import itertools
import traceback
import zipfile
from typing import Any

import numpy as np
import pytest
from pydicom.filewriter import dcmwrite

from analysis import support
from analysis.support import ACR_LARGE, CATPHAN_504, REAL
from dicom_files import lay_out, zip_bytes
from phantomscope.analysis.events import Failed
from phantomscope.analysis.failures import failure
from phantomscope.analysis.worker import quiet_warnings
from phantomscope.digital.catphan.catphan504 import PHANTOM
from phantomscope.digital.options import ScanOptions
from phantomscope.errors import PhantomscopeError

VAGUE = "what was found in the images does not fit this phantom"


def failing(data: bytes, phantom: str = CATPHAN_504, **changes: Any) -> Failed:
    """How the analysis of an archive fails."""
    try:
        with quiet_warnings():
            support.run_bytes(data, phantom, **changes)
    except Exception as error:  # noqa: BLE001 - what it is is the question
        told = failure(error)
    else:
        pytest.fail("nothing failed")
    assert told.todo
    for sentence in (told.what, told.todo):
        assert sentence[0].isupper()
        assert not sentence.endswith(".")
        assert "Traceback" not in sentence
        assert "Error" not in sentence
    return told


def edited(data: bytes, change: Any, which: Any = lambda number: True) -> bytes:
    """An archive with the pixels of some slices changed; ``change`` gets values and number."""
    made = {}
    for number, (name, member) in enumerate(support.members(data).items()):
        if which(number):
            dataset = support.reread(member)
            values = dataset.pixel_array
            dataset.PixelData = np.asarray(change(values.copy(), number)).astype(values.dtype).tobytes()
            member = support.saved(dataset)
        made[name] = member
    return zip_bytes(made, zipfile.ZIP_STORED)


# -- scans that can't be analysed -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def short() -> bytes:
    """The 40 slices at the lower end of a digital CatPhan 504, coarse, to be quick."""
    options = ScanOptions(columns=256, rows=256, pixel_spacing=0.9765625)
    made = {}
    for number, dataset in enumerate(itertools.islice(PHANTOM.iter_slices(options), 40)):
        file = io.BytesIO()
        dcmwrite(file, dataset, write_like_original=False)
        made[f"CT{number:02}.dcm"] = file.getvalue()
    return zip_bytes(made, zipfile.ZIP_STORED)


@pytest.mark.parametrize("tag", ["SliceThickness", "PixelSpacing", "ImagePositionPatient"])
@pytest.mark.parametrize("empty", [False, True])
def test_missing_elements(short: bytes, tag: str, empty: bool) -> None:
    data = support.with_tags(short, **{tag: "" if empty else None})
    told = failing(data)
    words = {"SliceThickness": "0018,0050", "PixelSpacing": "0028,0030", "ImagePositionPatient": "0020,0032"}
    assert words[tag] in told.what
    assert told.where.endswith(".dcm")
    assert "Exclude" in told.todo


@pytest.mark.slow
def test_no_rescale(digital: bytes) -> None:
    told = failing(support.with_tags(digital, RescaleSlope=None))
    assert "no Rescale Slope and Rescale Intercept (0028,1053), so their values are not HU" in told.what


def test_blank_slices(short: bytes) -> None:
    told = failing(edited(short, lambda values, _: values * 0))
    assert told.what == "The CatPhan 504 was not found: the slices in the middle of the scan show nothing"
    assert told.kind == "analysis"


def test_noise_alone(short: bytes) -> None:
    random = np.random.default_rng(0)
    told = failing(edited(short, lambda values, _: random.integers(0, 2000, values.shape)))
    assert told.what == "The CatPhan 504 was not found: the slices in the middle of the scan show nothing"


def test_phantom_at_the_edge(short: bytes) -> None:
    told = failing(edited(short, lambda values, _: np.roll(values, 60, axis=1)))
    assert "touches the edge of the image" in told.what


def test_half_a_scan(short: bytes) -> None:
    assert "does not cover the whole CatPhan 504" in failing(short).what


def test_too_few_slices(short: bytes) -> None:
    few = dict(list(support.members(short).items())[:5])
    told = failing(zip_bytes(few))
    assert told.what == "The series has 5 slices, but the CatPhan 504 needs at least 39"


def test_one_unreadable_slice(short: bytes) -> None:
    made = support.members(short)
    name = list(made)[20]
    dataset = support.reread(made[name])
    dataset.PixelData = dataset.PixelData[:100]
    made[name] = support.saved(dataset)
    told = failing(zip_bytes(made))
    assert "cut short" in told.what
    assert told.where == name
    # Without that slice it goes on, to what fails here anyway.
    assert "does not cover" in failing(zip_bytes(made), edits=support.without([20])).what


def test_mixed_junk(short: bytes) -> None:
    made = support.members(short)
    junk = {"a.txt": b"text", "b.pdf": b"%PDF-1.4", "c.dcm": bytes(500), "d/e": b"", **made}
    junk["copy.dcm"] = next(iter(made.values()))
    assert "does not cover the whole CatPhan 504" in failing(zip_bytes(junk)).what


def test_two_slices_in_one_place(short: bytes) -> None:
    data = support.with_tags(short, ImagePositionPatient=[0, 0, 5])
    told = failing(data)
    assert told.what == "More than one slice lies at 5 mm, so the distance between slices is unknown"


def test_sizes_differ(short: bytes) -> None:
    made = support.members(short)
    name = list(made)[3]
    dataset = support.reread(made[name])
    lay_out(dataset, dataset.pixel_array[:100, :200])
    made[name] = support.saved(dataset)
    assert failing(zip_bytes(made)).what == "The slices differ in size: 200×100, 256×256"


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"no_such": 1}, "no parameter called no_such"),
        ({"zip_after": True}, "no parameter called zip_after"),
        ({"hu_tolerance": "a lot"}, "hu_tolerance has to be a number"),
        ({"hu_tolerance": True}, "hu_tolerance has to be a number"),
        ({"origin_slice": 1.5}, "origin_slice has to be a number"),
        ({"origin_slice": 40}, "slices count from 0 to 39"),
        ({"origin_slice": -1}, "slices count from 0 to 39"),
        ({"expected_hu_values": {"Air": "x"}}, "expected_hu_values of Air has to be a number"),
        ({"expected_hu_values": 3}, "expected_hu_values has to name inserts"),
        ({"origin_slice": 0}, "does not cover the whole CatPhan 504"),
    ],
)
def test_parameters_that_make_no_sense(short: bytes, parameters: dict[str, Any], words: str) -> None:
    assert words in failing(short, parameters=parameters).what


@pytest.mark.slow
@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"roi_size_factor": 50}, "outside the image"),
        ({"scaling_factor": 10}, "outside the image"),
        ({"roi_size_factor": 0.01}, "smaller than two pixels"),
        ({"contrast_method": "none"}, "contrast method"),
    ],
)
def test_parameters_that_lead_nowhere(digital: bytes, parameters: dict[str, Any], words: str) -> None:
    assert words in failing(digital, parameters=parameters).what


def test_ct_is_not_mr(short: bytes) -> None:
    assert failing(short, ACR_LARGE).what == (
        "The series has CT images, but the ACR MRI Large is a phantom for MR"
    )


WRONG = [
    (ACR_LARGE, "CatPhan 504"),
    (ACR_LARGE, "ACR MRI Medium"),
    (ACR_LARGE, "ACR CT 464"),
    ("Quart DVT", "CatPhan 504"),
    ("Quart DVT", "GE Helios daily"),
    ("Quart DVT", "CatPhan 700"),
    ("CatPhan 604", "CatPhan 600"),
    ("CatPhan 604", "ACR CT 464"),
    ("CatPhan 504", "Quart DVT"),
    ("CatPhan 504", "CatPhan 700"),
    ("CatPhan 504", "TomoTherapy Cheese"),
    ("CatPhan 504", "CIRS 062M"),
    ("CatPhan 504", "ACR MRI Medium"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("scan", "phantom"), WRONG)
def test_wrong_phantom(scan: str, phantom: str, real_data: Any) -> None:
    told = failing((real_data / REAL[scan]).read_bytes(), phantom)
    assert VAGUE not in told.what
    assert told.kind == "analysis"


def test_wrong_phantom_at_once(real_data: Any) -> None:
    # The quick ones of these, so that each run sees some.
    for phantom in ("ACR MRI Medium", "CatPhan 504"):
        told = failing((real_data / REAL[ACR_LARGE]).read_bytes(), phantom)
        assert VAGUE not in told.what


# -- errors as such ---------------------------------------------------------------------------------------


def test_our_own_errors_are_told_as_they_are() -> None:
    told = failure(PhantomscopeError("It is so", where="a.dcm", todo="Do that"))
    assert told == Failed("It is so", "a.dcm", "Do that")


def test_our_own_errors_are_found_below_pylinacs() -> None:
    try:
        try:
            raise PhantomscopeError("The slice is cut short", where="a.dcm")
        except PhantomscopeError as error:
            raise RuntimeError("Could not determine the roll of the phantom") from error
    except RuntimeError as error:
        told = failure(error)
    assert told.what == "The slice is cut short"


@pytest.mark.parametrize(
    "error",
    [
        MemoryError("Unable to allocate 3 GiB"),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        ImportError("libopenblas.so: failed to map segment from shared object"),
        ImportError("x.so: cannot allocate memory in static TLS block"),
    ],
)
def test_lack_of_memory(error: Exception) -> None:
    assert failure(error).kind == "memory"


@pytest.mark.parametrize("error", [OSError(errno.EIO, "x"), ImportError("No module named x"), KeyError("x")])
def test_what_is_no_lack_of_memory(error: Exception) -> None:
    assert failure(error).kind != "memory"


def test_missing_attribute_of_a_header_names_its_tag() -> None:
    error = AttributeError("'FileDataset' object has no attribute 'MagneticFieldStrength'")
    assert "MagneticFieldStrength (0018,0087)" in failure(error).what
    assert failure(AttributeError("'Slice' object has no attribute 'rois'")).kind == "internal"


def test_circular_causes_come_to_an_end() -> None:
    first, second = ValueError("a"), TypeError("b")
    first.__cause__, second.__cause__ = second, first
    assert VAGUE in failure(first).what


# -- patient data -----------------------------------------------------------------------------------------

NAME = "Mueller^Hans"


def test_details_hold_no_values() -> None:
    def fail_inside() -> None:
        patient = NAME
        try:
            int(patient)
        except ValueError as error:
            raise TypeError(f"{patient} is no number") from error

    with pytest.raises(TypeError) as raised:
        fail_inside()
    assert NAME in "".join(traceback.format_exception(raised.value))
    told = failure(raised.value)
    assert NAME not in told.details + told.what + told.where
    assert "fail_inside" in told.details
    assert "TypeError" in told.details
    assert "ValueError" in told.details


def test_a_planted_name_goes_nowhere(short: bytes, caplog: pytest.LogCaptureFixture) -> None:
    tags = {"PatientName": NAME, "PatientID": NAME, "InstitutionName": NAME, "RescaleSlope": None}
    made = {
        f"{NAME}/{name}": member for name, member in support.members(support.with_tags(short, **tags)).items()
    }
    caplog.set_level("DEBUG")
    told = failing(zip_bytes(made))
    assert NAME not in repr(told)
    assert NAME not in caplog.text


@pytest.mark.parametrize("error", [ImportError("no scipy"), OSError(5, "I/O error"), NameError("x")])
def test_faults_of_the_program_do_not_blame_the_scan(error: Exception) -> None:
    told = failure(error)
    assert told.kind == "internal"
    assert "fault in the program" in told.what
    assert "phantom is chosen" not in told.todo
