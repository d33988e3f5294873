"""The slices of one Enhanced multi-frame object, from its header alone."""

import dataclasses
import logging
from collections.abc import Iterator, Mapping, Sequence

from pydicom.dataset import Dataset

from phantomscope.log import traceback_without_values
from phantomscope.stack import header_values
from phantomscope.stack.frames.functional_groups import (
    INDEX_GROUPS,
    PER_FRAME,
    SHARED,
    Element,
    elements,
    frame_items,
    shared_item,
)
from phantomscope.stack.header_parts import (
    COMMON_TAGS,
    Parts,
    SharedParts,
    pixel_format,
    plane,
    series_facts,
    transfer_syntax,
)
from phantomscope.stack.header_values import HEADER_ERRORS, integer, number, tags, text, values
from phantomscope.stack.member import Member
from phantomscope.stack.slice_header import SetAside, SliceHeader

logger = logging.getLogger(__name__)

_OWN = frozenset(
    int(tag)
    for tag in tags(
        *("ImagePositionPatient", "SliceLocation", "EchoNumbers", "StackID", "TemporalPositionIndex"),
    )
)
_COMMON = frozenset(map(int, (*COMMON_TAGS, *tags("EffectiveEchoTime", "FrameType"))))
_LISTED = 5


class FrameHeaders:
    """Makes a ``SliceHeader`` of every frame of one object.

    Args:
        member: The member.
        dataset: Its header, with both sequences of functional groups.
        offset: Where its pixel data's value begins in the member; -1 where unknown.
        length: Its length in bytes; -1 where it is encapsulated.
        shared: What its frames share with other slices.
    """

    def __init__(
        self, member: Member, dataset: Dataset, offset: int, length: int, shared: SharedParts
    ) -> None:
        self._member = member
        self._dataset = dataset
        self._offset = offset
        self._length = length
        self._shared = shared
        self._syntax = transfer_syntax(dataset)
        self._facts = series_facts(dataset)
        self._uid = text(dataset, "SOPInstanceUID")
        self._items = frame_items(dataset)
        self._count, self._complaints = self._counted()
        self._groups = _by_tag(shared_item(dataset))
        self._known: dict[object, Parts] = {}

    def read(self) -> Iterator[SliceHeader | SetAside]:
        """Every frame that there is, then what is wrong with the object."""
        broken = []
        for frame, item in enumerate(self._items[: self._count], 1):
            try:
                yield self._frame(frame, item)
            except HEADER_ERRORS as error:
                logger.info("a frame's groups could not be read: %s", traceback_without_values(error))
                broken.append(frame)
        if broken:
            shown = ", ".join(str(frame) for frame in broken[:_LISTED])
            more = f" and {len(broken) - _LISTED} more" if len(broken) > _LISTED else ""
            frames = f"frames {shown}{more}" if len(broken) > 1 else f"frame {shown}"
            self._complaints.append(f"the functional groups of {frames} are damaged")
        for complaint in self._complaints:
            yield SetAside(self._member.name, complaint, damaged=True)

    def _counted(self) -> tuple[int, list[str]]:
        """How many frames there are, and where the object contradicts itself about it."""
        described = len(self._items)
        stated = integer(self._dataset, "NumberOfFrames") or 0
        count = stated if stated > 0 else described
        complaints = []
        if stated <= 0:
            complaints.append("it has no Number of Frames (0028,0008): its functional groups were counted")
        held = self._length // self._frame_bytes if self._length >= 0 else count
        if held != count:
            left_out = "the others are left out" if held > count else "the rest are left out"
            complaints.append(
                f"Number of Frames (0028,0008) says {count}, but its Pixel Data (7FE0,0010) holds {held}; "
                + left_out
            )
            count = min(count, held)
        if described != count:
            complaints.append(
                f"Per-frame Functional Groups Sequence (5200,9230) describes {described} frames of {count}"
                + ("; the rest are left out" if described < count else "")
            )
        return count, complaints

    @property
    def _frame_bytes(self) -> int:
        bits = int(self._dataset.BitsAllocated)
        return max(int(self._dataset.Rows) * int(self._dataset.Columns) * bits // 8, 1)

    def _frame(self, frame: int, item: Dataset) -> SliceHeader:
        # What a frame says itself goes before what all share.
        said = self._groups | _by_tag(item)
        parts = self._parts({tag: element for tag, element in said.items() if tag in _COMMON})
        own = Dataset()
        for tag, element in said.items():
            if tag in _OWN:
                own[element.tag] = element
        encapsulated = self._offset < 0 or self._length < 0
        return SliceHeader(
            member=self._member,
            frame=frame,
            sop_instance_uid=self._uid,
            instance_number=frame,
            position=header_values.vector(own, "ImagePositionPatient"),
            location=number(own, "SliceLocation"),
            echo=integer(own, "EchoNumbers"),
            pixel_offset=self._offset if encapsulated else self._offset + (frame - 1) * self._frame_bytes,
            pixel_length=-1 if encapsulated else self._frame_bytes,
            format=parts.format,
            plane=parts.plane,
            series=parts.series,
            echo_time=parts.echo_time,
            temporal=integer(own, "TemporalPositionIndex"),
            stack_id=self._shared.one(text(own, "StackID")),
        )

    def _parts(self, said: Mapping[int, Element]) -> Parts:
        """What the frame shares with others; converted only where it differs to the byte from all before."""
        raw = tuple(
            (tag, value if isinstance(value := element.value, bytes) else repr(value))
            for tag, element in said.items()
        )
        known = self._known.get(raw)
        if known is None:
            known = self._known[raw] = self._shared.parts(self._converted(said))
        return known

    def _converted(self, said: Mapping[int, Element]) -> Parts:
        flat = Dataset()
        for element in (*self._dataset.values(), *said.values()):
            if element.tag not in (SHARED, PER_FRAME):
                flat[element.tag] = element
        image_type = values(flat, "FrameType") or values(flat, "ImageType")
        echo_time = number(flat, "EffectiveEchoTime")
        return Parts(
            pixel_format(flat, self._length, self._syntax, self._count),
            plane(flat),
            dataclasses.replace(self._facts, localizer="LOCALIZER" in image_type),
            number(flat, "EchoTime") if echo_time is None else echo_time,
        )


def why_no_frames(dataset: Dataset, kind: str) -> str:
    """Why an Enhanced object's frames can't be slices; empty where they can."""
    if PER_FRAME not in dataset:
        return (
            f"a multi-frame object ({kind}) without Per-frame Functional Groups Sequence (5200,9230), "
            "so that nothing says where its frames lie"
        )
    if dataset.get("ModalityLUTSequence"):
        return f"a multi-frame object ({kind}) with a Modality LUT Sequence (0028,3000): it is not read here"
    return ""


def _by_tag(groups: Dataset) -> dict[int, Element]:
    wanted: Sequence[Element] = [
        element for element in elements(groups, INDEX_GROUPS) if int(element.tag) in (_OWN | _COMMON)
    ]
    return {int(element.tag): element for element in wanted}
