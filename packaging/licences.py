#!/usr/bin/env python3
"""Write resources/licences/THIRD_PARTY.md: the libraries that ship with Phantomscope, from their metadata.

    .venv/bin/python packaging/licences.py

Run it after packaging/constraints.txt has changed. It reads the dependencies of pyproject.toml, and theirs,
as they are installed in the Python that runs it.
"""

import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "resources" / "licences" / "THIRD_PARTY.md"
LONGEST_NAME = 60  # a licence field longer than this is the licence's text, not its name
INTRODUCTION = """\
# Libraries that ship with Phantomscope

Phantomscope itself is under the MIT licence. Its built programs also hold the Python interpreter (PSF-2.0),
PyInstaller's bootloader (GPL-2.0-or-later with an exception that lets it start programs under any licence)
and the libraries below, each under its own licence, as its installed metadata states it. The full texts are
in each library's `.dist-info` folder. PySide6 and shiboken6 bring the Qt 6 libraries, used here under the
LGPL version 3: they are shared libraries of their own and can be replaced. Programs built on Linux also hold
copies of that system's shared libraries that Python and Qt are linked to, under those libraries' licences.
pyqtgraph brings colour maps: those called CET are by Peter Kovesi (CC-BY 4.0), viridis and its like are CC0.

Written by `packaging/licences.py` from the versions in `packaging/constraints.txt`.

| library | version | licence |
|---|---|---|
"""


def shipped(requirements: Iterable[str]) -> list[Distribution]:
    """What the requirements bring along here, once each, by name.

    Raises:
        PackageNotFoundError: One of them isn't installed.
    """
    found: dict[str, Distribution] = {}
    waiting = [(Requirement(text), "") for text in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        if name in found:
            continue
        found[name] = distribution(name)
        for further in found[name].requires or ():
            waiting.extend((Requirement(further), wanted) for wanted in (requirement.extras or {""}))
    return [found[name] for name in sorted(found)]


def licence(library: Distribution) -> str:
    """The licence that a library's metadata states: as an expression, a name, or its classifiers."""
    metadata = library.metadata
    if "License-Expression" in metadata:
        return metadata["License-Expression"]
    classifiers = metadata.get_all("Classifier") or []
    prefix = "License :: OSI Approved :: "
    named = [text.removeprefix(prefix) for text in classifiers if text.startswith(prefix)]
    stated = metadata["License"].strip() if "License" in metadata else ""
    if stated and len(stated) <= LONGEST_NAME and "\n" not in stated:
        return stated
    return ", ".join(named) or "not stated in its metadata; see its `.dist-info` folder"


def page(libraries: Iterable[Distribution]) -> str:
    """The whole page."""
    rows = [
        f"| {library.metadata['Name']} | {library.version} | {licence(library)} |" for library in libraries
    ]
    return INTRODUCTION + "\n".join(rows) + "\n"


def main() -> int:
    """Write the page."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    try:
        PAGE.write_text(page(shipped(project["dependencies"])), "utf-8")
    except PackageNotFoundError as error:
        print(f"{error.name} isn't installed in this Python. Run this with .venv's.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
