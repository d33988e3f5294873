"""A measure in a fresh process of this program, seen from outside."""

import contextlib
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from phantomscope.bench.child import MAKING, MEASURING
from phantomscope.bench.measure import Figures, Measure, Setting
from phantomscope.child import child_command, child_environment
from phantomscope.errors import PhantomscopeError

_SECONDS, _SECONDS_GROWTH = 600.0, 3600.0
_COMMAND = "bench-measure"


@dataclass(frozen=True, slots=True)
class Processes:
    """Starts measuring processes, one at a time.

    Attributes:
        scratch: A folder for all that they write; its owner removes it.
        environment: What to add to their environment.
    """

    scratch: Path
    environment: dict[str, str]

    def measure(self, measure: Measure, path: Path | None, phantom_name: str) -> Figures:
        """Run a measure once. Raises PhantomscopeError where it could not be done."""
        with self._own_folder() as folder:
            setting = Setting(folder, time.time(), path, phantom_name)
            words = json.dumps(setting.as_words())
            limit = _SECONDS_GROWTH if measure.growth else _SECONDS
            return self._run([MEASURING, measure.name, words], folder, limit)

    def make(self, what: str, name: str) -> Path:
        """Make a scan, by its name among ``datasets``; it lasts as long as the scratch folder."""
        path = self.scratch / name
        with self._own_folder() as folder:
            self._run([MAKING, what, str(path)], folder, _SECONDS_GROWTH)
        return path

    @contextlib.contextmanager
    def _own_folder(self) -> Iterator[Path]:
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _run(self, arguments: list[str], folder: Path, limit: float) -> Figures:
        # Its temporary files go with it: pylinac's own unpacked archives among them.
        temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
        try:
            done = subprocess.run(
                child_command(_COMMAND, *arguments),
                env=child_environment() | self.environment | temporary,
                capture_output=True,
                timeout=limit,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise PhantomscopeError(f"It took longer than {limit:.0f} s") from error
        try:
            told = json.loads(done.stdout)
        except ValueError as error:
            raise PhantomscopeError(
                f"The measuring process ended with code {done.returncode} and without figures"
            ) from error
        if "error" in told:
            raise PhantomscopeError(told["error"])
        figures: Figures = told["figures"]
        return figures
