"""One slice as a TIFF file with its values as they are stored."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from phantomscope import __version__
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.padding import padded_values
from phantomscope.stack.slab import Slab
from phantomscope.stack.slice_header import SliceHeader

_MM_A_CM = 10.0


@dataclass(frozen=True, slots=True)
class TiffFacts:
    """What is written beside the values.

    Attributes:
        title: What to call the slice, e.g. "slice 33".
        unit: Unit of the rescaled values, e.g. "HU"; empty where there is none.
        position: Along the series' normal in mm, or None.
        slab: What the values are made of where they are several slices joined; None for a slice alone.
    """

    title: str
    unit: str = ""
    position: float | None = None
    slab: Slab | None = None


def tiff_of(pixels: SlicePixels, header: SliceHeader, facts: TiffFacts) -> bytes:
    """A whole TIFF file: one image, not compressed, the stored values bit for bit.

    Signed values are written as signed ones (SampleFormat 2), MONOCHROME1 as WhiteIsZero. XResolution and
    YResolution are pixels a centimetre. ImageDescription has lines of ``name=value``: what turns stored
    values into the unit, the spacing in mm (rows, then columns), the position, and the SOPInstanceUID; of
    several slices joined how they are, which ones, and from where to where.

    Args:
        pixels: Shape (rows, columns).
        header: The slice's, of several joined that of the one in the middle.
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
        lines.append(f"pixel_spacing_mm={_listed(header.plane.spacing)}")
    more = _of_slice(header, facts) if facts.slab is None else _of_slab(facts.slab, pixels, header)
    return "\n".join((*lines, *more))


def _of_slice(header: SliceHeader, facts: TiffFacts) -> list[str]:
    lines = []
    if header.plane.thickness is not None:
        lines.append(f"slice_thickness_mm={header.plane.thickness!r}")
    if facts.position is not None:
        lines.append(f"slice_position_mm={facts.position!r}")
    if header.position is not None:
        lines.append(f"image_position_patient_mm={_listed(header.position)}")
    return [*lines, f"sop_instance_uid={header.sop_instance_uid}"]


def _of_slab(slab: Slab, pixels: SlicePixels, header: SliceHeader) -> list[str]:
    which = f"{slab.first + 1}-{slab.last + 1}"
    if slab.skipped:
        which = ",".join(str(each + 1) for each in slab.indices)
    lines = [
        f"slab_mode={slab.mode.value}",
        f"slab_slice_count={slab.count}",
        f"slab_slices={which}",
    ]
    if slab.extent is not None:
        lines.append(f"slab_thickness_mm={slab.extent!r}")
    for name, one in (("first", slab.slices[:1]), ("last", slab.slices[-1:])):
        if one and one[0].position is not None:
            lines.append(f"{name}_image_position_patient_mm={_listed(one[0].position)}")
    padding = padded_values(pixels, header.format)
    if padding is not None:
        lines.append(f"padding_value={padding[0]!r}")
    uids = dict.fromkeys(one.sop_instance_uid for one in slab.slices if one.sop_instance_uid)
    return [*lines, f"source_sop_instance_uids={','.join(uids)}"]


def _listed(values: Sequence[float]) -> str:
    return ",".join(f"{value!r}" for value in values)
