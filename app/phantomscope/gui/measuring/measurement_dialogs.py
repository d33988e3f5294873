"""What is asked about one measurement: its name, its slices, how wide a profile is."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from phantomscope.gui.measuring.measurement import Measurement
from phantomscope.gui.measuring.measurement_book import MeasurementBook
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import LineProfile
from phantomscope.stack.slice_stack import SliceStack

_WIDEST_PIXELS = 200  # over more of them a profile is no line any more, and slow to follow the mouse


class MeasurementDialogs(QObject):
    """Asks, and tells the book. Nothing waits for an answer.

    Args:
        book: The measurements.
        window: What the dialogs lie over; becomes the parent.
    """

    def __init__(self, book: MeasurementBook, window: QWidget) -> None:
        super().__init__(window)
        self._book = book
        self._window = window

    def ask_name(self, one: Measurement, name: str, rename: Callable[[int, str], None]) -> None:
        """Ask what to call a measurement.

        Args:
            one: Which.
            name: What it is called now.
            rename: Gets its number and what was typed.
        """
        dialog = self._input(self.tr("Rename Measurement"), self.tr("Name of the measurement"))
        dialog.setTextValue(name)
        dialog.textValueSelected.connect(lambda typed: rename(one.number, typed))
        dialog.open()

    def ask_width(self, one: Measurement, scale: Scale) -> None:
        """Ask across what width a profile is averaged; nothing is asked about any other shape.

        Args:
            one: Which.
            scale: The size of the slice's pixels.
        """
        shape = one.shape
        if not isinstance(shape, LineProfile):
            return
        label = self.tr("Average across the line over, in {unit} (0 for the line alone)")
        dialog = self._input(self.tr("Profile Width"), label.format(unit=scale.unit))
        dialog.setInputMode(QInputDialog.InputMode.DoubleInput)
        dialog.setDoubleDecimals(2)
        dialog.setDoubleRange(0.0, _WIDEST_PIXELS * scale.finest)
        dialog.setDoubleValue(shape.width)
        dialog.doubleValueSelected.connect(
            lambda width: self._book.reshape(one.number, replace(shape, width=width))
        )
        dialog.open()

    def ask_slices(self, one: Measurement, stack: SliceStack, index: int) -> None:
        """Ask on which slices to measure.

        Args:
            one: What.
            stack: The series shown.
            index: The slice shown.
        """
        places = [place + 1 for place, slot in enumerate(stack.slots) if one.is_on(slot)]
        slices = (min(places), max(places)) if places and one.slots is not None else None
        from phantomscope.gui.measuring.slices_dialog import SlicesDialog

        dialog = SlicesDialog(len(stack), index + 1, slices, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.all_chosen.connect(lambda: self._book.apply_to(one.number, None))
        dialog.chosen.connect(
            lambda first, last: self._book.apply_to(one.number, frozenset(stack.slots[first - 1 : last]))
        )
        dialog.open()

    def _input(self, title: str, label: str) -> QInputDialog:
        dialog = QInputDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(title)
        dialog.setLabelText(label)
        return dialog
