"""The middle of the window: the slice with its outlines, the slider below, and window and level."""

import dataclasses
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from phantomscope.analysis.results import SliceImage
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.levels.preset_book import PresetBook
from phantomscope.gui.parts.colours import colours_in
from phantomscope.gui.parts.elided_label import ElidedLabel
from phantomscope.gui.parts.privacy import Privacy
from phantomscope.gui.parts.throttle import Throttle
from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.canvas_label import CanvasLabel
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.outline_layer import OutlineLayer
from phantomscope.gui.viewing.preset import Preset
from phantomscope.gui.viewing.readout import position_text, readout
from phantomscope.gui.viewing.roi_label import RoiLine
from phantomscope.gui.viewing.roi_map import Roi
from phantomscope.gui.viewing.roi_pointer import RoiPointer
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.gui.viewing.window_level import WindowLevel

_THROTTLE_MS = 8
_PAGE = 10


class SliceView(QWidget):
    """Shows slices of one stack and asks for those that it needs.

    Signals:
        slice_wanted(int): Index of a slice to load.
        readout_changed(Readout | None): What is under the pointer.
        window_changed(WindowLevel): Window and level are others.
        appearance_changed(Appearance): The colours are others.
        painting(LoadedSlice): A slice is about to be painted: for what is drawn on it and must not lag.
        painted_changed(LoadedSlice | None): Another slice is painted, or none: for all else.
        presets_changed(tuple[Preset, ...]): Others suit what is shown.
        menu_wanted(QPoint): A right click on the slice, in screen coordinates.
        index_changed(int): Another slice is wanted, or the same of another stack.
        rois_hovered(tuple[Roi, ...]): The pointer is on these regions now, the smallest first.
        rois_clicked(tuple[Roi, ...]): The person clicked on these.

    Attributes:
        canvas: The picture.
        slider: Chooses the slice.
    """

    slice_wanted = Signal(int)
    readout_changed = Signal(object)
    window_changed = Signal(object)
    appearance_changed = Signal(object)
    painting = Signal(object)
    painted_changed = Signal(object)
    presets_changed = Signal(object)
    menu_wanted = Signal(QPoint)
    index_changed = Signal(int)
    rois_hovered = Signal(object)
    rois_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._previewing = False
        self._outdated = False  # what is painted is of the stack as it was
        self._modality_before: str | None = None
        self._painted: LoadedSlice | None = None
        self._modality: str | None = None
        self._book = PresetBook()
        self._presets: tuple[Preset, ...] = ()
        self._window_before: WindowLevel | None = None
        self._window: WindowLevel | None = None
        self._appearance = Appearance()
        self._images: tuple[SliceImage, ...] = ()
        self._chosen: SliceImage | None = None
        self._lit: frozenset[str] = frozenset()
        self._build()
        self._wish = Throttle[int](self.slice_wanted.emit, _THROTTLE_MS, self)
        self.slider.valueChanged.connect(self._wish)
        self.slider.valueChanged.connect(self.index_changed)
        self.canvas.stepped.connect(self.step)
        self.canvas.tool_dragged.connect(self._on_tool_dragged)
        self.canvas.hovered.connect(self._on_hovered)
        self.canvas.left.connect(lambda: self.readout_changed.emit(None))
        self._pointer.hovered.connect(self.rois_hovered)
        self._pointer.clicked.connect(self.rois_clicked)
        self.canvas.menu_wanted.connect(self.menu_wanted)

    def _build(self) -> None:
        self.canvas = SliceCanvas(self)
        self.canvas.setAccessibleName(self.tr("Slice"))
        self._outlines = OutlineLayer(self.canvas.view_box, colours_in(self.palette()))
        self._caption = CanvasLabel(self.canvas, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._trouble = CanvasLabel(self.canvas, Qt.AlignmentFlag.AlignCenter)
        self._pointer = RoiPointer(self.canvas, self._outlines)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName(self.tr("Slice number"))
        self.slider.setPageStep(_PAGE)
        self.slider.setEnabled(False)
        self._place = ElidedLabel(self)
        self._place.setMinimumWidth(self._place.fontMetrics().horizontalAdvance("000/000  z −000.0 mm"))
        self._place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        below = QHBoxLayout()
        below.setContentsMargins(8, 4, 8, 4)
        below.setSpacing(10)
        below.addWidget(self.slider, 1)
        below.addWidget(self._place)
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addLayout(below)
        self.setFocusProxy(self.canvas)

    def add_above(self, widget: QWidget) -> None:
        """Have something stand above the picture while it is visible."""
        self._layout.insertWidget(0, widget)

    def add_below(self, widget: QWidget) -> None:
        """Have something stand between the picture and its slider while it is visible."""
        self._layout.insertWidget(self._layout.indexOf(self.canvas) + 1, widget)

    # -- what it knows ------------------------------------------------------------------------------------

    @property
    def index(self) -> int:
        """The slice that is wanted; it is painted a moment later."""
        return self.slider.value()

    @property
    def painted(self) -> LoadedSlice | None:
        """The slice that is painted."""
        return self._painted

    @property
    def window_level(self) -> WindowLevel | None:
        """Window and level now; None while nothing is shown."""
        return self._window

    @property
    def inverted(self) -> bool:
        """Whether black and white are swapped on the person's wish."""
        return self._appearance.inverted

    @property
    def appearance(self) -> Appearance:
        """The colours."""
        return self._appearance

    @property
    def presets(self) -> tuple[Preset, ...]:
        """Those that suit what is shown."""
        return self._presets

    @property
    def place_text(self) -> str:
        """What stands beside the slider: "33/64  z −12.5 mm"."""
        return self._place.text()

    @property
    def caption(self) -> str:
        """What stands on the slice; empty for nothing."""
        return self._caption.text()

    @property
    def caption_label(self) -> CanvasLabel:
        """What it stands on: nothing else may lie there."""
        return self._caption

    @property
    def trouble(self) -> str:
        """Why the slice can't be shown; empty where it can."""
        return self._trouble.text()

    @property
    def outlined(self) -> SliceImage | None:
        """The image whose outlines are drawn now."""
        return self._outlines.image

    @property
    def lit(self) -> frozenset[str]:
        """Names of the outlines lit now."""
        return self._outlines.lit

    @property
    def roi_text(self) -> str:
        """What stands beside the pointer; empty for nothing."""
        return self._pointer.text

    def follow(self, privacy: Privacy) -> None:
        """From now on say nothing on the slice that this hides."""
        self._caption.follow(privacy)
        self._trouble.follow(privacy)

    # -- what it is told ----------------------------------------------------------------------------------

    def start_stack(self, count: int, modality: str, index: int, *, same_series: bool = False) -> None:
        """Prepare for another stack and ask for one of its slices.

        Args:
            count: How many slices it has.
            modality: Its modality; another one brings other presets.
            index: The slice to begin with.
            same_series: Whether it is the series shown before, edited: the window stays then.
        """
        self._images, self._chosen, self._lit = (), None, frozenset()
        self._previewing = False
        self._outdated = True
        self._count = count
        if not (same_series and modality == self._modality):
            self._start_modality(modality)
        self._wish.cancel()
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, count - 1))
        self.slider.setValue(index)
        self.slider.blockSignals(False)
        self.slider.setEnabled(count > 1)
        self.slice_wanted.emit(self.slider.value())
        self.index_changed.emit(self.slider.value())

    def show_preview(self, loaded: LoadedSlice) -> None:
        """Show the first slice of what is still being opened."""
        if not self._previewing:
            self._modality_before, self._window_before = self._modality, self._window
            self.forget_window()
        self._previewing = True
        self.slider.setEnabled(False)
        self._start_modality(loaded.header.series.modality)
        self._paint(loaded)

    def end_preview(self) -> None:
        """Go back to what was shown before ``show_preview``, since nothing else has been opened."""
        if not self._previewing:
            return
        self._previewing = False
        if self._count == 0 or self._modality_before is None:
            self.clear()
            return
        self._start_modality(self._modality_before)
        if self._modality_before == "CT" and self._window_before is not None:
            self._window = self._window_before
            self.window_changed.emit(self._window)
        self.slider.setEnabled(self._count > 1)
        self.slice_wanted.emit(self.slider.value())

    def show_slice(self, loaded: LoadedSlice) -> None:
        """Paint a slice of the stack; beside a preview it is dropped, since it is another scan's."""
        if not self._previewing:
            self._paint(loaded)

    def _paint(self, loaded: LoadedSlice) -> None:
        if self._window is None:
            self._window = self._presets[0].window(loaded)
            self.window_changed.emit(self._window)
        self._painted = loaded
        self._outdated = False
        self._trouble.set_text("")
        self.canvas.show_slice(loaded, self._window, self._appearance)
        self._show_outlines()
        self.painting.emit(loaded)
        # At once, since a person waits for it; what follows from it, in many rooms, takes as long again.
        self.canvas.viewport().repaint()
        self._show_place(loaded.index, position_text(loaded.header, loaded.position))
        self.painted_changed.emit(loaded)

    def show_failure(self, index: int, error: PhantomscopeError) -> None:
        """Say in its place why a slice can't be shown; nothing is said in the place of a preview."""
        if self._previewing:
            return
        self._painted = None
        self.canvas.clear()
        self._show_outlines()
        self._show_place(index, "")
        self._trouble.set_error(error)
        self.painted_changed.emit(None)

    def show_image(self, image: SliceImage | None, lit: frozenset[str]) -> None:
        """Go to the slice of an image and light some of its outlines; None lights nothing."""
        self._chosen, self._lit = image, lit
        if image is not None and 0 <= image.slice_index < self._count:
            self.go_to(image.slice_index)
        self._show_outlines()

    def set_images(self, images: Sequence[SliceImage]) -> None:
        """From now on draw these outlines wherever one of their slices is shown."""
        self._images = tuple(images)
        if self._chosen not in self._images:
            # The same results may come again, judged anew or on slices that have other numbers now.
            key = self._chosen.key if self._chosen is not None else None
            self._chosen = next((image for image in self._images if image.key == key), None)
            self._lit = self._lit if self._chosen is not None else frozenset()
        self._show_outlines()

    def describe_roi(self, roi: Roi | None, lines: tuple[RoiLine, ...]) -> None:
        """Say beside the pointer what was measured on a region, and give it a light edge."""
        self._pointer.describe(roi, lines)

    def clear(self) -> None:
        """Show nothing."""
        self._wish.cancel()
        self._count = 0
        self._previewing = False
        self._painted, self._window, self._modality = None, None, None
        self._images, self._chosen, self._lit = (), None, frozenset()
        self.canvas.clear()
        self._show_outlines()
        self._trouble.set_text("")
        self._caption.set_text("")
        self._place.setText("")
        self.slider.setEnabled(False)
        self.painted_changed.emit(None)

    # -- what the person does -----------------------------------------------------------------------------

    @Slot(int)
    def step(self, slices: int) -> None:
        """Go so many slices on, or back where negative, and stop at the ends."""
        self.go_to(self.slider.value() + slices)

    def go_to(self, index: int) -> None:
        """Go to a slice; nowhere during a preview, since nobody would see where."""
        if not self._previewing:
            self.slider.setValue(index)

    def go_to_end(self) -> None:
        """Go to the last slice."""
        self.go_to(self.slider.maximum())

    @Slot()
    def fit(self) -> None:
        """Bring the whole slice into view."""
        self.canvas.fit()

    def set_inverted(self, inverted: bool) -> None:
        """Swap black and white, or back."""
        self.set_appearance(dataclasses.replace(self._appearance, inverted=inverted))

    def set_appearance(self, appearance: Appearance) -> None:
        """Show in other colours."""
        if appearance == self._appearance:
            return
        self._appearance = appearance
        if self._window is not None:
            self.canvas.set_window(self._window, appearance)
        self.appearance_changed.emit(appearance)

    def apply_preset(self, number: int) -> None:
        """Take the window of a preset, counted from 0; nothing happens where there is none."""
        if self._painted is not None and number < len(self._presets):
            self.set_window(self._presets[number].window(self._painted))

    def set_preset_book(self, book: PresetBook) -> None:
        """Offer these presets from now on; the window stays as it is."""
        self._book = book
        if self._modality is not None:
            self._presets = book.suiting(self._modality)
            self.presets_changed.emit(self._presets)

    def forget_window(self) -> None:
        """Start with the first preset again when the next slice comes: it is another scan's."""
        self._window, self._modality = None, None

    def set_window(self, window: WindowLevel) -> None:
        """Show with another window and level."""
        self._window = window
        self.canvas.set_window(window, self._appearance)
        self.window_changed.emit(window)

    # -- Qt's own names -----------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """Qt: take another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._outlines.set_colours(colours_in(self.palette()))

    # -- inside -------------------------------------------------------------------------------------------

    def _start_modality(self, modality: str) -> None:
        # CT values mean the same in all series; other values don't.
        if modality == self._modality == "CT" and self._window is not None:
            return
        self._modality = modality
        self._window = None
        self._presets = self._book.suiting(modality)
        self.presets_changed.emit(self._presets)

    def _show_outlines(self) -> None:
        images, shown = self._images_here(), self._outlines
        image, beside = (images[0] if images else None), images[1:]
        lit = self._lit if image is self._chosen else frozenset()
        if image is shown.image and beside == shown.beside and lit == shown.lit:
            return
        if image is not shown.image or beside != shown.beside:
            self._pointer.set_images(images)
        shown.show(image, lit, beside)
        titles = dict.fromkeys(each.title for each in images)
        self._caption.set_text(_BETWEEN_TITLES.join(titles))

    def _images_here(self) -> tuple[SliceImage, ...]:
        """The images of the slice that is painted, the chosen one first."""
        if self._painted is None or self._previewing or self._outdated:
            return ()
        here = [image for image in self._images if image.slice_index == self._painted.index]
        if self._chosen is not None and self._chosen.slice_index == self._painted.index:
            here = [self._chosen, *(image for image in here if image is not self._chosen)]
        return tuple(here)

    def _show_place(self, index: int, position: str) -> None:
        number = self.tr("reading…") if self._previewing else f"{index + 1}/{self._count}"
        self._place.setText(f"{number}  {position}".rstrip())
        self._place.setToolTip(self._place.text())
        description = f"{number} {position}".replace("/", self.tr(" of "))
        self.canvas.setAccessibleDescription(description)
        self.slider.setAccessibleDescription(description)

    @Slot(float, float)
    def _on_tool_dragged(self, right: float, up: float) -> None:
        if self._window is not None and self._painted is not None:
            self.set_window(self._window.dragged(right, up, self._painted.step))

    @Slot(int, int)
    def _on_hovered(self, column: int, row: int) -> None:
        found = readout(self._painted, column, row) if self._painted is not None else None
        self.readout_changed.emit(found)


_BETWEEN_TITLES = "  ·  "
