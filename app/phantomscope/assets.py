"""Where the files of `resources/` are: in a checkout, an installed wheel or a frozen program."""

import sys
from pathlib import Path

from phantomscope.errors import PhantomscopeError


def resources_folder(package: Path | None = None) -> Path:
    """The folder that holds the icons, licences and help.

    Args:
        package: Folder of the package `phantomscope`; the running one unless told.

    Raises:
        PhantomscopeError: It is in none of the places where it can be.
    """
    package = package or Path(__file__).resolve().parent
    places = [
        package / "resources",  # a wheel
        package.parent.parent / "resources",  # a checkout, also when it is installed as editable
    ]
    if bundle := getattr(
        sys, "_MEIPASS", ""
    ):  # a frozen program, which may unpack elsewhere than the code says
        places.insert(0, Path(bundle) / "phantomscope" / "resources")
    for place in places:
        # By a file of ours: a folder of that name beside site-packages could be anyone's.
        if (place / "icons" / "phantomscope.svg").is_file():
            return place
    raise _incomplete("resources")


def resource(name: str) -> Path:
    """One file of `resources/`.

    Args:
        name: Path below the folder, with forward slashes: `icons/phantomscope.svg`.

    Raises:
        PhantomscopeError: There is no such file.
    """
    file = resources_folder() / name
    if not file.is_file():
        raise _incomplete(name)
    return file


def _incomplete(name: str) -> PhantomscopeError:
    return PhantomscopeError(
        "A file that belongs to the program is missing", where=name, todo="Install Phantomscope again"
    )
