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

from phantomscope.analysis.results import Metric, ModuleResult, SliceImage, Verdict, finite, worst

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
_UNIT_IN_TITLE = re.compile(r"^(?P<name>.*?) \((?P<unit>mm|HU|%|lp/mm|mm/pixel|deg|°)\)$")
_UNIT_ENDINGS = (("_lp_mm", "lp/mm"), ("_mm", "mm"), ("_deg", "°"), ("_percent", "%"), ("roll", "°"))
_PERCENT = frozenset({"piu", "psg"})
_PLAIN = frozenset({"score", "num_rois_seen", "cnr", "num_images", "uniformity_index", "ghosting_ratio"})
# The least percent integral uniformity by module class, below 3 T and from 3 T on (pylinac's piu_passed).
_LEAST_PIU = {"MRUniformityModule": (85.0, 80.0), "MRMediumUniformityModule": (90.0, 85.0)}


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
        return (self._whole(data), *found)

    def _whole(self, data: BaseModel) -> ModuleResult:
        metrics = []
        for name, field in type(data).model_fields.items():
            value = getattr(data, name)
            if _NOT_METRICS.match(name) or not isinstance(value, int | float):
                continue
            if name == "num_images":
                metrics.append(Metric("Slices analysed", name, int(value)))
            elif name == "origin_slice":
                metrics.append(Metric("Origin slice", name, self.stack_index(int(value)) + 1))
            else:
                metrics.append(
                    Metric(_name(name, field.title), name, finite(value), self._unit(name, field.title))
                )
        return ModuleResult("phantom", "Phantom", None, tuple(metrics))

    def _module(self, key: str, title: str | None, data: BaseModel) -> ModuleResult:
        module = getattr(self.phantom, _ATTRIBUTES.get(key, key), None)
        metrics: list[Metric] = []
        for name, field in type(data).model_fields.items():
            if not _NOT_METRICS.match(name):
                metrics += self._metrics(key, name, field.title, getattr(data, name), module)
        return self._placed(key, title or _spaced(key), module, metrics)

    def _table(self, key: str, values: Mapping[str, Any]) -> ModuleResult:
        """Results that are a bare table of regions (the cheese phantoms)."""
        module = getattr(self.phantom, _ATTRIBUTES.get(key, key), None)
        title = getattr(module, "common_name", None) or _spaced(key)
        return self._placed(key, title, module, list(self._entries(key, key, values, module)))

    def _placed(self, key: str, title: str, module: Any, metrics: list[Metric]) -> ModuleResult:
        parts = list(getattr(module, "slices", {}).values()) or ([module] if module is not None else [])
        places = [
            (part.common_name, self.stack_index(part.slice_num))
            for part in parts
            if hasattr(part, "slice_num")
        ]
        images = tuple(image.key for image in self.images if (image.title, image.slice_index) in places)
        return ModuleResult(key, title, places[0][1] if places else None, tuple(metrics), images)

    def _metrics(self, key: str, name: str, title: str | None, value: Any, module: Any) -> Iterator[Metric]:
        if isinstance(value, Mapping):
            yield from self._entries(f"{key}.{name}", name, value, module)
        elif isinstance(value, list):
            yield from _lines(f"{key}.{name}", module)
        elif value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            shown = "not reached" if value is None else _plain(value)
            metric = Metric(_name(name, title), f"{key}.{name}", shown, self._unit(name, title))
            yield _with_limits(metric, name, module)

    def _entries(self, path: str, name: str, values: Mapping[Any, Any], module: Any) -> Iterator[Metric]:
        for entry, value in values.items():
            yield from self._entry(f"{path}.{entry}", name, str(entry), value, module)

    def _entry(self, path: str, name: str, entry: str, value: Any, module: Any) -> Iterator[Metric]:
        if isinstance(value, BaseModel):
            yield from self._nested(path, entry, value, module)
        elif isinstance(value, Mapping):
            yield from self._mapped(path, entry, value)
        elif "mtf" in name:
            shown = "not reached" if value is None else _plain(value)
            if name == "lpmm_to_rmtf":
                yield Metric(f"rMTF at {entry} lp/mm", path, shown)
            else:
                way = name.partition("mtf")[0].strip("_").replace("col", "column")
                yield Metric(f"{way} MTF {entry} %".strip().replace("row", "Row", 1), path, shown, "lp/mm")
        elif isinstance(value, int | float):
            label = entry.removesuffix(" mm")
            unit = "mm" if "distance" in name else self.pixel_unit
            yield Metric(label[:1].upper() + label[1:], path, finite(value), unit, outlines=(label, entry))

    def _nested(self, path: str, entry: str, value: BaseModel, module: Any) -> Iterator[Metric]:
        if hasattr(value, "value"):
            yield self._region(path, entry, value, module)
        elif hasattr(value, "score"):
            yield Metric(f"{_spaced(entry)} score", path, _plain(value.score))
        else:
            for name, field in type(value).model_fields.items():
                part = getattr(value, name)
                if not _NOT_METRICS.match(name) and isinstance(part, int | float):
                    label = f"{_spaced(entry)} {_name(name, field.title)}"
                    yield Metric(label, f"{path}.{name}", _plain(part), self._unit(name, field.title))

    def _mapped(self, path: str, entry: str, value: Mapping[str, Any]) -> Iterator[Metric]:
        if "width (mm)" in value:
            yield Metric(_spaced(entry), path, _plain(value["width (mm)"]), "mm", outlines=(entry,))
        elif "visibility" in value:
            yield Metric(
                f"Target {entry} visibility",
                f"{path}.visibility",
                _plain(value["visibility"]),
                minimum=_plain_float(value["visibility threshold"]),
                outlines=(entry,),
            )
            yield Metric(f"Target {entry} CNR", f"{path}.cnr", _plain(value["cnr"]), outlines=(entry,))
        elif "median" in value:
            yield Metric(f"ROI {entry}", path, _plain(value["median"]), self.pixel_unit, outlines=(entry,))

    def _region(self, path: str, entry: str, value: Any, module: Any) -> Metric:
        """A region's pixel value; judged where pylinac gave the region a tolerance."""
        region = getattr(module, "rois", {}).get(entry)
        tolerance = getattr(region, "tolerance", None)
        metric = Metric(entry, path, _plain(value.value), self.pixel_unit, outlines=(entry,))
        if not tolerance:
            return metric
        verdict = Verdict.PASS if value.passed else Verdict.FAIL
        return msgspec.structs.replace(
            metric, nominal=float(value.nominal_value), tolerance=float(tolerance), verdict=verdict
        )

    def _unit(self, name: str, title: str | None) -> str:
        found = _UNIT_IN_TITLE.match(title or "")
        if found:
            return {"deg": "°"}.get(found["unit"], found["unit"])
        if name in _PERCENT:
            return "%"
        if "hu" in name.split("_"):
            return "HU"
        if name in _PLAIN:
            return ""
        return next((unit for ending, unit in _UNIT_ENDINGS if name.endswith(ending)), "")


def judged_images(images: Sequence[SliceImage], modules: Sequence[ModuleResult]) -> tuple[SliceImage, ...]:
    """The images with each outline carrying the verdict of the metrics that it belongs to."""
    verdicts: dict[tuple[str, str], list[Verdict]] = {}
    for module in modules:
        for metric in module.metrics:
            for key in module.images:
                for outline in metric.outlines:
                    verdicts.setdefault((key, outline), []).append(metric.verdict)
    return tuple(
        msgspec.structs.replace(
            image,
            outlines=tuple(
                msgspec.structs.replace(outline, verdict=worst(verdicts.get((image.key, outline.name), ())))
                for outline in image.outlines
            ),
        )
        for image in images
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
        return msgspec.structs.replace(metric, outlines=tuple(f"Geometry {line}" for line in module.lines))
    if name == "num_rois_seen" and getattr(module, "tolerance", None) is not None:
        verdict = _passed(metric.value >= module.tolerance)
        return msgspec.structs.replace(metric, minimum=float(module.tolerance), verdict=verdict)
    if name == "piu":
        below, from_3_tesla = _LEAST_PIU[type(module).__name__]
        least = below if module.tesla < 3 else from_3_tesla
        return msgspec.structs.replace(metric, minimum=least, verdict=_passed(module.piu_passed))
    return metric


def _lines(path: str, module: Any) -> Iterator[Metric]:
    """The distances between geometric nodes, each judged as pylinac judges it."""
    for name, line in getattr(module, "lines", {}).items():
        yield Metric(
            f"{name} distance",
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


def _name(name: str, title: str | None) -> str:
    found = _UNIT_IN_TITLE.match(title or "")
    text = found["name"] if found else (title or _spaced(name))
    return text[:1].upper() + text[1:]


def _spaced(name: str) -> str:
    words = name
    for ending, _ in _UNIT_ENDINGS[:4]:
        words = words.removesuffix(ending)
    text = words.replace("_", " ").strip()
    for word, short in (("nps", "NPS"), ("hu", "HU"), ("cnr", "CNR"), ("mtf", "MTF"), ("snr", "SNR")):
        text = re.sub(rf"\b{word}\b", short, text)
    return text[:1].upper() + text[1:]
