"""What bounds the memory of this process: the machine, its containers (cgroup v1 and v2), and ulimit."""

import enum
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import psutil

_MIB = 1 << 20

_OCTAL = re.compile(r"\\([0-7]{3})")
_USUAL_MOUNTS = {2: "/sys/fs/cgroup", 1: "/sys/fs/cgroup/memory"}
_LIMITS = {2: ("memory.max", "memory.high"), 1: ("memory.limit_in_bytes",)}
_USAGE = {2: "memory.current", 1: "memory.usage_in_bytes"}
# v1 tells of a group alone, and with "total_" of those below it too.
_RECLAIMABLE = {2: ("inactive_file",), 1: ("total_inactive_file", "inactive_file")}
_RLIMITS = ("RLIMIT_AS", "RLIMIT_DATA")


class Bound(enum.Enum):
    """What sets a limit; the value is how a person reads it."""

    MACHINE = "machine"
    CGROUP_V2 = "container (cgroup v2)"
    CGROUP_V1 = "container (cgroup v1)"
    PROCESS = "process (ulimit)"

    @property
    def is_container(self) -> bool:
        """Whether it is a container's, where exceeding it ends the process."""
        return self in (Bound.CGROUP_V1, Bound.CGROUP_V2)


@dataclass(frozen=True, slots=True)
class MemoryLimit:
    """One limit, and what counts towards it now.

    Attributes:
        bound: What sets it.
        limit: Bytes at the most.
        used: Bytes in use, by everything that counts: page cache that the system can take back at any time
            does not, files in a file system that lies in memory do.
    """

    bound: Bound
    limit: int
    used: int

    @property
    def available(self) -> int:
        """Bytes that are still to be had."""
        return max(0, self.limit - self.used)

    @property
    def margin(self) -> int:
        """Bytes to leave free: who exceeds a container's limit is ended, with no chance to say why."""
        return min(max(self.limit // 16, 16 * _MIB), 64 * _MIB) if self.bound.is_container else 0


class MemoryBounds:
    """Finds once where the limits are written, and reads them whenever it is asked.

    Args:
        root: The file system's root; tests put their own trees here.
        machine: Says the machine's memory and how much of it is available, in bytes.
        ulimits: Says the process's own limits and what counts towards each, in bytes.
    """

    def __init__(
        self,
        root: Path = Path("/"),
        machine: Callable[[], tuple[int, int]] | None = None,
        ulimits: Callable[[], Iterable[tuple[int, int]]] | None = None,
    ) -> None:
        self._machine = machine if machine is not None else _machine_memory
        self._ulimits = ulimits if ulimits is not None else _ulimits
        self._groups = tuple(_groups(root))

    def limits(self) -> tuple[MemoryLimit, ...]:
        """All that bound it now: the machine first, then one of each other kind, the one with least left."""
        total, available = self._machine()
        found = [MemoryLimit(Bound.MACHINE, total, max(0, total - available))]
        for version, bound in ((2, Bound.CGROUP_V2), (1, Bound.CGROUP_V1)):
            read = (_group_limit(folder, version, bound) for at, folder in self._groups if at == version)
            # One that lets a group have more than the machine has is none.
            found += _least(one for one in read if one is not None and one.limit < total)
        found += _least(
            MemoryLimit(Bound.PROCESS, limit, used) for limit, used in self._ulimits() if limit < total
        )
        return tuple(found)


def tightest(limits: Iterable[MemoryLimit]) -> MemoryLimit:
    """The one that leaves the least."""
    return min(limits, key=lambda one: (one.available - one.margin, one.limit))


def container_of(limits: Iterable[MemoryLimit]) -> MemoryLimit | None:
    """The container's limit; None where there is none."""
    found = [one for one in limits if one.bound.is_container]
    return tightest(found) if found else None


def _least(limits: Iterable[MemoryLimit]) -> list[MemoryLimit]:
    found = list(limits)
    return [tightest(found)] if found else []


def _machine_memory() -> tuple[int, int]:
    memory = psutil.virtual_memory()
    return int(memory.total), int(memory.available)


def _ulimits() -> list[tuple[int, int]]:
    """Limits of this process's address space and data, and its own; none where there is no such thing."""
    try:
        import resource
    except ImportError:  # Windows
        return []
    found: list[tuple[int, int]] = []
    for name in _RLIMITS:
        try:
            limit = resource.getrlimit(getattr(resource, name))[0]
            if limit == resource.RLIM_INFINITY:
                continue
            used = psutil.Process().memory_info()
        except (AttributeError, OSError, ValueError, psutil.Error):
            continue
        found.append((limit, int(used.vms if name == "RLIMIT_AS" else getattr(used, "data", used.rss))))
    return found


# -- containers -------------------------------------------------------------------------------------------


def _groups(root: Path) -> Iterable[tuple[int, Path]]:
    """The folders of the process's own memory groups and of all above them, with the cgroup version."""
    own = _own_groups(_text(root / "proc/self/cgroup"))
    mounts = _mounts(_text(root / "proc/self/mountinfo"))
    for version in (2, 1):
        if version not in own:
            continue
        usual = _USUAL_MOUNTS[version]
        for mount, below in _places(own[version], mounts.get(version) or {usual: "/"}, usual):
            top = root / mount.lstrip("/")
            folders = [top.joinpath(*below[:depth]) for depth in range(len(below), -1, -1)]
            yield from ((version, folder) for folder in folders)


def _places(own: str, mounts: Mapping[str, str], usual: str) -> list[tuple[str, tuple[str, ...]]]:
    """Mounts to look into for a group, nearest first, and the parts of its path below each.

    All in which the group lies: one may show groups above it that another hides. Where it lies in none, the
    path is not as it is seen from here, and what is mounted counts as the group: at the usual place, or else
    at the first.
    """
    holding = [
        (mount, below) for mount, mounted in mounts.items() if (below := _below(own, mounted)) is not None
    ]
    if holding:
        return sorted(holding, key=lambda one: len(one[1]))
    return [(usual if usual in mounts else next(iter(mounts)), ())]


def _own_groups(text: str) -> dict[int, str]:
    """The path of the process's group for version 2, and of its memory group for version 1."""
    found: dict[int, str] = {}
    for line in text.splitlines():
        number, _, rest = line.partition(":")
        controllers, colon, path = rest.partition(":")
        if not colon:
            continue
        if number == "0" and not controllers:
            found[2] = path
        elif "memory" in controllers.split(","):
            found[1] = path
    return found


def _mounts(text: str) -> dict[int, dict[str, str]]:
    """Where each version is mounted, and which of its groups is there: the last, which hides others."""
    found: dict[int, dict[str, str]] = {}
    for line in text.splitlines():
        before, dash, after = line.partition(" - ")
        fields, kind = before.split(" "), after.split(" ")
        if not dash or len(fields) < 5 or len(kind) < 3:
            continue
        mount, mounted = _plain(fields[4]), _plain(fields[3])
        if kind[0] == "cgroup2":
            found.setdefault(2, {})[mount] = mounted
        elif kind[0] == "cgroup" and "memory" in kind[2].split(","):
            found.setdefault(1, {})[mount] = mounted
    return found


def _plain(text: str) -> str:
    """mountinfo writes blanks and the like as octal numbers."""
    return _OCTAL.sub(lambda found: chr(int(found[1], 8)), text)


def _below(path: str, mounted: str) -> tuple[str, ...] | None:
    """The parts of a group's path below the group that is mounted; None where it lies elsewhere."""
    group, top = PurePosixPath(path), PurePosixPath(mounted)
    # Inside a container the path may be as the host sees it, or lead out of what can be seen here.
    if not group.is_relative_to(top):
        return None
    below = group.relative_to(top).parts
    return None if ".." in below else below


def _group_limit(folder: Path, version: int, bound: Bound) -> MemoryLimit | None:
    stat = _stat(_text(folder / "memory.stat"))
    limits = [_number(_text(folder / name)) for name in _LIMITS[version]]
    if version == 1:
        limits.append(stat.get("hierarchical_memory_limit"))  # of groups that can't be seen from here
    known = [limit for limit in limits if limit is not None and limit > 0]
    used = _number(_text(folder / _USAGE[version]))
    if not known or used is None:
        return None
    reclaimable = next((stat[name] for name in _RECLAIMABLE[version] if name in stat), 0)
    return MemoryLimit(bound, min(known), max(0, used - reclaimable))


def _stat(text: str) -> Mapping[str, int]:
    found = {}
    for line in text.splitlines():
        name, _, value = line.partition(" ")
        number = _number(value)
        if number is not None:
            found[name] = number
    return found


def _number(text: str) -> int | None:
    """A number of bytes; None for "max" and whatever else is none."""
    stripped = text.strip()
    return int(stripped) if stripped.isascii() and stripped.isdigit() else None


def _text(path: Path) -> str:
    """What a file holds; nothing where it can't be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return ""
