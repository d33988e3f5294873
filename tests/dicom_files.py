"""A small factory of tiny synthetic DICOM slices, and of the ZIP archives and folders that they lie in."""

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import (
    UID,
    CTImageStorage,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.member import Member, SourceSpec
from phantomscope.stack.slice_header import PixelFormat, Plane, SeriesFacts, SliceHeader

Pixels = npt.NDArray[Any]
Vector = tuple[float, float, float]

SERIES = "1.2.826.0.1.3680043.10.1"
AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)
OBLIQUE = (0.6, 0.8, 0.0, 0.0, 0.0, 1.0)


def gradient(rows: int = 4, columns: int = 6, dtype: Any = np.int16, start: int = 0) -> Pixels:
    """Pixels that are all different, so that no mistake in layout goes unseen."""
    return (np.arange(rows * columns) + start).astype(dtype).reshape(rows, columns)


def dataset(
    pixels: Pixels | None = None,
    *,
    number: int = 1,
    position: Vector | None = None,
    orientation: Sequence[float] = AXIAL,
    series: str = SERIES,
    sop_class: UID = CTImageStorage,
    modality: str = "CT",
    slope: float | None = 1.0,
    intercept: float | None = -1024.0,
    uid: str | None = None,
    **tags: Any,
) -> FileDataset:
    """One slice; ``tags`` are set by keyword at the end, None leaves a tag out altogether."""
    values = gradient(start=number) if pixels is None else pixels
    instance = uid or f"{series}.{number}"
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = UID(instance)
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
    made.is_little_endian, made.is_implicit_VR = True, False
    made.SOPClassUID, made.SOPInstanceUID = sop_class, instance
    made.StudyInstanceUID, made.SeriesInstanceUID = "1.2.826.0.1.3680043.10", series
    made.Modality, made.InstanceNumber = modality, number
    made.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    made.PatientName, made.SeriesDescription = "Phantom^A", "made for a test"
    made.ImagePositionPatient = [float(v) for v in position or (-10.0, -20.0, 2.5 * number)]
    made.ImageOrientationPatient = [float(v) for v in orientation]
    made.PixelSpacing, made.SliceThickness = [0.5, 0.5], 2.5
    lay_out(made, values)
    if slope is not None:
        made.RescaleSlope = slope
    if intercept is not None:
        made.RescaleIntercept = intercept
    for keyword, value in tags.items():
        if value is None:
            delattr(made, keyword)
        else:
            setattr(made, keyword, value)
    return made


def lay_out(made: Dataset, values: Pixels) -> None:
    """Set the pixel data and the tags that describe it."""
    made.Rows, made.Columns = values.shape
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.BitsAllocated = made.BitsStored = values.dtype.itemsize * 8
    made.HighBit, made.PixelRepresentation = made.BitsStored - 1, int(values.dtype.kind == "i")
    raw = values.astype(values.dtype.newbyteorder("<")).tobytes()
    made.PixelData = raw + b"\0" * (len(raw) % 2)
    made["PixelData"].VR = "OW"


def junk(made: Dataset, keyword: str, value: bytes = b"no number ", vr: str = "UN") -> FileDataset:
    """Put bytes that its VR does not allow in an element."""
    made[keyword].VR = vr
    made[keyword]._value = value
    assert isinstance(made, FileDataset)
    return made


def encoded(made: FileDataset, syntax: UID = ExplicitVRLittleEndian, *, preamble: bool = True) -> bytes:
    """The bytes of a DICOM file; without ``preamble`` those of the bare dataset."""
    made.is_implicit_VR = syntax == ImplicitVRLittleEndian
    made.is_little_endian = syntax != ExplicitVRBigEndian
    if syntax == ExplicitVRBigEndian and "PixelData" in made:
        size = made.BitsAllocated // 8
        values = np.frombuffer(made.PixelData, f"<u{size}")
        made.PixelData = values.astype(f">u{size}").tobytes()
    made.file_meta.TransferSyntaxUID = syntax
    file = io.BytesIO()
    if preamble:
        dcmwrite(file, made, write_like_original=False)
    else:
        bare = Dataset()
        bare.update(made)
        bare.is_implicit_VR, bare.is_little_endian = made.is_implicit_VR, made.is_little_endian
        dcmwrite(file, bare, write_like_original=True)
    return file.getvalue()


def slice_bytes(pixels: Pixels | None = None, **options: Any) -> bytes:
    """``dataset``, encoded."""
    return encoded(dataset(pixels, **options))


def deflated(made: FileDataset) -> bytes:
    """A file whose dataset, as a whole, is deflated."""
    return encoded(made, DeflatedExplicitVRLittleEndian)


def slices(count: int, *, prefix: str = "", **options: Any) -> dict[str, bytes]:
    """Members of a plain series: ``count`` slices, 2.5 mm apart, named in order."""
    return {f"{prefix}{n:03}.dcm": slice_bytes(number=n, **options) for n in range(1, count + 1)}


# -- where they lie ---------------------------------------------------------------------------------------


class Unseekable(io.RawIOBase):
    """A stream that zipfile can only write forwards to, so that it has to use data descriptors."""

    def __init__(self) -> None:
        super().__init__()
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def write(self, data: Any) -> int:
        self.written += data
        return len(data)


def zip_bytes(
    members: Mapping[str, bytes] | Sequence[tuple[str, bytes]],
    method: int = zipfile.ZIP_DEFLATED,
    *,
    zip64: bool = False,
    descriptors: bool = False,
) -> bytes:
    """A ZIP archive.

    Args:
        members: Name to bytes; pairs where names are repeated.
        method: The compression method.
        zip64: Give every member ZIP64 sizes in its local header.
        descriptors: Put sizes and CRC behind the members' data, as a writer to a pipe does.
    """
    file: io.BytesIO | Unseekable = Unseekable() if descriptors else io.BytesIO()
    pairs = members.items() if isinstance(members, Mapping) else members
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in pairs:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            with archive.open(info, "w", force_zip64=zip64) as member:
                member.write(data)
    return bytes(file.written) if isinstance(file, Unseekable) else file.getvalue()


def as_zip64(data: bytes) -> bytes:
    """The same archive with a ZIP64 end of central directory, whose plain one holds only 'look there'."""
    end = data.rindex(b"PK\x05\x06")
    entries, size, offset = struct.unpack("<HLL", data[end + 10 : end + 20])
    record = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    plain = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return data[:end] + record + locator + plain


def patched_directory(data: bytes, number: int, **fields: int) -> bytes:
    """Overwrite fields of one central directory entry (APPNOTE 4.3.12).

    They are: flags, method, crc, packed, size, offset.
    """
    where = {"flags": (8, "<H"), "method": (10, "<H"), "crc": (16, "<L"), "packed": (20, "<L")}
    where |= {"size": (24, "<L"), "offset": (42, "<L")}
    changed = bytearray(data)
    start = -1
    for _ in range(number + 1):
        start = data.index(b"PK\x01\x02", start + 1)
    for field, value in fields.items():
        offset, layout = where[field]
        struct.pack_into(layout, changed, start + offset, value)
    return bytes(changed)


def member_data_span(data: bytes, name: str) -> tuple[int, int]:
    """Where one member's compressed bytes lie in an archive: begin and end."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(name)
    name_length, extra_length = struct.unpack("<HH", data[info.header_offset + 26 : info.header_offset + 30])
    start = info.header_offset + 30 + name_length + extra_length
    return start, start + info.compress_size


def write_folder(folder: Path, members: Mapping[str, bytes]) -> Path:
    """The members as files below ``folder``."""
    for name, data in members.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


class FakeSource:
    """A source over a dictionary, which counts what is read and may fail where it is told to.

    Attributes:
        reads, fronts: Names of the members that were read whole, and from the front, in order.
        parts: Name, offset and length of what was read from inside a member, in order.
        compressed: Whether its members can only be streamed, as those of a compressed archive.
        failing: Members that can't be read, with the error to raise.
    """

    def __init__(
        self,
        files: Mapping[str, bytes],
        failing: Mapping[str, BaseException] | None = None,
        *,
        compressed: bool = False,
    ) -> None:
        self._files = dict(files)
        self.failing = dict(failing or {})
        self.reads: list[str] = []
        self.fronts: list[str] = []
        self.parts: list[tuple[str, int, int]] = []
        self.compressed = compressed
        self.closed = False
        self._members = tuple(
            Member(name, len(data), number, len(data)) for number, (name, data) in enumerate(files.items())
        )

    @property
    def name(self) -> str:
        return "fake"

    @property
    def size(self) -> int:
        return sum(member.size for member in self._members)

    @property
    def spec(self) -> SourceSpec:
        return SourceSpec("bytes")

    def members(self) -> tuple[Member, ...]:
        return self._members

    def read(self, member: Member) -> bytes:
        self.reads.append(member.name)
        self._may_fail(member)
        return self._files[member.name]

    def front(self, member: Member) -> Iterator[bytes]:
        self.fronts.append(member.name)
        self._may_fail(member)
        data = self._files[member.name]
        return (data[start : start + 256] for start in range(0, len(data), 256))

    def part(self, member: Member, offset: int, length: int) -> bytes | None:
        self.parts.append((member.name, offset, length))
        self._may_fail(member)
        return None if self.compressed else self._files[member.name][offset : offset + length]

    def _may_fail(self, member: Member) -> None:
        if member.name in self.failing:
            raise self.failing[member.name]

    def close(self) -> None:
        self.closed = True


def damaged_error(name: str) -> PhantomscopeError:
    """What a source says of a member that it can't read."""
    return PhantomscopeError("The member is damaged and can't be read", where=name)


# -- headers without files --------------------------------------------------------------------------------


def header(
    number: int = 1,
    position: Vector | None = (0.0, 0.0, 0.0),
    *,
    orientation: Sequence[float] | None = AXIAL,
    location: float | None = None,
    echo: int | None = None,
    uid: str | None = None,
    series: str = SERIES,
    modality: str = "CT",
    localizer: bool = False,
    size: tuple[int, int] = (4, 6),
    spacing: tuple[float, float] | None = (0.5, 0.5),
    name: str | None = None,
    description: str = "",
    protocol: str = "",
) -> SliceHeader:
    """What the index holds of a slice, as it would be read from a file."""
    rows, columns = size
    return SliceHeader(
        member=Member(name or f"{number:03}.dcm", 1000, number, 1000),
        frame=0,
        sop_instance_uid=f"{series}.{number}" if uid is None else uid,
        instance_number=number,
        position=position,
        location=location,
        echo=echo,
        pixel_offset=100,
        pixel_length=rows * columns * 2,
        format=PixelFormat(
            rows=rows,
            columns=columns,
            bits_allocated=16,
            bits_stored=16,
            signed=True,
            photometric="MONOCHROME2",
            slope=1.0,
            intercept=-1024.0,
            rescale_type="HU",
            transfer_syntax=ExplicitVRLittleEndian,
            native=True,
            modality_lut=False,
            padding=None,
        ),
        plane=Plane(None if orientation is None else tuple(orientation), spacing, 2.5, None),
        series=SeriesFacts(
            series_uid=series,
            study_uid="1.2.3",
            modality=modality,
            sop_class="CT Image Storage",
            description=description,
            study_description="",
            protocol=protocol,
            manufacturer="",
            model="",
            station="",
            series_number=None,
            localizer=localizer,
        ),
    )
