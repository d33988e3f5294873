"""What a process reads of itself."""

from pathlib import Path

import pytest

from fixture_types import RunPython
from phantomscope.readings import timed, written


def test_the_peak_forgets_what_was_before_and_sees_what_is_gone_again(run_python: RunPython) -> None:
    told = run_python(
        "import sys\n"
        "from phantomscope.readings import PeakMeter\n"
        "before = bytearray(200_000_000); del before\n"
        "meter = PeakMeter()\n"
        "quiet = meter.above\n"
        "held = bytearray(60_000_000); del held\n"
        "print(sys.platform, quiet, meter.above)\n"
    ).split()
    if told[0] != "linux":
        pytest.skip("the system's peak can be set back on Linux only")
    quiet, peak = map(float, told[1:])
    assert quiet < 20
    assert 55 < peak < 90


def test_what_is_written_is_counted(tmp_path: Path) -> None:
    before = written()
    (tmp_path / "file").write_bytes(bytes(3_000_000))
    if written() == 0.0:
        pytest.skip("this system does not count what a process writes")
    assert 3.0 <= written() - before < 3.5


def test_timed_hands_over_what_came_out() -> None:
    seconds, result = timed(lambda: "result")
    assert seconds >= 0
    assert result == "result"
