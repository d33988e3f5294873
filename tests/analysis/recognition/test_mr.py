"""The ACR phantoms for MR, told by size and by what is in them."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from analysis.drawn_scans import acr_mri_scan
from phantomscope.analysis.recognition.finding import CERTAIN, Finding, Looks
from phantomscope.analysis.recognition.mr import find_acr_mri
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes


def found(diameter: float, echoes: Sequence[int | None] = (), **options: Any) -> tuple[Finding, int]:
    """The finding, and how many slices it took."""
    source = open_bytes(acr_mri_scan(diameter, **options))
    with SliceStack(source, scan(source).series[0]) as stack:
        looks = Looks(stack, 40, lambda: False)
        return find_acr_mri(looks, list(echoes) or [None] * len(stack)), looks.count


@pytest.mark.parametrize(("diameter", "name"), [(190.0, "ACR MRI Large"), (165.0, "ACR MRI Medium")])
def test_the_size_tells_which(diameter: float, name: str) -> None:
    finding, _ = found(diameter)
    assert finding.phantom == name
    assert finding.confidence >= CERTAIN


def test_between_the_sizes_it_is_neither() -> None:
    finding, _ = found(177.5)
    assert finding.phantom == ""
    assert finding.diameter == pytest.approx(177.5, abs=1)


@pytest.mark.parametrize("kept", ["rings", "bar", "grid"])
def test_one_of_its_parts_alone_is_not_certain(kept: str) -> None:
    parts: dict[str, Any] = {part: part == kept for part in ("rings", "bar", "grid")}
    finding, _ = found(190.0, **parts)
    assert finding.phantom == "ACR MRI Large"
    assert finding.confidence < CERTAIN


def test_plain_water_is_no_phantom() -> None:
    finding, _ = found(190.0, rings=False, bar=False, grid=False)
    assert finding.phantom == ""


def test_a_ball_is_no_phantom_whatever_is_in_it() -> None:
    finding, _ = found(200.0, widths=lambda number: (1 - (0.1 * (number - 5)) ** 2) ** 0.5)
    assert finding.phantom == ""
    assert finding.diameter == pytest.approx(190, abs=5)
    assert finding.reason.endswith("are no cylinder’s")


@pytest.mark.parametrize(
    "widths",
    [
        pytest.param(lambda number: 1 + 0.0004 * (number - 5) ** 2, id="wider towards the ends"),
        pytest.param(lambda number: 0.9 if number in (0, 10) else 1.0, id="ends cut through a slice"),
    ],
)
def test_a_cylinder_may_look_a_little_uneven(widths: Callable[[int], float]) -> None:
    finding, _ = found(190.0, widths=widths)
    assert finding.phantom == "ACR MRI Large"
    assert finding.confidence >= CERTAIN


def test_only_the_first_echo_is_looked_at() -> None:
    finding, count = found(190.0, [1] * 11 + [2] * 11, count=22)
    assert count == 11
    assert finding.phantom == "ACR MRI Large"


def test_a_long_series_is_looked_at_here_and_there() -> None:
    _, count = found(190.0, count=40)
    assert count <= 16
