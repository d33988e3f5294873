"""What a measure is: a function that runs once in a fresh process and gives figures."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from phantomscope.analysis.phantoms import Phantom, phantom_named
from phantomscope.errors import PhantomscopeError

Figures = dict[str, float | str]
"""Values by name. A name ends with its unit: "open s", "peak above imports MB"; texts are compared only."""


class Needs(enum.Enum):
    """What a measure needs to be run.

    Attributes:
        NOTHING: It is of the machine and of the program; once for all scans.
        SCAN: A scan.
        PHANTOM: A scan whose phantom is known.
        LARGE: A made scan of 1024×1024.
        LONG: A made archive of 5,000 slices.
        MANY: A made folder of 10,000 files.
    """

    NOTHING = "nothing"
    SCAN = "scan"
    PHANTOM = "phantom"
    LARGE = "large"
    LONG = "long"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a measuring process is told.

    Attributes:
        scratch: A folder of its own, empty; it is removed afterwards.
        spawned: When the process was started, in seconds since the epoch.
        path: The scan; None where none is needed.
        phantom_name: The phantom's name; empty where it is not needed.
    """

    scratch: Path
    spawned: float
    path: Path | None = None
    phantom_name: str = ""

    @property
    def scan(self) -> Path:
        """The scan. Raises PhantomscopeError where there is none."""
        if self.path is None:
            raise PhantomscopeError("This measure needs a scan")
        return self.path

    @property
    def phantom(self) -> Phantom:
        """The phantom. Raises PhantomscopeError where it is not known."""
        return phantom_named(self.phantom_name)

    def as_words(self) -> Mapping[str, str | float]:
        """As plain data for another process."""
        path = str(self.path) if self.path is not None else ""
        return {
            "scratch": str(self.scratch),
            "spawned": self.spawned,
            "path": path,
            "phantom": self.phantom_name,
        }

    @classmethod
    def from_words(cls, words: Mapping[str, str | float]) -> "Setting":
        """What ``as_words`` gave."""
        path = str(words["path"])
        return cls(
            Path(str(words["scratch"])),
            float(words["spawned"]),
            Path(path) if path else None,
            str(words["phantom"]),
        )


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure.

    Attributes:
        name: What it is called in the tables and by ``--only``.
        run: Measures once, in the process that it is run in; its docstring says how.
        needs: What has to be there.
        growth: Whether it takes minutes and is run only where growth is asked for.
    """

    name: str
    run: Callable[[Setting], Figures]
    needs: Needs
    growth: bool = False
