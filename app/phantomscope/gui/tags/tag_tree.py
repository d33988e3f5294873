"""The rows of a header, beside another one's where there is one to compare with: no Qt here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from phantomscope.gui.tags.elements import Element

DIFFERENT, ONLY_HERE, ONLY_THERE = "≠", "+", "−"


@dataclass(slots=True, eq=False)
class TagRow:
    """One row.

    Attributes:
        here: The element; None where only the other header has it.
        there: The other header's; None where it has none, or there is no other.
        sign: How they differ; empty where they don't.
        children: Rows below it.
        parent: The row above; None at the top.
        place: Its number among its parent's children.
        text: What a search looks at.
        public_text: The same without what may tell who a patient is.
        listed: Whether the filter lets it through.
    """

    here: Element | None
    there: Element | None
    sign: str = ""
    children: list["TagRow"] = field(default_factory=list)
    parent: "TagRow | None" = None
    place: int = 0
    text: str = ""
    public_text: str = ""
    listed: bool = True

    @property
    def element(self) -> Element:
        """What names the row."""
        element = self.here or self.there
        assert element is not None
        return element

    @property
    def path(self) -> tuple[str, ...]:
        """The same for the same element of any header."""
        above = self.parent.path if self.parent is not None else ()
        return (*above, self.element.key)


@dataclass(frozen=True, slots=True)
class Wish:
    """Which rows are to be listed.

    Attributes:
        text: Part of a tag, keyword, name, creator or value; empty for all.
        private: Only private elements.
        different: Only those that differ.
        hidden: Whether what tells who a patient is can't be searched for.
    """

    text: str = ""
    private: bool = False
    different: bool = False
    hidden: bool = False


def tag_rows(here: Sequence[Element], there: Sequence[Element] | None = None) -> tuple[TagRow, ...]:
    """The rows of a header, compared with another one's if there is one; sequences item by item."""
    return tuple(_rows(here, there, None))


def all_rows(rows: Sequence[TagRow]) -> Iterator[TagRow]:
    """These and all below them, from the top down."""
    for row in rows:
        yield row
        yield from all_rows(row.children)


def list_rows(rows: Sequence[TagRow], wish: Wish) -> int:
    """Mark the rows that are to be listed: those that suit the wish, with what they lie in.

    Where a sequence or an item suits the search, so does what is in it.

    Returns:
        How many elements suit it.
    """
    needle = _searchable(wish.text)
    return sum(_list_row(row, wish, needle, found=False) for row in rows)


def _list_row(row: TagRow, wish: Wish, needle: str, *, found: bool) -> int:
    found = found or needle in (row.public_text if wish.hidden else row.text)
    count = sum(_list_row(child, wish, needle, found=found) for child in row.children)
    suits = found and not (wish.private and not row.element.private) and not (wish.different and not row.sign)
    row.listed = suits or count > 0
    return count + (suits and bool(row.element.tag))


def _rows(
    here: Sequence[Element], there: Sequence[Element] | None, parent: TagRow | None
) -> Iterator[TagRow]:
    for place, (one, other) in enumerate(_pairs(here, there)):
        row = TagRow(one, other, parent=parent, place=place)
        row.children = list(
            _rows(
                one.children if one is not None else (),
                None if there is None else other.children if other is not None else (),
                row,
            )
        )
        row.sign = "" if there is None else _sign(row)
        row.text, row.public_text = _texts(row)
        yield row


def _pairs(
    here: Sequence[Element], there: Sequence[Element] | None
) -> Iterator[tuple[Element | None, Element | None]]:
    others = {element.key: element for element in there or ()}
    both = [(element, others.pop(element.key, None)) for element in here]
    if not others:
        yield from both
        return
    more: list[tuple[Element | None, Element | None]] = [(None, other) for other in others.values()]
    yield from sorted([*both, *more], key=_order)


def _order(pair: tuple[Element | None, Element | None]) -> tuple[str, int]:
    element = pair[0] or pair[1]
    assert element is not None
    return element.tag, int(element.key[1:]) if element.key.startswith("#") else 0


def _sign(row: TagRow) -> str:
    if row.there is None:
        return ONLY_HERE
    if row.here is None:
        return ONLY_THERE
    same = row.here.mark == row.there.mark and not any(child.sign for child in row.children)
    return "" if same else DIFFERENT


def _texts(row: TagRow) -> tuple[str, str]:
    element = row.element
    plain = element.tag.replace(",", "")
    public = f"{element.tag} ({element.tag}) {plain} {element.keyword} {element.name}".lower()
    said = [one for one in (row.here, row.there) if one is not None]
    values = " ".join(f"{one.value} {one.note}" for one in said).lower()
    hidden = any(one.identifying for one in said)
    return f"{public} {values}", public if hidden else f"{public} {values}"


def _searchable(text: str) -> str:
    return " ".join(text.lower().split())
