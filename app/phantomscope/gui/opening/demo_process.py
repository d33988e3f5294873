"""The demo phantom's bytes, made in a process of its own: its geometry loads pylinac."""

import contextlib
import logging
import subprocess
import threading
from collections.abc import Sequence

from phantomscope.child import child_command, child_environment
from phantomscope.errors import OperationCancelled, PhantomscopeError

logger = logging.getLogger(__name__)

DEFAULT_PHANTOM = "CatPhan 504"
_LOOK_EVERY_SECONDS = 0.1


class DemoProcess:
    """Makes a digital phantom as a ZIP archive in memory; nothing goes to disk.

    Args:
        command: What writes the archive to its standard output; the program itself by default.
        phantom: The phantom's name in the registry.
    """

    def __init__(self, command: Sequence[str] | None = None, *, phantom: str = DEFAULT_PHANTOM) -> None:
        self._command = list(command) if command is not None else child_command("demo-zip", phantom)
        self._phantom = phantom

    @property
    def name(self) -> str:
        """What to call the scan."""
        return f"digital {self._phantom}"

    def make(self, cancelled: threading.Event) -> bytes:
        """The archive's bytes. Call it off the GUI thread: it takes seconds.

        Raises:
            OperationCancelled: ``cancelled`` was set.
            PhantomscopeError: The process could not be started or failed.
        """
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=child_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise _failed() from error
        with process:
            data, complaint = _collect(process, cancelled)
        if process.returncode != 0 or not data:
            logger.error("the demo phantom's process ended with code %s:\n%s", process.returncode, complaint)
            raise _failed()
        return data


def _collect(process: "subprocess.Popen[bytes]", cancelled: threading.Event) -> tuple[bytes, str]:
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            data, complaint = process.communicate(timeout=_LOOK_EVERY_SECONDS)
            return data, complaint.decode(errors="replace")
        if cancelled.is_set():
            process.kill()
            process.communicate()
            raise OperationCancelled


def _failed() -> PhantomscopeError:
    return PhantomscopeError("The demo phantom could not be made", todo="The log has what is known")
