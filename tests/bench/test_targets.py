"""Goals: which way they are held, and that none is judged without a figure."""

import pytest

from bench.records import record
from phantomscope.bench.targets import Target, all_targets


@pytest.mark.parametrize(
    ("measured", "at_least", "held"),
    [(1.0, False, True), (1.1, False, False), (1.1, True, True), (0.9, True, False), (None, False, None)],
)
def test_held(measured: float | None, at_least: bool, held: bool | None) -> None:
    assert Target("figure", 1.0, "×", measured, at_least).held is held


def test_only_what_was_measured_is_listed() -> None:
    found = dict(all_targets(record()))
    assert set(found) == {"scan.zip", ""}
    assert all(target.measured is not None for targets in found.values() for target in targets)
    assert [target.figure for target in found[""]] == ["--version", "--help"]
