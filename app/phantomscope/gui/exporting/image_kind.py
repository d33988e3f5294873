"""What a picture can be exported as."""

import enum
from pathlib import Path

from phantomscope.gui.parts.marked import translate


class ImageKind(enum.Enum):
    """A kind of file, and what is in it."""

    SLICE_PNG = "slice.png"
    LARGE_SLICE_PNG = "large slice.png"
    VIEW_PNG = "view.png"
    SLICE_TIFF = "slice.tif"
    SLICE_DICOM = "slice.dcm"
    VIEW_DICOM = "view.dcm"

    @property
    def is_view(self) -> bool:
        """Whether it shows the view as on the screen, with all that lies on the slice."""
        return self in (ImageKind.VIEW_PNG, ImageKind.VIEW_DICOM)

    @property
    def suffix(self) -> str:
        """The file's ending with its dot."""
        return Path(self.value).suffix

    @property
    def times(self) -> int:
        """How many pixels wide one of the slice's becomes."""
        return 2 if self is ImageKind.LARGE_SLICE_PNG else 1

    @property
    def title(self) -> str:
        """What to call it."""
        return _titles()[self]

    @property
    def name_filter(self) -> str:
        """What a file dialog offers."""
        patterns = "*.tif *.tiff" if self.suffix == ".tif" else f"*{self.suffix}"
        return f"{self.title} ({patterns})"

    def with_suffix(self, path: Path) -> Path:
        """The path with the ending that the file needs."""
        ends = (".tif", ".tiff") if self.suffix == ".tif" else (self.suffix,)
        return path if path.suffix.lower() in ends else path.with_name(f"{path.name}{self.suffix}")


def _titles() -> dict[ImageKind, str]:
    return {
        ImageKind.SLICE_PNG: translate("ImageKind", "Slice as PNG, a pixel for a pixel"),
        ImageKind.LARGE_SLICE_PNG: translate("ImageKind", "Slice as PNG, twice as large"),
        ImageKind.VIEW_PNG: translate("ImageKind", "View as on the Screen as PNG"),
        ImageKind.SLICE_TIFF: translate("ImageKind", "Stored Values as TIFF"),
        ImageKind.SLICE_DICOM: translate("ImageKind", "Slice as DICOM Secondary Capture"),
        ImageKind.VIEW_DICOM: translate("ImageKind", "View as DICOM Secondary Capture"),
    }
