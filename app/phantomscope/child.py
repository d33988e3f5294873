"""Starting this program a second time, as a child process: from source, wheel and frozen build alike."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path


def child_command(*arguments: str) -> list[str]:
    """The command line that runs this very program with other arguments."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    # -P: a folder that happens to be current must not lend its files as modules.
    return [sys.executable, "-P", "-m", "phantomscope", *arguments]


def child_environment() -> dict[str, str]:
    """The child's environment: it finds this very package, and matplotlib never looks for a display."""
    environment = dict(os.environ, MPLBACKEND="Agg")
    if not getattr(sys, "frozen", False):
        package_parent = str(Path(__file__).resolve().parents[1])
        known = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = os.pathsep.join([package_parent, known] if known else [package_parent])
    return environment


@contextmanager
def matplotlib_environment() -> Iterator[dict[str, str]]:
    """What to add to a child's environment so that its matplotlib leaves nothing in the temporary folder.

    It keeps its list of fonts in the user's cache folder. Where that can't be written, it would make a
    temporary folder, which a process that is ended leaves behind; so it is given one that is gone after the
    block.
    """
    from platformdirs import user_cache_path

    folder = user_cache_path("phantomscope", appauthor=False) / "matplotlib"
    with ExitStack() as stack:
        if not _can_be_written(folder):
            try:
                temporary = tempfile.TemporaryDirectory(prefix="phantomscope-", ignore_cleanup_errors=True)
                folder = Path(stack.enter_context(temporary))
            except OSError:
                yield {}
                return
        yield {"MPLCONFIGDIR": str(folder)}


def _can_be_written(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)
