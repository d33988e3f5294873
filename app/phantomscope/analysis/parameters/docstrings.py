"""pylinac's docstrings as sentences for people.

They are written in reST for pylinac's own site. What is done to them: the section "Parameters" is taken apart
by its names; lines are joined to paragraphs; roles and literals lose their marks
(``:class:`~pylinac.core.Contrast``` is "Contrast"), and so do bold and italics; sentences that only point to
a page of that site ("See :ref:`visibility`.") are left out; warnings and notes become paragraphs that begin
with "Warning:" or "Note:"; "deprecated" is taken out and told apart. Pure text.
"""

import inspect
import re
from dataclasses import dataclass

_ENTRY = re.compile(r"^(?P<names>\w+(?:\s*,\s*\w+)*)\s*(?::\s*(?P<type>.*))?$")
_SECTION = re.compile(r"^(?P<title>\w[\w ]*)\n-{3,}\s*$", re.MULTILINE)
_DIRECTIVE = re.compile(r"^\.\.\s+(?P<kind>\w+)::\s*(?P<text>.*)$")
_ADMONITIONS = {
    "warning": "Warning: ",
    "danger": "Warning: ",
    "caution": "Warning: ",
    "note": "Note: ",
    "important": "Note: ",
    "tip": "Note: ",
}
_POINTER = re.compile(
    r"(?:^|(?<=[.!?]\s))(?:See|Consult)\s+(?:also\s+)?(?:here|RTD|the docs|:\w+:`)[^.]*\.\s*"
)
_ROLE = re.compile(r":\w+(?::\w+)*:`(?P<shown>[^`]*)`")
_MARKS = re.compile(r"``([^`]*)``|\*\*([^*]+)\*\*|(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])|`([^`]+)`_{0,2}")


@dataclass(frozen=True, slots=True)
class Described:
    """What a docstring says of one parameter.

    Attributes:
        type: Its type as the docstring puts it; may be empty.
        help: What it does, as plain paragraphs parted by empty lines.
        deprecated: What is said of giving it up; empty where nothing is.
    """

    type: str
    help: str
    deprecated: str = ""


def described_parameters(docstring: str | None) -> dict[str, Described]:
    """What a numpy-style docstring says of each parameter; empty where it says nothing."""
    found: dict[str, Described] = {}
    names: list[str] = []
    kind, body = "", list[str]()

    def finish() -> None:
        for name in names:
            found[name] = _described(kind, body)

    for line in _section(docstring or "", "Parameters"):
        entry = _ENTRY.match(line)
        if entry:
            finish()
            names = re.split(r"\s*,\s*", entry["names"])
            kind, body = (entry["type"] or "").strip(), []
        else:
            body.append(line)
    finish()
    return found


def plain_text(text: str) -> str:
    """reST marks taken out of one paragraph, its lines joined."""
    text = " ".join(text.split())
    text = _POINTER.sub("", text)
    text = _ROLE.sub(lambda match: _role_text(match["shown"]), text)
    text = _MARKS.sub(lambda match: next(part for part in match.groups() if part is not None), text)
    return " ".join(text.split())


def _section(docstring: str, title: str) -> list[str]:
    """The lines of one section, its parameters' names at the left edge."""
    text = inspect.cleandoc(docstring)
    heads = list(_SECTION.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=False):
        if head["title"].strip() == title:
            return text[head.end() : end].strip("\n").split("\n")
    return []


def _described(kind: str, body: list[str]) -> Described:
    paragraphs: list[str] = []
    deprecated = ""
    for lead, text in _blocks(inspect.cleandoc("\n".join(["", *body])).split("\n")):
        plain = plain_text(text)
        if lead == "deprecated":
            version, _, reason = plain.partition(" ")
            deprecated = f"Deprecated since {version}. {reason}".strip()
        elif plain:
            paragraphs.append(_ADMONITIONS.get(lead, "") + plain)
    return Described(kind, "\n\n".join(paragraphs), deprecated)


def _blocks(lines: list[str]) -> list[tuple[str, str]]:
    """Paragraphs, each with the directive that it stands under; a directive's own body is one paragraph."""
    blocks: list[tuple[str, list[str]]] = [("", [])]
    for line in lines:
        directive = _DIRECTIVE.match(line)
        if directive:
            blocks.append((directive["kind"], [directive["text"]]))
        elif blocks[-1][0] and (not line or line.startswith(" ")):
            blocks[-1][1].append(line)
        elif not line:
            blocks.append(("", []))
        elif blocks[-1][0]:
            blocks.append(("", [line]))
        else:
            blocks[-1][1].append(line)
    return [(kind, " ".join(text)) for kind, text in blocks]


def _role_text(shown: str) -> str:
    """What a role shows: its title, or the last part of a name that begins with "~"."""
    title = re.match(r"^(.*?)\s*<[^>]*>$", shown)
    if title:
        return title[1]
    return shown.rpartition(".")[2] if shown.startswith("~") else shown
