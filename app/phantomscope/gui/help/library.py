"""The pages of the help: read from `resources/help`, their headings, and what is found in them."""

import re
from dataclasses import dataclass
from pathlib import Path

CONTENTS = "contents.md"
_HEADING = re.compile(r"^(?P<marks>#{1,4}) (?P<text>.+?)(?: \{#(?P<anchor>[a-z0-9-]+)\})?$")
_LINK = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<target>[^)\s]+)\)")
_EMPHASIS = re.compile(r"[*`_|]+")
_FENCE = "```"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page.

    Attributes:
        text: As it is read.
        anchor: What links call it; empty where none can.
        level: 1 for the page's title.
    """

    text: str
    anchor: str
    level: int


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page.

    Attributes:
        name: Its file, e.g. "metric-mtf.md".
        group: Under what it stands in the contents.
        markdown: The text to show, without the names of anchors.
        headings: Its headings in their order, the title first.
        links: The targets of all its links.
    """

    name: str
    group: str
    markdown: str
    headings: tuple[Heading, ...]
    links: tuple[str, ...]

    @property
    def title(self) -> str:
        """The page's title."""
        return self.headings[0].text if self.headings else self.name

    @property
    def anchors(self) -> frozenset[str]:
        """All anchors that links may name."""
        return frozenset(heading.anchor for heading in self.headings if heading.anchor)

    def score(self, words: list[str]) -> int:
        """How well the page answers a search; 0 where a word is not in it at all."""
        headings = " ".join(heading.text for heading in self.headings).casefold()
        text = _plain(self.markdown).casefold()
        if not all(word in text for word in words):
            return 0
        title = self.title.casefold()
        return sum(
            1 + min(text.count(word), 20) + 40 * (word in headings) + 200 * (word in title) for word in words
        )


class HelpLibrary:
    """All pages, in the order of the contents.

    Args:
        folder: Where the Markdown files are, `contents.md` among them.

    Raises:
        OSError: A file that the contents name is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._pages: dict[str, HelpPage] = {}
        group = ""
        for line in (folder / CONTENTS).read_text("utf-8").splitlines():
            heading, link = _HEADING.match(line), _LINK.search(line)
            if heading is not None:
                group = heading["text"]
            elif link is not None:
                name = link["target"]
                self._pages[name] = _page(name, group, (folder / name).read_text("utf-8"))

    @property
    def pages(self) -> tuple[HelpPage, ...]:
        """All of them."""
        return tuple(self._pages.values())

    @property
    def first(self) -> HelpPage:
        """Where to begin."""
        return self.pages[0]

    def page(self, name: str) -> HelpPage | None:
        """A page by its file's name."""
        return self._pages.get(name)

    def resolves(self, target: str, page: str = "") -> bool:
        """Whether an internal link leads anywhere.

        Args:
            target: "page.md", "page.md#anchor" or "#anchor".
            page: The page that the link is on.
        """
        name, _, anchor = target.partition("#")
        found = self.page(name or page)
        return found is not None and (not anchor or anchor in found.anchors)

    def search(self, text: str) -> tuple[HelpPage, ...]:
        """Pages in which all words of a text stand, the best first."""
        words = text.casefold().split()
        if not words:
            return self.pages
        scored = [(page.score(words), page) for page in self.pages]
        return tuple(page for score, page in sorted(scored, key=lambda one: -one[0]) if score)


def _page(name: str, group: str, text: str) -> HelpPage:
    lines, headings, fenced = [], [], False
    for line in text.splitlines():
        if line.startswith(_FENCE):
            fenced = not fenced
        found = None if fenced else _HEADING.match(line)
        if found is not None:
            headings.append(Heading(_unmarked(found["text"]), found["anchor"] or "", len(found["marks"])))
            line = f"{found['marks']} {found['text']}"
        lines.append(line)
    markdown = "\n".join(lines)
    links = tuple(link["target"] for link in _LINK.finditer(markdown))
    return HelpPage(name, group, markdown, tuple(headings), links)


def _plain(markdown: str) -> str:
    return _unmarked(_LINK.sub(r"\g<text>", markdown))


def _unmarked(text: str) -> str:
    return _EMPHASIS.sub("", text)
