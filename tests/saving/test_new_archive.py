import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from dicom_files import SERIES, dataset, encoded, gradient, slice_bytes, slices, write_folder, zip_bytes
from enhanced_files import enhanced_bytes, frames
from fixture_types import Untouched
from phantomscope.errors import OperationCancelled, PhantomscopeError
from phantomscope.saving import new_archive
from phantomscope.saving.new_archive import save_new_archive
from phantomscope.stack.arrangement import Arrangement
from phantomscope.stack.headers import HeaderReader
from phantomscope.stack.index import BATCH
from phantomscope.stack.member import Member, SourceSpec
from phantomscope.stack.slice_header import SetAside, SliceHeader
from saving.archives import datasets, members, opened, save

EDITED = Arrangement(True, True, False, (1, 1, 4, 5))
COUNT = 6


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    path = folder / "scan.zip"
    path.write_bytes(zip_bytes(slices(COUNT) | {"notes.txt": b"no slice"}))
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "new"
    folder.mkdir()
    return folder / "new.zip"


def shown(where: Path, arrangement: Arrangement, removed: tuple[int, ...] = ()) -> list[bytes]:
    with opened(where) as (_, stack):
        for slot in removed:
            stack.overlay.remove(slot)
        stack.rearrange(arrangement)
        return [pixels.rescaled().tobytes() for pixels in stack]


def test_slices_that_are_as_they_were_are_copied_byte_for_byte(
    scan: Path, target: Path, untouched: Untouched
) -> None:
    with untouched(scan):
        with opened(scan) as (source, stack):
            stack.remove(2)
            saved = save_new_archive(stack, source, target)
        assert (saved.path, saved.slices, saved.copied) == (target, COUNT - 1, COUNT - 1)
        written = members(target)
    assert list(written) == [f"slice_{number:04}.dcm" for number in range(1, COUNT)]
    original = [data for name, data in slices(COUNT).items() if name != "003.dcm"]
    assert list(written.values()) == original
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize(
    "arrangement",
    [Arrangement(True), Arrangement(mirrored=True), Arrangement(flipped=True), EDITED],
)
def test_an_edited_stack_comes_back_as_it_was_shown(
    scan: Path, target: Path, arrangement: Arrangement, untouched: Untouched
) -> None:
    with untouched(scan), opened(scan) as (source, stack):
        stack.remove(1)
        stack.rearrange(arrangement)
        saved = save_new_archive(stack, source, target)
        headers = [stack.slice_header(index) for index in range(len(stack))]
    assert (saved.slices, saved.copied) == (COUNT - 1, 0)
    with opened(target) as (_, again):
        assert [pixels.rescaled().tobytes() for pixels in again] == shown(scan, arrangement, (1,))
        for index, header in enumerate(headers):
            new = again.slice_header(index)
            assert (new.position, new.instance_number) == (header.position, header.instance_number)
            assert (new.format.rows, new.format.columns) == (header.format.rows, header.format.columns)
            assert new.sop_instance_uid != header.sop_instance_uid
            assert new.series.series_uid != SERIES
            assert UID(new.sop_instance_uid).is_valid


def test_a_slice_with_other_values_is_new_and_its_neighbours_stay(scan: Path, target: Path) -> None:
    with opened(scan) as (source, stack):
        values = stack[2].rescaled() + 3
        stack.replace(2, values)
        saved = save_new_archive(stack, source, target)
    assert saved.copied == COUNT - 1
    found = datasets(target)
    assert [one.SOPInstanceUID for one in found].count(f"{SERIES}.3") == 0
    assert {one.SeriesInstanceUID for one in found} == {SERIES}
    assert np.array_equal(found[2].pixel_array - 1024.0, values)
    assert found[2].DerivationDescription == "values changed"


def test_values_that_would_have_to_be_rounded_are_refused(scan: Path, target: Path) -> None:
    for change in (0.5, 40_000.0, np.nan):
        with opened(scan) as (source, stack):
            stack.replace(2, stack[2].rescaled() + change)
            with pytest.raises(PhantomscopeError, match="stored exactly"):
                save_new_archive(stack, source, target)
    assert not list(target.parent.iterdir())


def test_frames_become_classic_slices(target: Path) -> None:
    files = {"object.dcm": enhanced_bytes(frames(5))}
    with opened(files) as (source, stack):
        saved = save_new_archive(stack, source, target)
    assert (saved.slices, saved.copied) == (5, 0)
    found = datasets(target)
    assert [one.pixel_array[0, 0] for one in found] == [1, 2, 3, 4, 5]
    assert {one.SOPClassUID.name for one in found} == {"MR Image Storage"}
    assert len({one.SOPInstanceUID for one in found}) == 5
    for number, one in enumerate(found, 1):
        (reference,) = one.SourceImageSequence
        assert (reference.ReferencedSOPInstanceUID, reference.ReferencedFrameNumber) == ("1.2.3.1", number)
        assert reference.ReferencedSOPClassUID.name == "Enhanced MR Image Storage"
        assert one.file_meta.MediaStorageSOPClassUID == one.SOPClassUID
        assert "NumberOfFrames" not in one


def test_without_identifiers_every_slice_is_written_anew(scan: Path, target: Path) -> None:
    saved = save(scan, target, private=True)
    assert saved.copied == 0
    for data in members(target).values():
        assert b"Phantom^A" not in data
    for one, old in zip(datasets(target), slices(COUNT).values(), strict=True):
        assert one.PatientIdentityRemoved == "YES"
        assert one.SOPInstanceUID.startswith("2.25.")
        assert one.ImageType[0] == "ORIGINAL"  # the image is what it was
        assert one.PixelData in old
    assert shown(target, Arrangement()) == shown(scan, Arrangement())


def test_nothing_that_is_there_is_written_over(scan: Path, target: Path, untouched: Untouched) -> None:
    other = target.with_name("other.zip")
    other.write_bytes(zip_bytes(slices(2)))
    with untouched(scan):
        for path in (scan, other, scan.parent / ".." / "source" / "scan.zip"):
            with pytest.raises(PhantomscopeError):
                save(scan, path, EDITED)
    assert list(target.parent.iterdir()) == [other]


def test_a_folder_that_is_the_source_gets_nothing_new(tmp_path: Path, untouched: Untouched) -> None:
    folder = write_folder(tmp_path / "scan", slices(3))
    with untouched(folder), pytest.raises(PhantomscopeError, match="scan that is open"):
        save(folder, folder / "new.zip")


def test_progress_is_told_and_cancelling_leaves_nothing(scan: Path, target: Path) -> None:
    told: list[tuple[int, int]] = []
    save(scan, target, EDITED, progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 2 * COUNT) for done in range(1, 2 * COUNT + 1)]
    target.unlink()
    for steps in (0, 2, COUNT, COUNT + 2):
        told.clear()
        with pytest.raises(OperationCancelled):
            save(
                scan,
                target,
                EDITED,
                progress=lambda done, total: told.append((done, total)),
                cancelled=lambda steps=steps: len(told) >= steps,  # type: ignore[misc]
            )
        assert len(told) == steps
        assert not list(target.parent.iterdir())


def test_what_does_not_read_back_as_it_is_shown_is_not_kept(
    scan: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = new_archive.derived_slice

    def wrong(*args: object, **options: object) -> bytes:
        data = bytearray(real(*args, **options))  # type: ignore[arg-type]
        data[-1] ^= 1
        return bytes(data)

    monkeypatch.setattr(new_archive, "derived_slice", wrong)
    with pytest.raises(PhantomscopeError, match="has other pixels"):
        save(scan, target, EDITED)
    assert not list(target.parent.iterdir())


def test_a_slice_that_can_not_be_read_ends_it(target: Path) -> None:
    files = slices(3)
    files["002.dcm"] = files["002.dcm"][:-10]
    with pytest.raises(PhantomscopeError, match="cut short"):
        save(files, target)
    assert not list(target.parent.iterdir())


def test_an_empty_stack_is_refused(scan: Path, target: Path) -> None:
    with opened(scan) as (source, stack):
        for slot in range(COUNT):
            stack.overlay.remove(slot)
        with pytest.raises(PhantomscopeError, match="No slice is left"):
            save_new_archive(stack, source, target)


def test_memory_does_not_grow_with_the_number_of_slices(target: Path) -> None:
    side = 256
    noise = np.random.default_rng(1).integers(0, 4000, (side, side)).astype(np.int16)

    def peak(count: int) -> int:
        files = {
            f"{n:02}.dcm": slice_bytes(np.roll(noise, n), number=n, position=(0.0, 0.0, 2.0 * n))
            for n in range(1, count + 1)
        }
        with opened(files) as (source, stack):
            stack.rearrange(Arrangement(mirrored=True))
            tracemalloc.start()
            save_new_archive(stack, source, target.with_name(f"{count}.zip"))
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return found

    peak(2)  # what is imported only now does not count
    few, many = peak(6), peak(36)
    assert many < 8 * side * side * 8  # of which a few copies in float64 are compared
    assert many - few < 4 * side * side * 2  # 30 more slices take 60 times that


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian])
def test_other_encodings_are_written_plainly(target: Path, syntax: UID, private: bool) -> None:
    files = {
        f"{n}.dcm": encoded(
            dataset(
                gradient(start=n),
                number=n,
                ConvolutionKernel="Größe",
                SpecificCharacterSet="ISO_IR 100",
                PixelPaddingValue=-2000,
            ),
            syntax,
        )
        for n in range(1, 4)
    }
    save(files, target, Arrangement(flipped=True), private=private)
    for n, one in enumerate(datasets(target), 1):
        assert one.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
        assert (one.ConvolutionKernel, one.PixelPaddingValue) == ("Größe", -2000)
        assert ("PatientIdentityRemoved" in one) is private
        assert np.array_equal(one.pixel_array, gradient(start=n)[::-1])


@pytest.mark.parametrize("options", [{"private": True}, {"arrangement": EDITED}])
def test_the_preamble_of_the_source_stays_there(target: Path, options: dict[str, Any]) -> None:
    mark = b"ZZPATIENT"
    save({name: mark.ljust(128) + data[128:] for name, data in slices(2).items()}, target, **options)
    assert all(data[:132] == bytes(128) + b"DICM" for data in members(target).values())


def test_nothing_is_written_into_what_else_is_open(scan: Path, tmp_path: Path) -> None:
    second = write_folder(tmp_path / "second", slices(2))
    with pytest.raises(PhantomscopeError, match="into the scan that is open"):
        save(scan, second / "new.zip", beside=[SourceSpec("path", (str(second),))])
    assert sorted(path.name for path in second.iterdir()) == ["001.dcm", "002.dcm"]


def test_giving_it_up_is_heard_while_headers_are_read_back(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not only after all of them."""
    real, looked = HeaderReader.read, list[str]()

    def read(self: HeaderReader, member: Member) -> Iterator[SliceHeader | SetAside]:
        if member.name.startswith("slice_"):
            looked.append(member.name)
        yield from real(self, member)

    monkeypatch.setattr(HeaderReader, "read", read)
    with pytest.raises(OperationCancelled):
        save(slices(3 * BATCH), target, cancelled=lambda: bool(looked))
    assert len(looked) == 1
    assert not list(target.parent.iterdir())


@pytest.mark.parametrize("arrangement", [Arrangement(), Arrangement(mirrored=True)])
def test_a_localizer_can_be_saved(target: Path, arrangement: Arrangement) -> None:
    files = {
        f"{n}.dcm": slice_bytes(number=n, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"]) for n in (1, 2)
    }
    assert save(files, target, arrangement).slices == 2
    with opened(files) as (_, stack):
        stack.rearrange(arrangement)
        expected = [pixels.rescaled().tobytes() for pixels in stack]
    assert shown(target, Arrangement()) == expected


def test_what_the_program_did_is_told_without_identifiers_too(target: Path) -> None:
    files = slices(2, DerivationDescription="for Phantom^A")
    save(files, target, Arrangement(mirrored=True), private=True)
    assert [one.DerivationDescription for one in datasets(target)] == 2 * ["mirrored left to right"]
    target.unlink()
    save(files, target, private=True)
    assert all("DerivationDescription" not in one for one in datasets(target))


@pytest.mark.parametrize("at", [0, 8, 14, 18, 26, 30])
def test_damage_in_a_header_before_a_member_is_seen(
    scan: Path, target: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Of the signature, the method, the checksum, a size, a length, the name."""
    real = new_archive._Saving.write

    def damaging(self: Any, file: BinaryIO) -> Any:
        written = real(self, file)
        file.flush()
        with zipfile.ZipFile(file) as archive:
            offset = archive.infolist()[3].header_offset + at
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ 1]))
        return written

    monkeypatch.setattr(new_archive._Saving, "write", damaging)
    with pytest.raises(PhantomscopeError, match=r"slice_0004\.dcm|damaged"):
        save(scan, target)
    assert not list(target.parent.iterdir())
