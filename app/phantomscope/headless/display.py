"""Whether a window could be seen here."""

import os
import re
import sys
from pathlib import Path

_LOCAL_X = re.compile(r"^(?:unix)?:(?P<number>\d+)")
_X_SOCKETS = Path("/tmp/.X11-unix")


def has_display() -> bool:
    """Whether there is a screen: always on Windows and macOS, elsewhere where X or Wayland answers."""
    if os.environ.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal")):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("WAYLAND_DISPLAY")) or _x_display(os.environ.get("DISPLAY", ""))


def _x_display(name: str) -> bool:
    """A name alone is not enough: a container may inherit one whose server it can't reach."""
    local = _LOCAL_X.match(name)
    return (_X_SOCKETS / f"X{local['number']}").exists() if local else bool(name)
