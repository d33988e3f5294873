"""Window and level, colours and inversion of two views that are to be compared."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.slice_view import SliceView
from phantomscope.gui.viewing.window_level import WindowLevel


class WindowLink(QObject):
    """Keeps both the same. Colours always; window and level where the values mean the same.

    Args:
        first, second: The views.
        same_unit: Whether the values of both mean the same now.
        parent: Qt parent.
    """

    def __init__(
        self,
        first: SliceView,
        second: SliceView,
        same_unit: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._first = first
        self._second = second
        self._same_unit = same_unit
        first.window_changed.connect(self._on_first_window)
        second.window_changed.connect(self._on_second_window)
        first.appearance_changed.connect(second.set_appearance)
        second.appearance_changed.connect(self._on_second_appearance)

    def start_first(self) -> None:
        """Another stack is shown in the first."""
        painted = self._second.painted
        if not self._same_unit() and painted is not None:
            # The window that the second had from the first says nothing of its own values.
            self._second.forget_window()
            self._second.show_slice(painted)
        self._take_over()

    def start_second(self) -> None:
        """Another stack is shown in the second; none of its slices is painted yet."""
        if not self._same_unit():
            self._second.forget_window()
        self._take_over()

    def _take_over(self) -> None:
        self._second.set_appearance(self._first.appearance)
        if self._first.window_level is not None:
            self._on_first_window(self._first.window_level)

    @Slot(object)
    def _on_first_window(self, window: WindowLevel) -> None:
        if self._same_unit() and self._second.window_level != window:
            self._second.set_window(window)

    @Slot(object)
    def _on_second_window(self, window: WindowLevel) -> None:
        # What the first has is what counts: the second must not bring its own to begin with.
        if self._same_unit() and self._first.window_level not in (None, window):
            self._first.set_window(window)

    @Slot(object)
    def _on_second_appearance(self, appearance: Appearance) -> None:
        self._first.set_appearance(appearance)
