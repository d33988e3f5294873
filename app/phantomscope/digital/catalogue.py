"""The digital phantoms by name. Only the one that is asked for is loaded."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from phantomscope.digital.dicom import write_archive
from phantomscope.digital.options import ScanOptions
from phantomscope.digital.phantom import DigitalPhantom
from phantomscope.digital.truth import Truth
from phantomscope.errors import PhantomscopeError

_PLACES: Mapping[str, str] = {
    "CatPhan 503": "phantomscope.digital.catphan.catphan503:PHANTOM",
    "CatPhan 504": "phantomscope.digital.catphan.catphan504:PHANTOM",
    "CatPhan 600": "phantomscope.digital.catphan.catphan600:PHANTOM",
    "CatPhan 604": "phantomscope.digital.catphan.catphan604:PHANTOM",
    "CatPhan 700": "phantomscope.digital.catphan.catphan700:PHANTOM",
    "ACR CT 464": "phantomscope.digital.acr_ct:PHANTOM",
    "ACR MRI Large": "phantomscope.digital.acr_mri.large:PHANTOM",
    "ACR MRI Medium": "phantomscope.digital.acr_mri.medium:PHANTOM",
    "Quart DVT": "phantomscope.digital.quart_dvt:PHANTOM",
    "TomoTherapy Cheese": "phantomscope.digital.cheese.tomo_cheese:PHANTOM",
    "CIRS 062M": "phantomscope.digital.cheese.cirs_062m:PHANTOM",
    "GE Helios daily": "phantomscope.digital.ge_helios:PHANTOM",
}
DIGITAL_PHANTOMS: tuple[str, ...] = tuple(_PLACES)
"""The names of all digital phantoms: those of the registry of phantoms."""


def digital_phantom(name: str) -> DigitalPhantom:
    """The digital phantom with this name in the registry of phantoms.

    Raises:
        PhantomscopeError: There is none; the text lists them all.
    """
    if name not in _PLACES:
        raise PhantomscopeError(
            f"There is no digital phantom called “{name}”",
            todo=f"Choose one of: {', '.join(DIGITAL_PHANTOMS)}",
        )
    module, attribute = _PLACES[name].split(":")
    phantom: DigitalPhantom = getattr(import_module(module), attribute)
    return phantom


def write_zip(phantom: DigitalPhantom, options: ScanOptions, destination: BinaryIO | Path) -> Truth:
    """Write a scan as a ZIP of DICOM slices and nothing else, and return what is true of it.

    The same options make the same bytes. Raises PhantomscopeError where no such scan can be made, and OSError
    where the destination can't be written.
    """
    known = phantom.truth(options)
    write_archive(phantom.iter_slices(options), destination)
    return known
