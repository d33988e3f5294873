"""What a source holds: series, slices, geometry, what was set aside, and the memory it takes."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from phantomscope.analysis.private_result import HIDDEN, Hider
from phantomscope.errors import PhantomscopeError
from phantomscope.headless.phantom_choice import seen_in
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.index import Scan
from phantomscope.stack.member import Source
from phantomscope.stack.series import Series
from phantomscope.stack.slice_stack import SliceStack

OnSlice = Callable[[int, int], None]


def information(
    source: Source, scan: Scan, *, pixels: bool = False, on_slice: OnSlice | None = None
) -> dict[str, Any]:
    """All that can be told of a source, as plain data ready for JSON.

    Args:
        source: The open source.
        scan: What was found in it.
        pixels: Whether to decode every slice for its minimum, maximum and sum.
        on_slice: Told of slices decoded, done and in all.
    """
    done = 0
    series = []
    for one in scan.series:
        entry = _series(source, one)
        entry["slices_list"] = [_slice(one, index) for index in range(len(one.slices))]
        if pixels:
            for slice_entry, statistics in zip(entry["slices_list"], _statistics(source, one), strict=True):
                slice_entry |= statistics
                if "error" in statistics:
                    entry["problems"].append(
                        f"Slice {slice_entry['index']} can't be read: {statistics['error']}"
                    )
                done += 1
                if on_slice is not None:
                    on_slice(done, scan.slice_count)
        series.append(entry)
    return {
        "source": {"name": source.name, "bytes": source.size, "members": len(source.members())},
        "series": series,
        "set_aside": [
            {"member": one.name, "reason": one.reason, "damaged": one.damaged} for one in scan.set_aside
        ],
        "memory": _memory(source, scan),
    }


def private_information(data: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The same without what may tell who the patient is.

    Args:
        data: As ``information`` gives it.
        names: What must not be read: names of files and members, descriptions.
    """
    private: dict[str, Any] = Hider(names).data(data)
    private["source"]["name"] = HIDDEN
    for series in private["series"]:
        series["title"] = HIDDEN
        for one in series["slices_list"]:
            one["member"] = HIDDEN
    for one in private["set_aside"]:
        one["member"] = HIDDEN
    return private


def _series(source: Source, series: Series) -> dict[str, Any]:
    first = series.slices[0]
    seen = seen_in(source, series)
    places = [place for place in series.positions if place is not None]
    return {
        "title": series.title,
        "series_instance_uid": series.facts.series_uid,
        "modality": series.facts.modality,
        "manufacturer": series.facts.manufacturer,
        "model": series.facts.model,
        "slices": len(series.slices),
        "rows": first.format.rows,
        "columns": first.format.columns,
        "pixel_spacing_mm": first.plane.spacing,
        "slice_thickness_mm": first.plane.thickness,
        "slice_spacing_mm": series.slice_spacing,
        "first_position_mm": places[0] if places else None,
        "last_position_mm": places[-1] if places else None,
        "image_orientation_patient": first.plane.orientation,
        "rescale_slope": first.format.slope,
        "rescale_intercept": first.format.intercept,
        "transfer_syntax_uid": first.format.transfer_syntax,
        "localizer": series.facts.localizer,
        "echoes": [
            {"number": echo.number, "time_ms": echo.time, "slices": echo.slices} for echo in series.echoes
        ],
        "problems": [problem.text for problem in series.problems],
        "recognised_phantom": seen.phantom.name if seen.phantom is not None else None,
        "recognition_certainty": seen.certainty.value,
        "recognition_confidence": round(seen.confidence, 3),
        "recognition_reason": seen.reason,
    }


def _slice(series: Series, index: int) -> dict[str, Any]:
    header = series.slices[index]
    return {
        "index": index + 1,
        "member": header.member.name,
        "frame": header.frame or None,
        "sop_instance_uid": header.sop_instance_uid,
        "instance_number": header.instance_number,
        "position_mm": series.positions[index],
        "image_position_patient": header.position,
    }


def _statistics(source: Source, series: Series) -> Iterator[dict[str, Any]]:
    with SliceStack(source, series, max_slices=1) as stack:
        for index in range(len(stack)):
            try:
                yield _of_pixels(stack.peek(index))
            except PhantomscopeError as error:
                yield {"error": str(error)}


def _of_pixels(pixels: SlicePixels) -> dict[str, Any]:
    stored, rescaled = pixels.stored, pixels.rescaled()
    kind = np.int64 if stored.dtype.kind in "iu" else np.float64
    return {
        "stored": {
            "min": stored.min().item(),
            "max": stored.max().item(),
            "sum": stored.sum(dtype=kind).item(),
        },
        "rescaled": {
            "min": rescaled.min().item(),
            "max": rescaled.max().item(),
            "sum": rescaled.sum(dtype=np.float64).item(),
        },
    }


def _memory(source: Source, scan: Scan) -> dict[str, Any]:
    """The account with the largest series open and one slice of it decoded, as when it is first shown."""
    with SliceStack(source, scan.series[0]) as stack:
        with contextlib.suppress(PhantomscopeError):  # the account then says what is true: nothing is decoded
            stack[len(stack) // 2]
        account = stack.account()
    return {
        "source": account.source,
        "extracted": account.extracted,
        "index": scan.nbytes,
        "overlay": account.overlay,
        "cache": account.cache,
        "cache_budget": account.cache_budget,
        "total": account.total - account.index + scan.nbytes,
        "ratio": round((account.total - account.index + scan.nbytes) / account.source, 4)
        if account.source
        else 1.0,
    }


def as_text(info: dict[str, Any], *, pixels: bool) -> str:
    """The same for a person, as lines of text."""
    source, memory = info["source"], info["memory"]
    lines = [f"{source['name']}: {_megabytes(source['bytes'])}, {_counted(source['members'], 'file')}"]
    for number, series in enumerate(info["series"], 1):
        lines += ["", *_series_lines(number, series)]
        if pixels:
            lines += _pixel_lines(series["slices_list"])
    lines += ["", *_set_aside_lines(info["set_aside"])]
    return "\n".join([*lines, "", _memory_line(memory)])


def _memory_line(memory: dict[str, Any]) -> str:
    parts = (
        f"source {_megabytes(memory['source'])}",
        f"extracted {memory['extracted']}",
        f"index {memory['index'] / 1e3:.1f} kB",
        f"overlay {_megabytes(memory['overlay']) if memory['overlay'] else 0}",
        f"cache {_megabytes(memory['cache'])} (1 slice)",
    )
    total = f"total {_megabytes(memory['total'])} = {memory['ratio']:.2f} × the source"
    return f"Memory: {', '.join(parts)}; {total}"


def _series_lines(number: int, series: dict[str, Any]) -> Iterator[str]:
    kind = " (localizer)" if series["localizer"] else ""
    size = f"{series['columns']}×{series['rows']}"
    slices = _counted(series["slices"], "slice")
    yield f"Series {number}: {series['title']}{kind}, {series['modality']}, {slices} of {size}"
    scanner = " ".join(part for part in (series["manufacturer"], series["model"]) if part)
    if scanner:
        yield f"  scanner          {scanner}"
    spacing = series["pixel_spacing_mm"]
    yield f"  pixel spacing    {_mm(*spacing) if spacing else 'unknown'}"
    yield f"  slice thickness  {_mm(series['slice_thickness_mm'])}, spacing {_mm(series['slice_spacing_mm'])}"
    if series["first_position_mm"] is not None:
        yield f"  along the normal {series['first_position_mm']:.2f} to {series['last_position_mm']:.2f} mm"
    if len(series["echoes"]) > 1:
        yield f"  echoes           {', '.join(map(_echo, series['echoes']))}"
    yield f"  series UID       {series['series_instance_uid']}"
    yield f"  phantom          {_phantom(series)}"
    for problem in series["problems"]:
        yield f"  problem          {problem}"


def _phantom(series: dict[str, Any]) -> str:
    if series["recognised_phantom"] is None:
        return f"unknown: {series['recognition_reason']}"
    how = f"{series['recognition_certainty']}, {100 * series['recognition_confidence']:.0f} %"
    return f"{series['recognised_phantom']} ({how}): {series['recognition_reason']}"


def _echo(echo: dict[str, Any]) -> str:
    time = "" if echo["time_ms"] is None else f" ({echo['time_ms']:g} ms)"
    return f"{echo['number']}{time}"


def _pixel_lines(slices: list[dict[str, Any]]) -> Iterator[str]:
    yield "  slice  position mm  stored min     max          sum  rescaled min        max             sum"
    for one in slices:
        place = "" if one["position_mm"] is None else f"{one['position_mm']:.2f}"
        if "error" in one:
            yield f"  {one['index']:>5}  {place:>11}  {one['error']}"
            continue
        stored, rescaled = one["stored"], one["rescaled"]
        yield (
            f"  {one['index']:>5}  {place:>11}  {stored['min']:>10} {stored['max']:>7} {stored['sum']:>12}"
            f"  {rescaled['min']:>12.6g} {rescaled['max']:>10.6g} {rescaled['sum']:>15.10g}"
        )


def _set_aside_lines(set_aside: list[dict[str, Any]]) -> Iterator[str]:
    if not set_aside:
        yield "Set aside: nothing"
        return
    yield f"Set aside: {len(set_aside)}"
    for one in set_aside:
        yield f"  {one['member']}: {one['reason']}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _mm(*values: float | None) -> str:
    return " × ".join("unknown" if value is None else f"{value:.4g}" for value in values) + (
        "" if None in values else " mm"
    )


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.2f} MB"
