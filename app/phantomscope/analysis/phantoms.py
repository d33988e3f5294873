"""The phantoms that can be analysed: their names, pylinac classes and what a scan of each is like."""

from dataclasses import dataclass
from typing import Literal

from phantomscope.errors import PhantomscopeError


@dataclass(frozen=True, slots=True)
class Phantom:
    """One phantom.

    Attributes:
        name: What to call it; also its name on the command line (letter case and spaces don't matter).
        module: The pylinac module that has its class.
        class_name: The class's name.
        modality: CT or MR.
        min_slices: The fewest slices with which pylinac's class loads (its ``min_num_images``).
        words: What a series' or scanner's text may call it, lower case.
    """

    name: str
    module: str
    class_name: str
    modality: Literal["CT", "MR"]
    min_slices: int
    words: tuple[str, ...] = ()


PHANTOMS: tuple[Phantom, ...] = (
    Phantom("CatPhan 503", "pylinac.ct", "CatPhan503", "CT", 39, ("catphan503",)),
    Phantom("CatPhan 504", "pylinac.ct", "CatPhan504", "CT", 39, ("catphan504", "catphan")),
    Phantom("CatPhan 600", "pylinac.ct", "CatPhan600", "CT", 39, ("catphan600",)),
    Phantom("CatPhan 604", "pylinac.ct", "CatPhan604", "CT", 39, ("catphan604",)),
    Phantom("CatPhan 700", "pylinac.ct", "CatPhan700", "CT", 39, ("catphan700",)),
    Phantom("ACR CT 464", "pylinac.acr", "ACRCT", "CT", 4, ("acrct", "acr464", "gammex464", "ctacr", "acr")),
    Phantom("ACR MRI Large", "pylinac.acr", "ACRMRILarge", "MR", 4, ("acrmrilarge", "acrlarge", "acr")),
    Phantom("ACR MRI Medium", "pylinac.acr", "ACRMRIMedium", "MR", 4, ("acrmrimedium", "acrmedium")),
    Phantom("Quart DVT", "pylinac.quart", "QuartDVT", "CT", 39, ("quart", "dvt")),
    Phantom("TomoTherapy Cheese", "pylinac.cheese", "TomoCheese", "CT", 10, ("cheese", "tomophantom")),
    Phantom("CIRS 062M", "pylinac.cheese", "CIRS062M", "CT", 10, ("cirs", "062m")),
    Phantom("GE Helios daily", "pylinac.helios", "GEHeliosCTDaily", "CT", 8, ("helios", "gedaily")),
)


def squeezed(text: str) -> str:
    """Text with only its letters and digits, in lower case: "CatPhan-504 " is "catphan504"."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


def phantom_named(name: str) -> Phantom:
    """The phantom with this name or pylinac class name, or the only one with this part of a name.

    Raises:
        PhantomscopeError: There is none; the text lists them all.
    """
    wanted = squeezed(name)
    for phantom in PHANTOMS:
        if wanted in (squeezed(phantom.name), squeezed(phantom.class_name)):
            return phantom
    # "604" or "cheese" will do where it can mean only one.
    parts = [phantom for phantom in PHANTOMS if wanted and wanted in squeezed(phantom.name)]
    if len(parts) == 1:
        return parts[0]
    names = ", ".join(phantom.name for phantom in PHANTOMS)
    raise PhantomscopeError(f"There is no phantom called “{name}”", todo=f"Choose one of: {names}")
