"""What both ACR MRI phantoms have in common: their slices, and what is true of them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar, Literal

import numpy as np
from pydicom.dataset import Dataset

from phantomscope.digital.acr_mri.acquisition import SpinEchoSeries, noisy, received
from phantomscope.digital.acr_mri.geometry import LARGE, MEDIUM, ACRMRIGeometry, Spokes, acr_mri_geometry
from phantomscope.digital.acr_mri.options import MRScanOptions, mr_options
from phantomscope.digital.acr_mri.reading import (
    complete_spokes,
    disc_values,
    ghosting_ratio,
    integral_uniformity,
    resolution,
    spoke_visibilities,
)
from phantomscope.digital.acr_mri.sagittal import lay_sagittal, sagittal_image
from phantomscope.digital.acr_mri.scene import acr_mri_scene
from phantomscope.digital.layout import Layout
from phantomscope.digital.options import ScanOptions
from phantomscope.digital.painting import Canvas, FloatArray
from phantomscope.digital.phantom import DigitalPhantom
from phantomscope.digital.scene import Scene, SceneSlicer
from phantomscope.digital.truth import ModuleTruth, RegionTruth, Truth
from phantomscope.errors import PhantomscopeError

SAGITTAL_MODULE = "sagittal_localizer_module"
CONTRAST_SLICES = ("slice_8", "slice_9", "slice_10", "slice_11")
_TOGETHER = ("slice_11", "slice11")
"""Two of pylinac's modules read the last slice: they are missing together."""
_WIDEST_BLUR = 1.4
_LINES = ("horizontal", "vertical", "negative diagonal", "positive diagonal")


class ACRMRIPhantom(DigitalPhantom):
    """An ACR MRI phantom. pylinac takes the first slice of the stack for slice 1, whatever it shows."""

    modality: ClassVar[Literal["CT", "MR"]] = "MR"
    unit: ClassVar[str] = "signal"
    default_options: MRScanOptions = MRScanOptions(
        seed=11,
        slice_thickness=5.0,
        slice_spacing=10.0,
        psf_fwhm=1.25,
        noise=4.0,
        air_slices=0,
    )
    module_names = (
        *("slice1", "geometric_distortion_module", "uniformity_module"),
        *(*CONTRAST_SLICES, "slice11"),
    )
    region_names = (
        "Center",
        *(f"{name} spoke_{number}" for name in CONTRAST_SLICES for number in range(1, 11)),
    )
    extent = (-4.0, 104.0)

    def __init__(self, name: str, class_name: str) -> None:
        self.name, self.class_name = name, class_name
        sizes = LARGE if class_name == "ACRMRILarge" else MEDIUM
        self.half_width = self.half_height = sizes.radius

    @property
    def geometry(self) -> ACRMRIGeometry:
        """The phantom's parts. Loads pylinac."""
        return acr_mri_geometry(self.class_name)

    # ------------------------------------------------------------------------------- what it says of itself

    def module_positions(self) -> Mapping[str, float]:
        return self.geometry.offsets

    def scene(self, options: ScanOptions) -> Scene:
        return acr_mri_scene(self.geometry, mr_options(options).signal(), options.value_error)

    def check(self, options: ScanOptions) -> None:
        super().check(options)
        if self.canvas(options).sigma > _WIDEST_BLUR:
            raise PhantomscopeError(
                f"A digital {self.name} can't be made so: its smallest parts are lost in a psf_fwhm of "
                f"{options.psf_fwhm:g} mm and a pixel_spacing of {options.pixel_spacing:g} mm",
                todo="Make one of them smaller",
            )

    def layout(self, options: ScanOptions) -> Layout:
        return super().layout(_missing_together(options))

    def truth(self, options: ScanOptions) -> Truth:
        truth = super().truth(_missing_together(options))
        truth = replace(truth, series_instance_uid=self.series(options).uid("series"))
        if not mr_options(options).sagittal:
            return truth
        number = self.layout(options).num_images * len(mr_options(options).echo_times)
        return replace(
            truth,
            modules={
                **truth.modules,
                SAGITTAL_MODULE: self._sagittal_truth(number, 1.0 + options.spacing_error),
            },
        )

    def series(self, options: ScanOptions) -> SpinEchoSeries:
        return self._series(mr_options(options), 0)

    # ------------------------------------------------------------------------------------------- its slices

    def iter_slices(self, options: ScanOptions) -> Iterator[Dataset]:
        """The first echo from the lowest position up, then each other echo, then the sagittal slice."""
        chosen, layout = mr_options(options), self.layout(options)
        slicer = self._slicer(chosen)
        for echo in range(len(chosen.echo_times)):
            series = self._series(chosen, echo)
            for index in range(layout.num_images):
                along = layout.num_images - 1 - index if chosen.reversed_order else index
                place = layout.position(along)
                number, position = echo * layout.num_images + index, self._header_position(place, chosen)
                if layout.is_blank(along):
                    yield series.blank(number, position)
                    continue
                values = self._values(slicer, place, chosen, echo, (along, echo))
                yield series.dataset(values[:, ::-1] if chosen.reversed_order else values, number, position)
        if chosen.sagittal:
            yield self._sagittal(chosen, len(chosen.echo_times) * layout.num_images)

    def _series(self, options: MRScanOptions, echo: int) -> SpinEchoSeries:
        return SpinEchoSeries(
            identity=self._identity(options),
            patient_name=f"Digital^{self.class_name}",
            description=f"Digital {self.name}",
            columns=options.columns,
            rows=options.rows,
            pixel_spacing=options.header_pixel_spacing,
            slice_thickness=options.slice_thickness,
            slice_spacing=options.spacing,
            field_of_view=min(options.columns, options.rows) * options.header_pixel_spacing,
            repetition_time=options.repetition_time,
            echo_time=options.echo_times[echo],
            echo=echo + 1,
            field_strength=options.field_strength,
            signal=options.signal(echo),
        )

    def _slicer(self, options: MRScanOptions) -> SceneSlicer:
        return SceneSlicer(self.scene(options), self.canvas(options), options.slice_thickness)

    def _noiseless(self, slicer: SceneSlicer, position: float, options: MRScanOptions) -> FloatArray:
        """The first echo's slice that is said to be at `position`."""
        return received(slicer.slice_at(position + options.slice_shift), options, self.half_width)

    def _values(
        self, slicer: SceneSlicer, position: float, options: MRScanOptions, echo: int, key: tuple[int, ...]
    ) -> FloatArray:
        values = self._noiseless(slicer, position, options) * np.float32(
            options.signal(echo) / options.signal()
        )
        if not options.noise:
            return values
        return noisy(values, options, np.random.default_rng((options.seed, *key)))

    def _sagittal(self, options: MRScanOptions, index: int) -> Dataset:
        scene, series = self.scene(options), self._series(options, 0)
        values = received(sagittal_image(scene, options), options, self.half_width)
        if options.noise:
            values = noisy(values, options, np.random.default_rng((options.seed, index, len(self.name))))
        section = scene.sections[0]
        dataset = series.dataset(values, index, 0.0)
        lay_sagittal(dataset, series, (section.lower + section.upper) / 2)
        return dataset

    # ----------------------------------------------------------------------------------- what is true of it

    def module_truths(
        self, options: ScanOptions, canvas: Canvas, layout: Layout
    ) -> Mapping[str, ModuleTruth]:
        chosen, geometry = mr_options(options), self.geometry
        slicer, signal = self._slicer(chosen), chosen.signal()

        def image(name: str) -> FloatArray:
            return self._noiseless(slicer, geometry.offsets[name], chosen)

        # pylinac's "Left" region lies right on the screen, so that its sign is not the ACR's.
        scale = 1.0 + chosen.spacing_error
        moved = -chosen.slice_shift * scale
        shift = {"slice_shift_mm": moved, "bar_difference_mm": 2 * moved}
        quantities: dict[str, dict[str, float]] = {
            "slice1": {
                **shift,
                "measured_slice_thickness_mm": chosen.slice_thickness * scale,
                **dict(resolution(geometry, image("slice1"), canvas)),
            },
            "geometric_distortion_module": {
                f"{name} width (mm)": 2 * geometry.sizes.radius * scale for name in _LINES
            },
            "uniformity_module": self._uniformity(image("uniformity_module"), canvas, chosen),
            "slice11": shift,
        }
        regions: dict[str, dict[str, RegionTruth]] = {
            "uniformity_module": {"Center": self._center(canvas, chosen)}
        }
        for spokes in geometry.spokes:
            seen = spoke_visibilities(spokes, image(spokes.name), canvas, chosen.noise)
            quantities[spokes.name] = {"score": complete_spokes(seen)}
            regions[spokes.name] = dict(_disks(spokes, canvas, chosen))
        return {
            name: layout.module(offset, signal, regions.get(name), quantities[name])
            for name, offset in geometry.offsets.items()
        }

    def _uniformity(self, image: FloatArray, canvas: Canvas, options: MRScanOptions) -> dict[str, float]:
        spot = self.geometry.uniformity
        ratio = ghosting_ratio(self.geometry, image, canvas, options.noise if options.rician else 0.0)
        values = disc_values(image, canvas, spot, spot.radius)
        return {
            "piu": integral_uniformity(values, options.noise),
            "ghosting_ratio": ratio,
            "psg": 100 * ratio,
        }

    def _center(self, canvas: Canvas, options: MRScanOptions) -> RegionTruth:
        spot = self.geometry.uniformity
        value = options.signal() + options.value_error.get("Center", 0.0)
        return RegionTruth(value, *canvas.pixel(spot.x, spot.y), spot.radius, options.signal())

    def _sagittal_truth(self, number: int, scale: float) -> ModuleTruth:
        geometry = self.geometry
        lengths = {f"{name} width (mm)": geometry.sizes.length * scale for name in geometry.localizer_offsets}
        return ModuleTruth(number, 0.0, 0.0, {}, lengths)


def _disks(spokes: Spokes, canvas: Canvas, options: MRScanOptions) -> Iterator[tuple[str, RegionTruth]]:
    """The disks by spoke and number, from the axis; values are as where the solution is brightest."""
    signal = options.signal()
    for spoke, disks in spokes.disks.items():
        error = options.value_error.get(f"{spokes.name} {spoke}", 0.0)
        nominal = signal * (1 + spokes.contrast)
        for number, disk in enumerate(disks, start=1):
            place = canvas.pixel(disk.x, disk.y)
            yield f"{spoke} disk {number}", RegionTruth(nominal + error, *place, disk.radius, nominal)


def _missing_together(options: ScanOptions) -> ScanOptions:
    missing = options.missing_modules
    if not set(missing) & set(_TOGETHER):
        return options
    return replace(options, missing_modules=tuple(dict.fromkeys((*missing, *_TOGETHER))))
