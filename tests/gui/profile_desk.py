"""Profiles, a scan of the scanner that one of them is for, and where the window shows them."""

from pathlib import Path
from typing import Any

from dicom_files import slice_bytes, slices, zip_bytes
from gui.desk import Desk
from phantomscope.analysis.profile import Profile
from phantomscope.analysis.profiles import ProfileStore
from phantomscope.analysis.results import Tolerance
from phantomscope.gui.setup.profile_bar import ProfileBar
from phantomscope.gui.setup.profiles_wiring import ProfilesWiring
from phantomscope.gui.setup.setup import Setup

OWN = {"ctp404.hu_rois.Teflon": Tolerance(tolerance=10)}
LINAC = Profile(
    "Linac 3", "Varian", "TrueBeam", "TB3", "CatPhan 504", parameters={"hu_tolerance": 30}, tolerances=OWN
)
OTHER = Profile("Sim", "Siemens", phantom="CatPhan 604", parameters={"strict": True})


def scanner_zip(folder: Path) -> Path:
    """Five slices of the first profile's scanner, and one of another series of it."""
    scanner: dict[str, Any] = {
        "Manufacturer": "Varian",
        "ManufacturerModelName": "TrueBeam",
        "StationName": "TB3",
    }
    path = folder / "scan.zip"
    members = slices(5, **scanner) | {"z.dcm": slice_bytes(series="1.2.9", **scanner)}
    path.write_bytes(zip_bytes(members))
    return path


def with_both(store: ProfileStore) -> ProfileStore:
    """Both profiles are kept there."""
    store.save(LINAC)
    store.save(OTHER)
    return store


def bar_of(desk: Desk) -> ProfileBar:
    """The bar of profiles, brought to the front."""
    wiring = wiring_of(desk)
    page = wiring.bar.parentWidget()
    assert page is not None
    desk.window.analysis_panel.tabs.setCurrentWidget(page)
    return wiring.bar


def wiring_of(desk: Desk) -> ProfilesWiring:
    """What connects it."""
    wiring = desk.window.findChild(ProfilesWiring)
    assert wiring is not None
    return wiring


def setup(desk: Desk) -> Setup:
    """How the series shown is to be analysed."""
    return desk.workspace.setups.current
