"""Two regions compared, as a line below the table and as rows after it."""

from collections.abc import Sequence

from phantomscope.gui.measuring.measurement_rows import NAME, MeasurementRow
from phantomscope.gui.parts.marked import translate
from phantomscope.measure.statistics import contrast_to_noise


def contrasts_of(rows: Sequence[MeasurementRow]) -> tuple[tuple[str, float | None], ...]:
    """The contrast to noise of two regions in three ways, each with what it is called.

    Returns:
        None at all where these are not two rows of regions that have pixels.
    """
    regions = [row.region for row in rows]
    if len(regions) != 2 or regions[0] is None or regions[1] is None:
        return ()
    found = contrast_to_noise(regions[0].statistics, regions[1].statistics)
    if found is None:
        return ()
    by_one = translate("Measuring", "by the SD of {name}")
    first, second = (by_one.format(name=row.cells[NAME]) for row in rows)
    return (
        (translate("Measuring", "CNR of both"), found.of_both),
        (first, found.of_first),
        (second, found.of_second),
    )


def contrast_line(rows: Sequence[MeasurementRow]) -> str:
    """As one line: "CNR of both 8.21 · by the SD of Circle 1 7.90 · …"; empty where there is none."""
    return " · ".join(f"{name} {_number(value)}" for name, value in contrasts_of(rows))


def contrast_rows(rows: Sequence[MeasurementRow], separator: str) -> str:
    """As rows of two cells after an empty one; empty where there is none."""
    found = contrasts_of(rows)
    lines = [f"{_cell(name)}{separator}{'' if value is None else f'{value:.7g}'}\n" for name, value in found]
    return "".join(["\n", *lines]) if lines else ""


def _cell(text: str) -> str:
    """A person's name for a measurement may hold anything."""
    return " ".join(text.split())


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
