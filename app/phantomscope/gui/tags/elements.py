"""The elements of a DICOM header as text, with everything in it that may be odd: no Qt here."""

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydicom import datadict
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.tag import BaseTag
from pydicom.uid import UID

from phantomscope.saving.identifiers import is_identifying
from phantomscope.stack.front import quiet_pydicom
from phantomscope.stack.header_values import HEADER_ERRORS

_LONGEST = 512  # characters kept of a value
_MOST_VALUES = 64
_HEX_BYTES = 24
_MOST_ITEMS = 200  # of one sequence; a dose report or a plan may have thousands
_DEEPEST = 12  # items in items that are listed
_DEEPEST_COMPARED = 40
_DIGEST_BYTES = 12  # of a value: no two of the few thousand values of a header get the same by chance
_NUMBERS = ("DS", "IS", "FL", "FD", "US", "SS", "UL", "SL", "UV", "SV")
_ANYTHING = ("PN", "LT", "ST", "UT", "UR", "UN")  # where the dictionary has another VR
_BYTES = ("OB", "OW", "OD", "OF", "OL", "OV", "UN")


@dataclass(frozen=True, slots=True)
class Element:
    """One element, or one item of a sequence, as a person reads it.

    Attributes:
        key: Tells it from its neighbours in any header: its tag, or a private one's creator in place of the
            block that it happens to lie in; "#1" for the first item.
        tag: "0018,0050"; empty for an item.
        vr: Its value representation; empty for an item.
        keyword: The DICOM keyword; empty where it has none.
        name: What to call it.
        creator: The private creator of a private element; empty elsewhere.
        value: Its value in one line; shortened where it is long.
        note: What the value means or why it is not shown as it is: a UID's name, "1024 bytes".
        mark: The same wherever the whole value is the same, and empty wherever there is none. That of a
            sequence stands for how many items it has and for what is in those that are not its children.
        private: Whether it or what it lies in is private.
        identifying: Whether it may tell who a patient is.
        children: Items of a sequence, or elements of an item.
    """

    key: str
    tag: str
    vr: str
    keyword: str
    name: str
    creator: str
    value: str
    note: str
    mark: bytes
    private: bool
    identifying: bool
    children: tuple["Element", ...] = ()


def elements_of(dataset: Dataset) -> tuple[Element, ...]:
    """All elements of a header in the order of their tags, the file's meta information first."""
    with quiet_pydicom():
        meta = getattr(dataset, "file_meta", None)
        first = _elements(meta, 0, private=False, identifying=False) if meta is not None else ()
        return (*first, *_elements(dataset, 0, private=False, identifying=False))


def _elements(dataset: Dataset, depth: int, *, private: bool, identifying: bool) -> tuple[Element, ...]:
    creators = _Creators(dataset)
    return tuple(
        _element(dataset, tag, creators, depth, private=private, identifying=identifying)
        for tag in sorted(dataset.keys())
    )


def _element(
    dataset: Dataset, tag: BaseTag, creators: "_Creators", depth: int, *, private: bool, identifying: bool
) -> Element:
    read: DataElement | None
    try:
        read = dataset[tag]
        vr, keyword, name = str(read.VR), str(read.keyword), str(read.name)
        told = _of_items(read.value, depth) if vr == "SQ" else _told(read.value, vr)
    except HEADER_ERRORS:
        read, told = None, _unreadable(dataset, tag)
        vr, keyword, name = _raw_vr(dataset, tag), *_known(tag)
    creator, block = creators.of(tag)
    hidden = identifying or vr == "PN" or _may_identify(tag, vr)
    secret = private or tag.is_private
    children: tuple[Element, ...] = ()
    if read is not None and vr == "SQ" and depth < _DEEPEST:
        children = tuple(_items(read.value, depth, private=secret, identifying=hidden))
    return Element(
        key=f"{tag.group:04X}[{creator}]{block}:{tag.elem & 0xFF:02X}" if creator else f"{int(tag):08X}",
        tag=f"{tag.group:04X},{tag.elem:04X}",
        vr=vr,
        keyword=keyword,
        name=_named(tag, name, creator),
        creator=creator,
        value=told.text,
        note=told.note,
        mark=told.mark,
        private=secret,
        identifying=hidden,
        children=children,
    )


def _items(items: Iterable[Dataset], depth: int, *, private: bool, identifying: bool) -> Iterator[Element]:
    for number, item in enumerate(items, start=1):
        if number > _MOST_ITEMS:
            return
        children = _elements(item, depth + 1, private=private, identifying=identifying)
        told = f"{len(children)} element{'' if len(children) == 1 else 's'}"
        yield Element(
            f"#{number}", "", "", "", f"Item {number}", "", "", told, b"", private, identifying, children
        )


def _known(tag: BaseTag) -> tuple[str, str]:
    """Keyword and name that the dictionary has for an element, which itself may not be readable."""
    if tag.is_private or not datadict.dictionary_has_tag(tag):
        return "", ""
    return datadict.keyword_for_tag(tag), datadict.dictionary_description(tag)


def _may_identify(tag: BaseTag, vr: str) -> bool:
    """As a private copy of the slice is made: what that leaves out, and what it could not look into."""
    if tag.is_private_creator or tag.elem == 0:
        return False
    if is_identifying(tag):
        return True
    expected = datadict.dictionary_VR(tag)  # there is one: what the dictionary does not know may identify
    return vr != expected and (expected == "SQ" or vr in _ANYTHING)


class _Creators:
    """Who has reserved which private blocks of a dataset (PS3.5, 7.8.1).

    The same creator may have reserved several blocks of a group.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._found: dict[int, dict[int, tuple[str, int]]] = {}

    def of(self, tag: BaseTag) -> tuple[str, int]:
        """The creator of a private element, and which of its blocks it lies in, from 1; else "" and 0."""
        if not tag.is_private or tag.is_private_creator:
            return "", 0
        if tag.group not in self._found:
            self._found[tag.group] = self._blocks(tag.group)
        return self._found[tag.group].get(tag.elem >> 8, ("", 0))

    def _blocks(self, group: int) -> dict[int, tuple[str, int]]:
        blocks: dict[int, tuple[str, int]] = {}
        counts: dict[str, int] = {}
        for element in range(0x10, 0x100):
            creator = self._creator(BaseTag(group << 16 | element))
            if creator:
                counts[creator] = counts.get(creator, 0) + 1
                blocks[element] = creator, counts[creator]
        return blocks

    def _creator(self, tag: BaseTag) -> str:
        if tag not in self._dataset:
            return ""
        try:
            return _clean(str(self._dataset[tag].value)).strip()
        except HEADER_ERRORS:
            return ""


def _named(tag: BaseTag, name: str, creator: str) -> str:
    if tag.is_private_creator:
        return "Private creator"
    if tag.is_private:
        known = name.strip("[]") if name.startswith("[") else "Private"
        return f"{known} · {creator}" if creator else known
    if tag.elem == 0:
        return "Group length"
    return name or "Unknown"


# -- values -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    """A value as text, what else is to be said of it, and what is the same for the same value."""

    text: str
    note: str = ""
    mark: bytes = b""


def _of_items(items: Sequence[Dataset], depth: int) -> _Told:
    count = len(items)
    note = f"{count} item{'' if count == 1 else 's'}"
    if depth >= _DEEPEST:
        note += ", not listed" if count else ""
        compared = depth < _DEEPEST_COMPARED
        rest = (_mark_of_item(item, depth) for item in items) if compared else ()
    else:
        note += f", the first {_MOST_ITEMS} are listed, all are compared" if count > _MOST_ITEMS else ""
        rest = (_mark_of_item(items[number], depth) for number in range(_MOST_ITEMS, count))
    return _Told("", note, _digest(f"{count} items", *rest))


def _mark_of_item(item: Dataset, depth: int) -> bytes:
    return _digest(
        *(_whole_mark(one) for one in _elements(item, depth + 1, private=False, identifying=False))
    )


def _whole_mark(element: Element) -> bytes:
    """Of an element or an item with all that is in it."""
    return _digest(element.key, element.mark, *(_whole_mark(child) for child in element.children))


def _told(value: Any, vr: str) -> _Told:
    if value is None:
        return _Told("")
    if isinstance(value, (bytes, bytearray)):
        return _of_bytes(bytes(value), vr)
    if isinstance(value, (MultiValue, list, tuple)):
        return _of_many(list(value), vr)
    text, note = _single(value, vr)
    whole = f"{len(text)} characters" if len(text) > _LONGEST else ""
    return _Told(_shortened(text), note or whole, _mark(value, vr))


def _of_many(values: list[Any], vr: str) -> _Told:
    if not values:
        return _Told("")
    text = "\\".join(_single(value, vr)[0] for value in values[:_MOST_VALUES])
    note = f"{len(values)} values" if len(values) > _MOST_VALUES or len(text) > _LONGEST else ""
    more = "…" if len(values) > _MOST_VALUES and len(text) <= _LONGEST else ""
    return _Told(_shortened(text) + more, note, _digest(*(_canonical(value, vr) for value in values)))


def _single(value: Any, vr: str) -> tuple[str, str]:
    if vr == "UI":
        uid = UID(str(value))
        return _clean(str(uid)), uid.name if uid.name != str(uid) else ""
    if vr == "AT" and isinstance(value, int):
        return f"{value >> 16:04X},{value & 0xFFFF:04X}", ""
    return _clean(str(value)), ""


def _mark(value: Any, vr: str) -> bytes:
    text = _canonical(value, vr)
    return _digest(text) if text else b""


def _canonical(value: Any, vr: str) -> str:
    """The same text for the same value: "2.50" and "2.5" are the same number, written by two programs."""
    if vr in _NUMBERS:
        if isinstance(value, int):  # of 64 bits a float may not hold all
            return str(int(value))
        number = _attempt(lambda: float(value))
        if number is not None and math.isfinite(number):
            return str(int(number)) if number == int(number) else repr(number)
    return "" if value is None else str(value)


def _digest(*parts: str | bytes) -> bytes:
    """Stands for these parts, in this order, without keeping them."""
    told = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        told.update(b"%d:" % len(data))
        told.update(data)
    return told.digest()


def _of_bytes(data: bytes, vr: str) -> _Told:
    count = f"{len(data)} byte{'' if len(data) == 1 else 's'}"
    if not data:
        return _Told("")
    text = _as_text(data) if vr == "UN" or vr not in _BYTES else None
    if text is not None:
        return _Told(_shortened(text), count if len(text) > _LONGEST else "", _digest(text))
    more = " …" if len(data) > _HEX_BYTES else ""
    return _Told(data[:_HEX_BYTES].hex(" ").upper() + more, count, _digest(data))


def _as_text(data: bytes) -> str | None:
    """Bytes of an unknown kind as text where they are nothing else."""
    plain = data.rstrip(b"\0 ")
    return plain.decode("ascii") if plain and all(32 <= byte < 127 for byte in plain) else None


def _unreadable(dataset: Dataset, tag: BaseTag) -> _Told:
    """A value that is not what its VR says: as the bytes that are there."""
    raw = _attempt(lambda: dataset.get_item(tag))
    value = raw.value if isinstance(raw, (RawDataElement, DataElement)) else None
    data = value if isinstance(value, bytes) else b""
    told = _of_bytes(data, "UN")
    return _Told(told.text, "can’t be read as its VR", told.mark)


def _raw_vr(dataset: Dataset, tag: BaseTag) -> str:
    raw = _attempt(lambda: dataset.get_item(tag))
    return str(getattr(raw, "VR", None) or "??")


def _attempt(get: Callable[[], Any]) -> Any:
    try:
        return get()
    except HEADER_ERRORS:
        return None


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _clean(text: str) -> str:
    """In one line, without anything that can't be seen."""
    lines = " ↵ ".join(text.rstrip("\0 \r\n").splitlines())
    return "".join(char if char.isprintable() else "·" for char in lines.replace("\t", " "))
