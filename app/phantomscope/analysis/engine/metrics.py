"""pylinac's results as modules of metrics with limits and verdicts, for every phantom in one place.

pylinac's ``results_data`` is a pydantic model whose fields are named, typed and described; units, nominal
values and tolerances come from those names and from the attributes of its module objects. Loaded only in
the process that analyses.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from pydantic import BaseModel

from phantomscope.analysis.engine.metric_names import (
    lower_first,
    metric_name,
    metric_unit,
    module_title,
    region_name,
    sentence_case,
    spaced,
)
from phantomscope.analysis.results import Metric, ModuleResult, SliceImage, Verdict, finite
from phantomscope.analysis.tolerances import judged_images as judged_images  # noqa: PLC0414

# Where a field of the results has another name than the attribute of the phantom that it was read from.
_ATTRIBUTES = {
    "ct_module": "ct_calibration_module",
    "geometric_distortion_module": "geometric_distortion",
    "geometric_module": "geometry_module",
    "sagittal_localizer_module": "sagittal_localization",
    "low_contrast_multi_slice_module": "low_contrast_multi_slice",
    "contrast_scale": "contrast_scale_module",
    "high_contrast": "high_contrast_module",
    "low_contrast": "low_contrast_multi_slice",
    "noise_uniformity": "noise_uniformity_module",
    "rois": "module",
}
_NOT_METRICS = re.compile(
    r"^(pylinac_version|date_of_analysis|warnings|catphan_model|phantom_model|offset|slice_num|roi_\d+|cnr_threshold"
    r"|thickness_num_slices_combined|start_angle_radians|roi_distance_from_center_mm|roi_radius_mm"
    r"|.*settings|.*passed|.*_tolerance)$"
)
# Fields whose values stand in the results a second time, in a table that names their regions.
_REPEATED = frozenset(
    {
        *("slice1.row_mtf_50", "slice1.col_mtf_50"),
        *("geometric_distortion_module.distances", "sagittal_localizer_module.distances"),
        *("contrast_scale.mean_hu_water", "contrast_scale.mean_hu_plastic", "contrast_scale.std_dev_water"),
        *("high_contrast.rois", "low_contrast.mean", "low_contrast.std"),
        *("noise_uniformity.noise_center_std", "noise_uniformity.mean_outer", "noise_uniformity.means_diff"),
        *("noise_uniformity.center_mean_hu", "noise_uniformity.three_oclock_mean_hu"),
        "noise_uniformity.twelve_oclock_mean_hu",
    }
)
# What follows a region's name, by the table that it stands in.
_REGION_KINDS = {
    "slice11.rois": " bar",
    "uniformity_module.ghost_rois": " ghost",
    "geometric_module.distances": " width",
    "geometric_module.high_contrast_distances": " edge width, −700 to −200 HU",
}
_TARGET_VALUES = {"visibility": "visibility", "contrast": "contrast", "cnr": "CNR", "signal to noise": "SNR"}
# The least percent integral uniformity by module class, below 3 T and from 3 T on (pylinac's piu_passed).
_LEAST_PIU = {"MRUniformityModule": (85.0, 80.0), "MRMediumUniformityModule": (90.0, 85.0)}
_MOST_GHOSTING = 3.0  # percent (pylinac's psg_passed)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is needed to read one phantom's results.

    Attributes:
        phantom: pylinac's phantom object after its analysis.
        pixel_unit: The unit of pixel values: HU for CT, empty for MR.
        stack_index: Turns pylinac's slice number into an index of the stack.
        images: The slices with outlines.
    """

    phantom: Any
    pixel_unit: str
    stack_index: Callable[[int], int]
    images: Sequence[SliceImage]

    def modules(self, data: BaseModel) -> tuple[ModuleResult, ...]:
        """All modules, what belongs to the phantom as a whole first."""
        found: list[ModuleResult] = []
        for name, field in type(data).model_fields.items():
            value = getattr(data, name)
            if isinstance(value, BaseModel):
                found.append(self._module(name, field.title, value))
            elif isinstance(value, dict) and not _NOT_METRICS.match(name):
                found.append(self._table(name, value))
        return (self._whole(data), *(module for module in found if module.metrics))

    def _whole(self, data: BaseModel) -> ModuleResult:
        metrics = []
        for name, field in type(data).model_fields.items():
            value = getattr(data, name)
            if _NOT_METRICS.match(name) or not isinstance(value, int | float):
                continue
            if name == "num_images":
                metrics.append(Metric("Slices analysed", name, int(value)))
            elif name == "origin_slice":
                metrics.append(Metric("Origin slice, counted from 1", name, self.stack_index(int(value)) + 1))
            else:
                metrics.append(
                    Metric(
                        metric_name(name, field.title),
                        name,
                        finite(value),
                        metric_unit(name, field.title, self.pixel_unit),
                    )
                )
        return ModuleResult("phantom", "Phantom", None, tuple(metrics))

    def _module(self, key: str, title: str | None, data: BaseModel) -> ModuleResult:
        module = getattr(self.phantom, _ATTRIBUTES.get(key, key), None)
        metrics: list[Metric] = []
        for name, field in type(data).model_fields.items():
            if not _NOT_METRICS.match(name) and f"{key}.{name}" not in _REPEATED:
                metrics += self._metrics(key, name, field.title, getattr(data, name), module)
        return self._placed(key, module_title(title or spaced(key)), module, metrics)

    def _table(self, key: str, values: Mapping[str, Any]) -> ModuleResult:
        """Results that are a bare table of regions (the cheese phantoms)."""
        module = getattr(self.phantom, _ATTRIBUTES.get(key, key), None)
        title = getattr(module, "common_name", None) or spaced(key)
        return self._placed(key, title, module, list(self._entries(key, key, values, module)))

    def _placed(self, key: str, title: str, module: Any, metrics: list[Metric]) -> ModuleResult:
        parts = list(getattr(module, "slices", {}).values()) or ([module] if module is not None else [])
        places = [(part.common_name, index) for part in parts if (index := self._slice_of(part)) is not None]
        images = [image for image in self.images if (image.title, image.slice_index) in places]
        drawn = {outline.name for image in images for outline in image.outlines}
        linked = (
            msgspec.structs.replace(
                metric, outlines=tuple(name for name in dict.fromkeys(metric.outlines) if name in drawn)
            )
            for metric in metrics
        )
        return ModuleResult(
            key,
            title,
            places[0][1] if places else None,
            tuple(linked),
            tuple(image.key for image in images),
        )

    def _slice_of(self, part: Any) -> int | None:
        """Where in the stack a part of the phantom was measured."""
        if hasattr(part, "slice_num"):
            return self.stack_index(part.slice_num)
        # pylinac takes the sagittal slice out of its stack: only the image itself still knows.
        place: int | None = getattr(getattr(part, "image", None), "stack_index", None)
        return place

    def _metrics(self, key: str, name: str, title: str | None, value: Any, module: Any) -> Iterator[Metric]:
        if isinstance(value, Mapping):
            yield from self._entries(f"{key}.{name}", name, value, module)
        elif isinstance(value, list):
            yield from _lines(f"{key}.{name}", module)
        elif value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            shown = "not reached" if value is None else _plain(value)
            metric = Metric(
                metric_name(name, title), f"{key}.{name}", shown, metric_unit(name, title, self.pixel_unit)
            )
            yield _with_limits(metric, name, module)

    def _entries(self, path: str, name: str, values: Mapping[Any, Any], module: Any) -> Iterator[Metric]:
        for entry, value in values.items():
            yield from self._entry(path, name, str(entry), value, module)

    def _entry(self, table: str, name: str, entry: str, value: Any, module: Any) -> Iterator[Metric]:
        path = f"{table}.{entry}"
        if isinstance(value, BaseModel):
            yield from self._nested(table, entry, value, module)
        elif isinstance(value, Mapping):
            yield from self._mapped(path, entry, value)
        elif "mtf" in name:
            shown = "not reached" if value is None else _plain(value)
            if name == "lpmm_to_rmtf":
                yield Metric(f"rMTF at {entry} lp/mm", path, shown)
            else:
                way = {"row": "Row ", "col": "Column "}.get(name.partition("_")[0], "")
                yield Metric(f"{way}MTF {entry} %", path, shown, "lp/mm")
        elif isinstance(value, int | float):
            label = entry.removesuffix(" mm")
            unit = "mm" if "distance" in name else self.pixel_unit
            kind = _REGION_KINDS.get(table, "")
            yield Metric(region_name(label) + kind, path, _plain(value), unit, outlines=(label, entry))

    def _nested(self, table: str, entry: str, value: BaseModel, module: Any) -> Iterator[Metric]:
        path = f"{table}.{entry}"
        if hasattr(value, "value"):
            yield from self._region(table, entry, value, module)
            return
        place = self._slice_of(getattr(module, "slices", {}).get(entry))
        if hasattr(value, "score"):
            yield Metric(f"{spaced(entry)} score", f"{path}.score", _plain(value.score), slice_index=place)
            return
        for name, field in type(value).model_fields.items():
            part = getattr(value, name)
            if not _NOT_METRICS.match(name) and isinstance(part, int | float):
                label = f"{spaced(entry)} {lower_first(metric_name(name, field.title))}"
                unit = metric_unit(name, field.title, self.pixel_unit)
                yield Metric(label, f"{path}.{name}", _plain(part), unit, slice_index=place)

    def _mapped(self, path: str, entry: str, value: Mapping[str, Any]) -> Iterator[Metric]:
        outlines = (entry,)
        if "width (mm)" in value:
            width = _plain(value["width (mm)"])
            yield Metric(f"{spaced(entry)} width", f"{path}.width (mm)", width, "mm", outlines=outlines)
        elif "visibility" in value:
            least = _plain_float(value["visibility threshold"])
            for name, label in _TARGET_VALUES.items():
                yield Metric(
                    f"{entry} mm target {label}",
                    f"{path}.{name}",
                    _plain(value[name]),
                    minimum=least if name == "visibility" else None,
                    outlines=outlines,
                )
        elif "median" in value:
            unit = self.pixel_unit
            yield Metric(f"ROI {entry}", f"{path}.median", _plain(value["median"]), unit, outlines=outlines)
            spread = _plain(value["std"])
            yield Metric(f"ROI {entry} standard deviation", f"{path}.std", spread, unit, outlines=outlines)
        else:
            yield from self._by_statistic(path, entry, value)

    def _by_statistic(self, path: str, entry: str, value: Mapping[str, Any]) -> Iterator[Metric]:
        """Regions listed once for their means and once more for their standard deviations (GE Helios)."""
        kind = {"mean_hu": "", "std": " standard deviation"}.get(entry)
        for name, part in value.items():
            if isinstance(part, Mapping):
                yield from self._by_statistic(f"{path}.{name}", name, part)
            elif kind is not None and isinstance(part, int | float):
                label = f"{region_name(name)}{kind}"
                yield Metric(label, f"{path}.{name}", _plain(part), self.pixel_unit, outlines=(name,))

    def _region(self, table: str, entry: str, value: Any, module: Any) -> Iterator[Metric]:
        """A region's pixel value; judged where pylinac gave the region a tolerance.

        The middle of a uniformity module also gives its standard deviation, which is the image's noise.
        """
        path = f"{table}.{entry}"
        region = getattr(module, "rois", {}).get(entry)
        tolerance = getattr(region, "tolerance", None) if not table.endswith("ghost_rois") else None
        metric = Metric(
            region_name(entry) + _REGION_KINDS.get(table, ""),
            f"{path}.value",
            _plain(value.value),
            self.pixel_unit,
            outlines=(entry,),
        )
        if tolerance:
            metric = msgspec.structs.replace(
                metric,
                nominal=float(value.nominal_value),
                tolerance=float(tolerance),
                verdict=_passed(value.passed),
            )
        elif "value" in getattr(module, "roi_settings", {}).get(entry, {}) and region is not None:
            # A tolerance of 0 is none to pylinac.
            metric = msgspec.structs.replace(metric, nominal=float(value.nominal_value))
        yield metric
        if entry == "Center":
            spread = _plain(value.stdev)
            yield Metric(
                "Center standard deviation", f"{path}.stdev", spread, self.pixel_unit, outlines=(entry,)
            )


def _with_limits(metric: Metric, name: str, module: Any) -> Metric:
    """Limits of the values that pylinac judges by a rule of their own."""
    if name == "measured_slice_thickness_mm" and hasattr(module, "passed_thickness"):
        return msgspec.structs.replace(
            metric,
            nominal=float(module.slice_thickness),
            tolerance=float(module.thickness_tolerance),
            verdict=_passed(module.passed_thickness),
            outlines=tuple(f"Ramp {side}" for side in module.thickness_rois),
        )
    if name == "avg_line_distance_mm":
        metric = msgspec.structs.replace(metric, outlines=tuple(f"Geometry {line}" for line in module.lines))
    if name == "num_rois_seen" and getattr(module, "tolerance", None) is not None:
        verdict = _passed(metric.value >= module.tolerance)
        return msgspec.structs.replace(metric, minimum=float(module.tolerance), verdict=verdict)
    if name == "piu":
        below, from_3_tesla = _LEAST_PIU[type(module).__name__]
        least = below if module.tesla < 3 else from_3_tesla
        return msgspec.structs.replace(metric, minimum=least, verdict=_passed(module.piu_passed))
    if name == "psg":
        return msgspec.structs.replace(metric, maximum=_MOST_GHOSTING, verdict=_passed(module.psg_passed))
    return msgspec.structs.replace(metric, nominal=_nominal(name, module))


def _nominal(name: str, module: Any) -> float | None:
    """The value that a field should have where pylinac knows it but does not judge by it."""
    if name == "measured_slice_thickness_mm" and hasattr(module, "slice_thickness"):
        return float(module.slice_thickness)
    if name == "avg_line_distance_mm":
        lengths = {float(line.nominal_length_mm) for line in module.lines.values()}
        return lengths.pop() if len(lengths) == 1 else None
    if name == "bb_distance_mm" and hasattr(module, "bb_nominal_distance_mm"):
        return float(module.bb_nominal_distance_mm)
    if name == "measured_pixel_size" and hasattr(module, "mm_per_pixel"):
        return float(module.mm_per_pixel)
    return None


def _lines(path: str, module: Any) -> Iterator[Metric]:
    """The distances between geometric nodes, each judged as pylinac judges it."""
    for name, line in getattr(module, "lines", {}).items():
        yield Metric(
            f"{sentence_case(name)} distance",
            f"{path}.{name}",
            _plain(line.length_mm),
            "mm",
            nominal=float(line.nominal_length_mm),
            tolerance=float(line.tolerance),
            verdict=_passed(line.passed),
            outlines=(f"Geometry {name}",),
        )


def _passed(flag: object) -> Verdict:
    return Verdict.PASS if flag else Verdict.FAIL


def _plain(value: Any) -> float | int | str:
    """A numpy or Python number as a plain one."""
    if isinstance(value, int) or (hasattr(value, "dtype") and value.dtype.kind in "iu"):
        return int(value)
    return finite(float(value))


def _plain_float(value: Any) -> float | None:
    plain = _plain(value)
    return None if isinstance(plain, str) else float(plain)
