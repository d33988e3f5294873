"""Whether a window could be seen here."""

import os
import sys


def has_display() -> bool:
    """Whether there is a screen: always on Windows and macOS, elsewhere where X or Wayland is named."""
    if os.environ.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal")):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
