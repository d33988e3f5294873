"""Pictures out to files, off the GUI thread, whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.exporting.image_dialog import checked_target
from phantomscope.gui.exporting.image_kind import ImageKind
from phantomscope.gui.exporting.pictures import Picture, enlarged, image_of, pixels_of, png_of
from phantomscope.gui.parts.errands import Errands
from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.readout import unit
from phantomscope.gui.viewing.rendering import rendered
from phantomscope.gui.viewing.window_level import WindowLevel
from phantomscope.reports.files import check_place
from phantomscope.stack.member import SourceSpec
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.whole_file import put_in_place


@dataclass(frozen=True, slots=True)
class Shot:
    """What is shown at the moment of exporting.

    Attributes:
        loaded: The slice.
        window: Window and level.
        appearance: The colours.
        view: The view as on the screen; None where only the slice is wanted.
        stack: What the slice is of.
        sources: All that is open, where nothing is written to.
        private: Whether to leave out what tells who the patient is.
    """

    loaded: LoadedSlice
    window: WindowLevel
    appearance: Appearance
    view: QImage | None
    stack: SliceStack
    sources: tuple[SourceSpec, ...]
    private: bool

    @property
    def title(self) -> str:
        """What to call it: nothing that a person has written."""
        return title_of(self.loaded)


def title_of(loaded: LoadedSlice) -> str:
    """What to call what is shown: "slice 3", or "mean of 5 slices, 1 to 5"."""
    return loaded.slab.text if loaded.slab is not None else f"slice {loaded.index + 1}"


class ImageExporter(QObject):
    """Writes one picture after another.

    Signals:
        exported(Path): The file that has been written.
        failed(PhantomscopeError): Why none was.

    Args:
        parent: Qt parent.
    """

    exported = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands = Errands(self)
        self._errands.failed.connect(self.failed)

    def export(self, kind: ImageKind, chosen: Path, shot: Shot) -> None:
        """Write a picture.

        Args:
            kind: As what.
            chosen: Where to; the ending is added where it is missing.
            shot: Of what.
        """
        target = kind.with_suffix(chosen)
        self._errands.run(lambda: _write(kind, chosen, target, shot), self._on_written)

    @Slot()
    def close(self) -> None:
        """Wait until everything is written."""
        self._errands.close()

    def _on_written(self, path: Path) -> None:
        self.exported.emit(path)


def _write(kind: ImageKind, chosen: Path, target: Path, shot: Shot) -> Path:
    checked_target(chosen, target, *shot.sources)
    data = _MAKERS[kind.suffix](kind, shot)
    check_place(target, *shot.sources)
    put_in_place(target, data)
    return target


def _png(kind: ImageKind, shot: Shot) -> bytes:
    if kind.is_view:
        return png_of(_view(shot))
    return png_of(image_of(_slice(kind, shot)), _spacing(kind, shot))


def _tiff(_kind: ImageKind, shot: Shot) -> bytes:
    from phantomscope.saving.tiff import TiffFacts, tiff_of

    header = shot.loaded.header
    facts = TiffFacts(shot.title, unit(header), shot.loaded.position, shot.loaded.slab)
    return tiff_of(shot.loaded.pixels, header, facts)


def _dicom(kind: ImageKind, shot: Shot) -> bytes:
    from phantomscope.saving.secondary_capture import Capture, encoded, secondary_capture

    header = shot.loaded.header
    capture = Capture(
        pixels_of(_view(shot)) if kind.is_view else _slice(kind, shot),
        f"{'View of' if kind.is_view else 'Picture of'} {shot.title}",
        _derivation(kind, shot),
        None if kind.is_view else _spacing(kind, shot),
        has_texts=kind.is_view,
        joined=shot.loaded.slab.slices if shot.loaded.slab is not None else (),
    )
    source = shot.stack.dataset_of(header)
    return encoded(secondary_capture(capture, source, private=shot.private, frame=header.frame))


_MAKERS: dict[str, Callable[[ImageKind, Shot], bytes]] = {".png": _png, ".tif": _tiff, ".dcm": _dicom}


def _slice(kind: ImageKind, shot: Shot) -> Picture:
    return enlarged(rendered(shot.loaded, shot.window, shot.appearance), kind.times)


def _view(shot: Shot) -> QImage:
    if shot.view is None:
        raise PhantomscopeError("There is nothing to see", todo="Wait until the slice is shown")
    return shot.view


def _spacing(kind: ImageKind, shot: Shot) -> tuple[float, float] | None:
    spacing = shot.loaded.header.plane.spacing
    return None if spacing is None else (spacing[0] / kind.times, spacing[1] / kind.times)


def _derivation(kind: ImageKind, shot: Shot) -> str:
    window, colours, slab = shot.window, shot.appearance, shot.loaded.slab
    text = f"8 bit from window width {window.width:g}, level {window.level:g} {unit(shot.loaded.header)}"
    if slab is not None:
        thick = f", {round(slab.extent, 2):g} mm" if slab.extent is not None else ""
        text = f"{slab.text}{thick}; {text}"
    text = ", ".join((text, *shot.stack.overlay.arrangement.sentences())).replace("–", "-")
    if colours.inverted:
        text += ", inverted"
    if colours.colour_map != Appearance().colour_map:
        text += f", colour map {colours.colour_map}"
    return f"{text}, as on the screen with all that lay on the slice" if kind.is_view else text
