"""The sagittal localizer slice through the axis of an ACR MRI phantom."""

import math
from collections.abc import Iterator

from pydicom.dataset import Dataset

from phantomscope.digital.acr_mri.options import MRScanOptions
from phantomscope.digital.dicom import ImageSeries, decimal
from phantomscope.digital.painting import Canvas, FloatArray
from phantomscope.digital.scene import Bar, Rod, Scene, SceneSlicer, Section, coverage

ORIENTATION = ("0", "1", "0", "0", "0", "-1")
"""Columns run towards the patient's back, rows towards the feet."""
_TALL = 1000.0
_WIDE = 1000.0


def sagittal_image(scene: Scene, options: MRScanOptions) -> FloatArray:
    """Noiseless values (rows, columns), float32: y of the phantom runs right, z up, its middle in the middle.

    The slice sees x from -half to half its thickness. A roll of the phantom is not shown.
    """
    section = scene.sections[0]
    middle = (section.lower + section.upper) / 2
    canvas = Canvas(
        options.columns, options.rows, options.pixel_spacing, options.psf_fwhm, offset_x=options.offset_y
    )
    body = Bar(0.0, 0.0, section.upper - section.lower, 2 * scene.radius, 0.0, -_TALL, _TALL, section.value)
    cuts = (body, *_cuts(scene, options.slice_thickness, middle))
    flat = Scene(_WIDE, (Section(-_TALL, _TALL, 0.0),), cuts, outside=0.0)
    return SceneSlicer(flat, canvas, options.slice_thickness).slice_at(0.0)


def _cuts(scene: Scene, thickness: float, middle: float) -> Iterator[Bar]:
    """Each solid as the rectangle that the plane x = 0 cuts out of it, inside the body."""
    section = scene.sections[0]
    for solid in scene.solids:
        if isinstance(solid, Rod):
            half = math.sqrt(max(0.0, solid.radius**2 - solid.x**2))
            part, length = float(half > 0), 2 * half
        else:
            part = coverage(0.0, thickness, solid.x - solid.length / 2, solid.x + solid.length / 2)
            length = solid.width
        lower, upper = max(solid.lower, section.lower), min(solid.upper, section.upper)
        if part and upper > lower:
            y = middle - (lower + upper) / 2
            yield Bar(solid.y, y, upper - lower, length, 0.0, -_TALL, _TALL, part * solid.contrast)


def lay_sagittal(dataset: Dataset, series: ImageSeries, middle: float) -> None:
    """Give a slice's header the place of the sagittal one, whose middle is at z = `middle` mm."""
    across, down = ((count - 1) / 2 * series.pixel_spacing for count in (series.columns, series.rows))
    dataset.ImageOrientationPatient = list(ORIENTATION)
    dataset.ImagePositionPatient = [decimal(value) for value in (0.0, -across, middle + down)]
    dataset.SliceLocation = decimal(0.0)
    dataset.ImageType = ["DERIVED", "SECONDARY", "LOCALIZER"]
