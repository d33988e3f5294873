"""Starting this program a second time, as a child process: from source, wheel and frozen build alike."""

import os
import sys
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
