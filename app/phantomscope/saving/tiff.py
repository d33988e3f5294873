"""One slice as a TIFF file with its values as they are stored."""

import io
from dataclasses import dataclass
from typing import Any

from phantomscope import __version__
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.slice_header import SliceHeader

_MM_A_CM = 10.0


@dataclass(frozen=True, slots=True)
class TiffFacts:
    """What is written beside the values.

    Attributes:
        title: What to call the slice, e.g. "slice 33".
        unit: Unit of the rescaled values, e.g. "HU"; empty where there is none.
        position: Along the series' normal in mm, or None.
    """

    title: str
    unit: str = ""
    position: float | None = None


def tiff_of(pixels: SlicePixels, header: SliceHeader, facts: TiffFacts) -> bytes:
    """A whole TIFF file: one image, not compressed, the stored values bit for bit.

    Signed values are written as signed ones (SampleFormat 2), MONOCHROME1 as WhiteIsZero. XResolution and
    YResolution are pixels a centimetre. ImageDescription has lines of ``name=value``: what turns stored
    values into the unit, the spacing in mm (rows, then columns), the position, and the SOPInstanceUID.

    Args:
        pixels: Shape (rows, columns).
        header: The slice's.
        facts: The rest.
    """
    import tifffile

    file = io.BytesIO()
    spacing = header.plane.spacing
    size: dict[str, Any] = {}
    if spacing is not None and min(spacing) > 0:
        size = {
            "resolution": (_MM_A_CM / spacing[1], _MM_A_CM / spacing[0]),
            "resolutionunit": "CENTIMETER",
        }
    stored = pixels.stored
    tifffile.imwrite(
        file,
        stored.astype(stored.dtype.newbyteorder("<"), copy=False),
        byteorder="<",
        photometric="miniswhite" if header.format.photometric == "MONOCHROME1" else "minisblack",
        description=description(pixels, header, facts).encode("ascii", "replace"),
        metadata=None,
        software=f"Phantomscope {__version__}",
        **size,
    )
    return file.getvalue()


def description(pixels: SlicePixels, header: SliceHeader, facts: TiffFacts) -> str:
    """The text of ImageDescription."""
    slope = 1.0 if pixels.slope is None else pixels.slope
    intercept = 0.0 if pixels.intercept is None else pixels.intercept
    lines = [
        f"title={facts.title}",
        f"rescale_slope={slope!r}",
        f"rescale_intercept={intercept!r}",
        f"unit={facts.unit}",
    ]
    if header.plane.spacing is not None:
        lines.append("pixel_spacing_mm=" + ",".join(f"{value!r}" for value in header.plane.spacing))
    if header.plane.thickness is not None:
        lines.append(f"slice_thickness_mm={header.plane.thickness!r}")
    if facts.position is not None:
        lines.append(f"slice_position_mm={facts.position!r}")
    if header.position is not None:
        lines.append("image_position_patient_mm=" + ",".join(f"{value!r}" for value in header.position))
    lines.append(f"sop_instance_uid={header.sop_instance_uid}")
    return "\n".join(lines)
