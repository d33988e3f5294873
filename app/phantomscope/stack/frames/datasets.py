"""Headers of frames as classic datasets: what the functional groups say, as ordinary elements."""

import copy
import threading
import zlib
from dataclasses import dataclass, field
from io import BytesIO

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filebase import DicomBytesIO
from pydicom.filereader import read_dataset as read_elements
from pydicom.filewriter import write_dataset

from phantomscope.stack.frames.functional_groups import (
    elements,
    frame_items,
    say_classically,
    shared_item,
    without_groups,
)
from phantomscope.stack.front import FrontReader, quiet_pydicom, read_dataset
from phantomscope.stack.header_values import HEADER_ERRORS, values
from phantomscope.stack.inflate import damaged
from phantomscope.stack.member import Member, Source
from phantomscope.stack.slice_header import SliceHeader

_LEVEL = 1


class FrameDatasets:
    """Makes a dataset of any frame, for several threads at once.

    A member's header is read once; what is its own of each frame is then held compressed, some hundred bytes
    a frame, and a new dataset is made at every request.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._headers: dict[Member, _Headers] = {}

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return sum(headers.nbytes for headers in list(self._headers.values()))

    def dataset(self, header: SliceHeader) -> Dataset:
        """The frame's header, as that of a classic slice: without pixel data and functional groups.

        SOPInstanceUID is that of the object, InstanceNumber the frame's number, EchoNumbers the echo that
        the index gives it.

        Raises:
            PhantomscopeError: The member can't be read any more, or its header is damaged.
        """
        try:
            with self._lock, quiet_pydicom():
                headers = self._headers.get(header.member)
                if headers is None:
                    headers = self._headers[header.member] = _read(self._source, header.member)
            with quiet_pydicom():
                return _made(headers, header)
        except HEADER_ERRORS as error:
            raise damaged(header.name) from error

    def close(self) -> None:
        """Give up what is held. Waits for nobody: a header may be long."""
        self._headers.clear()


@dataclass(frozen=True, slots=True)
class _Headers:
    """One object's header, compressed: what all frames share, and what each says itself."""

    meta: FileMetaDataset
    implicit: bool
    little: bool
    shared: bytes = field(repr=False)
    own: tuple[bytes, ...] = field(repr=False)

    @property
    def nbytes(self) -> int:
        return len(self.shared) + sum(map(len, self.own))


def _read(source: Source, member: Member) -> _Headers:
    dataset = read_dataset(FrontReader(source.front(member)))
    implicit, little = bool(dataset.is_implicit_VR), bool(dataset.is_little_endian)
    items, shared = frame_items(dataset), shared_item(dataset)
    without_groups(dataset)
    for element in elements(shared):
        dataset[element.tag] = element
    own = []
    for item in items:
        said = Dataset()
        try:
            for element in elements(item):
                said[element.tag] = element
            own.append(_packed(said, implicit, little))
        except HEADER_ERRORS:
            own.append(b"")  # such a frame is no slice, and nobody asks for it
    return _Headers(dataset.file_meta, implicit, little, _packed(dataset, implicit, little), tuple(own))


def _packed(dataset: Dataset, implicit: bool, little: bool) -> bytes:
    file = DicomBytesIO()
    file.is_implicit_VR, file.is_little_endian = implicit, little
    write_dataset(file, dataset)
    return zlib.compress(file.getvalue(), _LEVEL)


def _made(headers: _Headers, header: SliceHeader) -> Dataset:
    dataset: Dataset = _unpacked(headers, headers.shared)
    dataset.update(_unpacked(headers, headers.own[header.frame - 1]))
    dataset.file_meta = copy.deepcopy(headers.meta)
    say_classically(dataset)
    dataset.InstanceNumber = header.frame
    if header.echo is not None and not values(dataset, "EchoNumbers"):
        dataset.EchoNumbers = header.echo
    return dataset


def _unpacked(headers: _Headers, packed: bytes) -> Dataset:
    dataset = read_elements(BytesIO(zlib.decompress(packed)), headers.implicit, headers.little)
    dataset.is_implicit_VR, dataset.is_little_endian = headers.implicit, headers.little
    return dataset
