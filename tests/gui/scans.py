"""Archives of several small series, by their titles."""

from pathlib import Path

from dicom_files import slice_bytes, slices, zip_bytes
from gui.desk import disc


def scan_of(path: Path, *titles: str, localizer: bool = False) -> Path:
    """Write an archive of a series for each title, each a slice shorter than the one before."""
    members: dict[str, bytes] = {}
    for number, title in enumerate(titles):
        for index in range(1, 6 - number):
            name = f"{number}/{index}.dcm"
            members[name] = slice_bytes(
                disc(number=index), number=index, series=f"1.2.{number + 1}", SeriesDescription=title
            )
    if localizer:
        kind = ["ORIGINAL", "PRIMARY", "LOCALIZER"]
        members |= slices(2, prefix="scout/", series="1.2.99", SeriesDescription="scout", ImageType=kind)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zip_bytes(members))
    return path
