"""What ``info`` says, against pydicom reading the same slices."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.pixel_data_handlers.util import apply_modality_lut
from pydicom.uid import ExplicitVRBigEndian

from analysis import support
from dicom_files import dataset, encoded, gradient, slices, zip_bytes
from enhanced_files import enhanced_bytes, frames, with_echoes
from phantomscope.headless.information import as_text, information
from phantomscope.stack.index import scan
from phantomscope.stack.member import Source
from phantomscope.stack.sources import open_bytes, open_path


def info(source: Source, **options: Any) -> dict[str, Any]:
    try:
        data = information(source, scan(source), **options)
    finally:
        source.close()
    assert json.loads(json.dumps(data, allow_nan=False)) == json.loads(json.dumps(data))
    return data


def of(members: dict[str, bytes], **options: Any) -> dict[str, Any]:
    return info(open_bytes(zip_bytes(members), "scan.zip"), **options)


def check_pixels(data: dict[str, Any], members: dict[str, bytes]) -> int:
    """Every slice's statistics are pydicom's; returns how many were looked at."""
    checked = 0
    for series in data["series"]:
        for one in series["slices_list"]:
            read = support.reread(members[one["member"]])
            stored = read.pixel_array
            rescaled = apply_modality_lut(stored, read)
            assert one["stored"] == {
                "min": stored.min().item(),
                "max": stored.max().item(),
                "sum": stored.astype(object).sum() if stored.dtype.kind in "iu" else stored.sum().item(),
            }
            assert one["rescaled"]["min"] == rescaled.min().item()
            assert one["rescaled"]["max"] == rescaled.max().item()
            assert one["rescaled"]["sum"] == pytest.approx(rescaled.sum(dtype=np.float64), rel=1e-12)
            checked += 1
    return checked


# -- pixels -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.int32, np.uint32])
@pytest.mark.parametrize(("slope", "intercept"), [(1.0, -1024.0), (0.3, 7.25), (-2.0, 1.0), (None, None)])
def test_statistics_of_every_type(dtype: Any, slope: float | None, intercept: float | None) -> None:
    limits = np.iinfo(dtype)
    values = gradient(dtype=dtype)
    values[0, :4] = limits.min, limits.max, limits.max, limits.max - 1
    members = {
        "1.dcm": encoded(dataset(values, slope=slope, intercept=intercept)),
        "2.dcm": slices(3)["003.dcm"],
    }
    assert check_pixels(of(members, pixels=True), members) == 2


def test_statistics_of_big_endian_and_odd_sizes() -> None:
    one = dataset(gradient(5, 3, np.uint8), number=1)
    two = dataset(gradient(7, 9, np.uint16), number=2, series="1.2.3")
    members = {"1": encoded(one), "2": encoded(two, ExplicitVRBigEndian)}
    assert check_pixels(of(members, pixels=True), members) == 2


def test_sums_do_not_overflow() -> None:
    values = np.full((64, 64), np.iinfo(np.uint32).max, np.uint32)
    members = {"1.dcm": encoded(dataset(values))}
    check_pixels(of(members, pixels=True), members)


def test_real_pixels(real_data: Path) -> None:
    path = real_data / support.REAL[support.ACR_LARGE]
    members = support.members(path.read_bytes())
    assert check_pixels(info(open_path(path), pixels=True), members) == 11


@pytest.mark.slow
@pytest.mark.parametrize("phantom", support.REAL)
def test_all_real_pixels(phantom: str, real_data: Path) -> None:
    path = real_data / support.REAL[phantom]
    check_pixels(info(open_path(path), pixels=True), support.members(path.read_bytes()))


def test_one_picture_in_many_encodings(real_data: Path) -> None:
    data = info(open_path(real_data / "transfer_syntaxes"), pixels=True)
    slices_list = data["series"][0]["slices_list"]
    assert len(slices_list) == 9
    readable = [one for one in slices_list if "stored" in one]
    assert len(readable) >= 4
    assert {one["stored"]["sum"] for one in readable} == {38036663}
    for one in slices_list:
        if "stored" not in one:
            assert "compressed" in one["error"]
            assert one["member"] in one["error"]


def test_an_unreadable_slice_is_told_and_the_others_are_there() -> None:
    members = slices(3)
    broken = dataset(number=2)
    broken.PixelData = b"\0" * 8
    members["002.dcm"] = encoded(broken)
    data = of(members, pixels=True)
    first, second, third = data["series"][0]["slices_list"]
    assert "cut short" in second["error"]
    assert "stored" not in second
    assert "stored" in first
    assert "stored" in third
    assert "cut short" in as_text(data, pixels=True)


def test_progress_of_pixels() -> None:
    told: list[tuple[int, int]] = []
    of(slices(3) | slices(2, prefix="x", series="1.2.3"), pixels=True, on_slice=lambda *how: told.append(how))
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


# -- what there is ----------------------------------------------------------------------------------------


def test_series_and_slices() -> None:
    members = slices(
        4, SeriesDescription="QA CatPhan 604", Manufacturer="Maker", ManufacturerModelName="Model"
    )
    data = of(members)
    assert data["source"] == {"name": "scan.zip", "bytes": len(zip_bytes(members)), "members": 4}
    (series,) = data["series"]
    assert series["title"] == "QA CatPhan 604"
    assert series["recognised_phantom"] == "CatPhan 604"
    assert series["recognition_certainty"] == "likely", "the header alone says so"
    assert "calls itself “QA CatPhan 604”" in series["recognition_reason"]
    assert "  phantom          CatPhan 604 (likely, 60 %): the scan calls itself" in as_text(
        data, pixels=False
    )
    assert (series["modality"], series["slices"]) == ("CT", 4)
    assert (series["rows"], series["columns"]) == (4, 6)
    assert list(series["pixel_spacing_mm"]) == [0.5, 0.5]
    assert (series["slice_thickness_mm"], series["slice_spacing_mm"]) == (2.5, 2.5)
    assert (series["first_position_mm"], series["last_position_mm"]) == (2.5, 10.0)
    assert (series["rescale_slope"], series["rescale_intercept"]) == (1.0, -1024.0)
    assert [one["index"] for one in series["slices_list"]] == [1, 2, 3, 4]
    assert [one["member"] for one in series["slices_list"]] == sorted(members)
    assert "stored" not in series["slices_list"][0]


def test_the_frames_of_one_member() -> None:
    those = frames(4)[::-1]
    data = of({"many.dcm": enhanced_bytes(those)}, pixels=True)
    (series,) = data["series"]
    assert series["slices"] == 4
    assert [(one["member"], one["frame"]) for one in series["slices_list"]] == [
        ("many.dcm", number) for number in (4, 3, 2, 1)
    ]
    assert [one["stored"]["min"] for one in series["slices_list"]] == [1, 2, 3, 4]
    assert [one["position_mm"] for one in series["slices_list"]] == [2.5, 5.0, 7.5, 10.0]
    assert "4 slices of 6×4" in as_text(data, pixels=True)


def test_the_echoes_to_choose_from() -> None:
    data = of({"many.dcm": enhanced_bytes(with_echoes(frames(2), [(1, 20.0), (2, 80.5)]))})
    assert data["series"][0]["echoes"] == [
        {"number": 1, "time_ms": 20.0, "slices": 2},
        {"number": 2, "time_ms": 80.5, "slices": 2},
    ]
    assert "  echoes           1 (20 ms), 2 (80.5 ms)\n" in as_text(data, pixels=False)
    assert "echoes" not in as_text(of(slices(2)), pixels=False)


def test_a_classic_slice_has_no_frame() -> None:
    (series,) = of(slices(2))["series"]
    assert {one["frame"] for one in series["slices_list"]} == {None}


def test_what_was_set_aside_and_why() -> None:
    data = of(
        {
            **slices(2),
            "read me.txt": b"hello",
            "plan.pdf": b"%PDF-1.4 hello",
            "half.dcm": slices(1)["001.dcm"][:300],
        }
    )
    reasons = {one["member"]: one for one in data["set_aside"]}
    assert set(reasons) == {"read me.txt", "plan.pdf", "half.dcm"}
    assert reasons["half.dcm"]["damaged"]
    assert not reasons["read me.txt"]["damaged"]
    text = as_text(data, pixels=False)
    assert "Set aside: 3" in text
    for name, one in reasons.items():
        assert f"{name}: {one['reason']}" in text


def test_problems_are_told() -> None:
    gappy = {name: one for name, one in slices(8).items() if name != "004.dcm"}
    data = of(gappy)
    assert any("missing" in problem for problem in data["series"][0]["problems"])
    assert "problem" in as_text(data, pixels=False)


def test_missing_geometry_is_no_obstacle() -> None:
    lacking: dict[str, Any] = {"PixelSpacing": None, "SliceThickness": None, "ImagePositionPatient": None}
    data = of(slices(2, **lacking), pixels=True)
    series = data["series"][0]
    assert series["pixel_spacing_mm"] is None
    assert series["first_position_mm"] is None
    text = as_text(data, pixels=True)
    assert "pixel spacing    unknown" in text
    assert "slice thickness  unknown, spacing unknown" in text
    assert "None" not in text


def test_real_scan_with_more_in_it(real_data: Path) -> None:
    data = info(open_path(real_data / support.REAL[support.CATPHAN_504]))
    assert [series["slices"] for series in data["series"]] == [64]
    (aside,) = data["set_aside"]
    assert "Structure Set" in aside["reason"]


# -- the memory account -----------------------------------------------------------------------------------


def test_the_account_adds_up() -> None:
    data = of(slices(5))
    memory = data["memory"]
    assert memory["extracted"] == memory["overlay"] == 0
    assert memory["source"] == data["source"]["bytes"]
    assert 0 < memory["cache"] <= memory["cache_budget"]
    parts = sum(memory[part] for part in ("source", "extracted", "index", "overlay", "cache"))
    assert memory["total"] == parts
    assert memory["ratio"] == pytest.approx(parts / memory["source"], abs=1e-4)
    assert f"= {memory['ratio']:.2f} × the source" in as_text(data, pixels=False)


def test_the_account_of_the_real_scan(real_data: Path) -> None:
    memory = info(open_path(real_data / support.REAL[support.CATPHAN_504]))["memory"]
    assert memory["ratio"] < 1.2


def test_the_account_with_an_unreadable_middle() -> None:
    broken = dataset()
    broken.PixelData = b"\0" * 8
    memory = of({"1.dcm": encoded(broken)})["memory"]
    assert memory["cache"] == 0


def test_text_holds_nothing_of_a_patient() -> None:
    data = of(slices(2, PatientName="Mueller^Hans", PatientID="Mueller"), pixels=True)
    assert "Mueller" not in as_text(data, pixels=True)
    assert "Mueller" not in json.dumps(data)
