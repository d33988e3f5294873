"""What all digital phantoms have in common: from a scene and options to DICOM slices and their truth."""

import json
import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from phantomscope.digital.dicom import CTSeries, ImageSeries, MRSeries
from phantomscope.digital.layout import Layout, scan_layout
from phantomscope.digital.options import ScanOptions
from phantomscope.digital.painting import Canvas, FloatArray
from phantomscope.digital.scene import Scene, SceneSlicer
from phantomscope.digital.truth import ModuleTruth, Truth
from phantomscope.errors import PhantomscopeError

BODY_MARGIN = 6
"""Pixels of air needed around the body: pylinac drops what touches the border, blurred edges included."""


class DigitalPhantom(ABC):
    """A phantom that can be scanned with any options. Subclasses say what it is; this makes the slices.

    Coordinates: mm from the phantom's axis, x right and y down in an image of the phantom without roll; z
    along the axis from the slice that pylinac takes as origin. Angles in degrees, clockwise on the screen.
    Subclasses know nothing of noise, blank or missing slices, wrong spacing, scale or turning: a scene and
    the truth of each module, as the phantom lies unturned, are all that they give. Only `module_positions`,
    `scene` and `module_truths` may load pylinac, and only when called.

    Attributes:
        name: Its name in the registry of phantoms ("CatPhan 504").
        class_name: pylinac's class.
        modality: "CT" or "MR".
        unit: Of all values: "HU" or "signal".
        default_options: With which stock pylinac passes everything that it judges.
        module_names: pylinac's names.
        region_names: What `ScanOptions.value_error` may name.
        extent: z of the body's ends in mm.
        half_width, half_height: Half the body's size in mm: what has to be in the image.
    """

    name: str
    class_name: str
    modality: ClassVar[Literal["CT", "MR"]] = "CT"
    unit: ClassVar[str] = "HU"
    default_options: ScanOptions
    module_names: tuple[str, ...]
    region_names: tuple[str, ...]
    extent: tuple[float, float]
    half_width: float
    half_height: float

    # ------------------------------------------------------------------------------ what a phantom must say

    @abstractmethod
    def module_positions(self) -> Mapping[str, float]:
        """z of each module's middle in mm, by module name."""

    @abstractmethod
    def scene(self, options: ScanOptions) -> Scene:
        """The phantom as solids, its regions off by `options.value_error`."""

    @abstractmethod
    def module_truths(
        self, options: ScanOptions, canvas: Canvas, layout: Layout
    ) -> Mapping[str, ModuleTruth]:
        """What is true of each module, by name (made with `layout.module` and `canvas.pixel`)."""

    # --------------------------------------------------------------------------------- what it may change

    def make_noise(self, values: FloatArray, options: ScanOptions, random: np.random.Generator) -> None:
        """Add noise to a slice, in place. Gaussian, unless a phantom knows better."""
        noise = random.standard_normal(values.shape, dtype=np.float32)
        noise *= options.noise
        values += noise

    def series(self, options: ScanOptions) -> ImageSeries:
        """What the headers of a scan have in common."""
        kind = CTSeries if self.modality == "CT" else MRSeries
        return kind(
            identity=self._identity(options),
            patient_name=f"Digital^{self.class_name}",
            description=f"Digital {self.name}",
            columns=options.columns,
            rows=options.rows,
            pixel_spacing=options.header_pixel_spacing,
            slice_thickness=options.slice_thickness,
            slice_spacing=options.spacing,
            field_of_view=options.diameter,
            calibrated=options.scale == "HU",
        )

    def extra_slices(
        self,
        options: ScanOptions,  # noqa: ARG002
        series: ImageSeries,  # noqa: ARG002
    ) -> Iterator[Dataset]:
        """Slices that aren't of the stack but belong to the scan, such as a sagittal one: after all others.

        Their index (for their UIDs and InstanceNumber) goes on from the stack's.
        """
        yield from ()

    # ------------------------------------------------------------------------------------ what all of them do

    def canvas(self, options: ScanOptions) -> Canvas:
        """The pixel grid with the phantom's place on it."""
        return Canvas(
            options.columns,
            options.rows,
            options.pixel_spacing,
            options.psf_fwhm,
            roll=options.roll,
            offset_x=options.offset_x,
            offset_y=options.offset_y,
        )

    def layout(self, options: ScanOptions) -> Layout:
        """The slices of a scan. Raises PhantomscopeError where no such scan can be made."""
        self.check(options)
        return scan_layout(options, self.extent, self.module_positions())

    def check(self, options: ScanOptions) -> None:
        """Raise PhantomscopeError, naming everything that is wrong, where no such scan can be made."""
        problems = [*self._name_problems(options), *self._fit_problems(options)]
        if problems:
            raise PhantomscopeError(
                f"A digital {self.name} can't be made so: {'; '.join(problems)}", todo="Change these options"
            )

    def iter_slices(self, options: ScanOptions) -> Iterator[Dataset]:
        """The slices from the lowest position up, each made when it is asked for, then the extra ones."""
        layout, series = self.layout(options), self.series(options)
        scene = self.scene(options)
        slicer = SceneSlicer(scene, self.canvas(options), options.slice_thickness)
        outside = _outside(options)
        for index in range(layout.num_images):
            along = layout.num_images - 1 - index if options.reversed_order else index
            position = self._header_position(layout.position(along), options)
            if layout.is_blank(along):
                yield series.blank(index, position)
                continue
            values = slicer.slice_at(layout.position(along))
            if options.noise:
                self.make_noise(values, options, np.random.default_rng((options.seed, along)))
            values[outside] = scene.outside
            yield series.dataset(values[:, ::-1] if options.reversed_order else values, index, position)
        yield from self.extra_slices(options, series)

    def truth(self, options: ScanOptions) -> Truth:
        """What is true of the stack that these options make. Missing modules aren't in it."""
        layout, canvas = self.layout(options), self.canvas(options)
        modules = {
            name: module
            for name, module in self.module_truths(options, canvas, layout).items()
            if name not in options.missing_modules
        }
        center_column, center_row = canvas.pixel(0.0, 0.0)
        truth = Truth(
            phantom=self.class_name,
            unit=self.unit,
            series_instance_uid=self.series(options).uid("series"),
            num_images=layout.num_images,
            columns=options.columns,
            rows=options.rows,
            pixel_spacing_mm=options.pixel_spacing,
            slice_thickness_mm=options.slice_thickness,
            slice_spacing_mm=options.spacing,
            origin_slice=layout.origin_slice,
            center_column=center_column,
            center_row=center_row,
            roll_deg=options.roll,
            noise=options.noise,
            modules=modules,
        )
        return _turned(truth) if options.reversed_order else truth

    # ------------------------------------------------------------------------------------------------- inner

    def _name_problems(self, options: ScanOptions) -> Iterator[str]:
        for name in options.value_error:
            if name not in self.region_names:
                yield f"value_error names {name!r}, but the regions are {', '.join(self.region_names)}"
        for name in options.missing_modules:
            if name not in self.module_names:
                yield f"missing_modules names {name!r}, but the modules are {', '.join(self.module_names)}"

    def _fit_problems(self, options: ScanOptions) -> Iterator[str]:
        margin = BODY_MARGIN * options.pixel_spacing - 1e-6
        sides = (
            ("columns", options.columns, self.half_width, options.offset_x),
            ("rows", options.rows, self.half_height, options.offset_y),
        )
        for side, pixels, half, offset in sides:
            shown, needed = pixels * options.pixel_spacing, 2 * (half + margin + abs(offset))
            if shown < needed:
                yield f"{pixels} {side} show {shown:g} mm, but the phantom, so placed, needs {needed:g} mm"
        reach = max(self.half_width, self.half_height)
        needed = 2 * (reach + margin + math.hypot(options.offset_x, options.offset_y))
        if options.diameter < needed:
            yield (
                f"the field of view of {options.diameter:g} mm cuts the phantom, "
                f"which, so placed, needs {needed:g} mm"
            )

    def _identity(self, options: ScanOptions) -> str:
        """The same text for equal options, so that 3 and 3.0 mm make the same UIDs."""
        values = asdict(options)
        seed = values.pop("seed")
        floats = json.loads(json.dumps(values), parse_int=float)
        return f"{self.class_name} {seed} {json.dumps(floats, sort_keys=True)}"

    @staticmethod
    def _header_position(position: float, options: ScanOptions) -> float:
        return -position if options.reversed_order else position


def _turned(truth: Truth) -> Truth:
    """The truth of the same stack turned end for end: order reversed, slices mirrored left-right."""
    last_slice, last_column = truth.num_images - 1, truth.columns - 1
    modules = {
        name: replace(
            module,
            slice_num=last_slice - module.slice_num,
            position_mm=-module.position_mm,
            regions={
                region_name: replace(region, column=last_column - region.column)
                for region_name, region in module.regions.items()
            },
        )
        for name, module in truth.modules.items()
    }
    return replace(
        truth,
        origin_slice=last_slice - truth.origin_slice,
        center_column=last_column - truth.center_column,
        roll_deg=-truth.roll_deg,
        modules=modules,
    )


def _outside(options: ScanOptions) -> NDArray[np.bool_]:
    """Pixels outside the reconstructed circle."""
    across = (np.arange(options.columns) - (options.columns - 1) / 2) * options.pixel_spacing
    down = (np.arange(options.rows) - (options.rows - 1) / 2) * options.pixel_spacing
    outside: NDArray[np.bool_] = (
        across[np.newaxis, :] ** 2 + down[:, np.newaxis] ** 2 > (options.diameter / 2) ** 2
    )
    return outside
