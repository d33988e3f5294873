"""The side view with the line above it that unfolds it; it costs nothing while it is folded."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from phantomscope.analysis.results import AnalysisResult
from phantomscope.gui.parts.small_label import small_label
from phantomscope.gui.viewing.side_marks import origin_of, side_marks
from phantomscope.gui.viewing.side_view import SideView
from phantomscope.gui.viewing.side_view_image import SideGeometry, SideViewImage
from phantomscope.gui.viewing.side_view_loader import MOST_ROWS, SideViewLoader, SideViewPart
from phantomscope.stack.demand import side_view_bytes
from phantomscope.stack.slice_stack import SliceStack

_FEWEST_SLICES = 2


class SideViewPanel(QWidget):
    """Shows the open stack from the side and where the modules were found. Hidden without a stack.

    Signals:
        slice_chosen(int): The person wants to see this slice.
        unfolded_changed(bool): It has been unfolded, or folded.

    Attributes:
        view: The picture.
        button: Unfolds and folds.
        refusal: Says in the picture's place why there is none.
        may_take: Says why so many bytes can't be had, in sentences; empty where they can.
        by_hand: Whether the person has unfolded it or folded it; None where neither.

    Args:
        parent: Qt parent.
    """

    slice_chosen = Signal(int)
    unfolded_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack: SliceStack | None = None
        self._image: SideViewImage | None = None
        self._complete = False
        self.by_hand: bool | None = None
        self.may_take: Callable[[int], str] = lambda _: ""
        self._loader = SideViewLoader(self)
        self._loader.part_ready.connect(self._on_part_ready)
        self.button = QToolButton(self)
        self.button.setText(self.tr("Side view"))
        self.button.setToolTip(self.tr("The stack from the side, with the slice of each module"))
        self.button.setCheckable(True)
        self.button.setAutoRaise(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setArrowType(Qt.ArrowType.RightArrow)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        font = self.button.font()
        font.setWeight(QFont.Weight.DemiBold)
        self.button.setFont(font)
        self.view = SideView(self)
        self.view.hide()
        self.refusal = small_label(self)
        self.refusal.setContentsMargins(8, 2, 8, 6)
        self.refusal.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.button)
        layout.addWidget(self.view)
        layout.addWidget(self.refusal)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.button.toggled.connect(self._on_toggled)
        self.button.clicked.connect(self.set_by_hand)
        self.view.slice_chosen.connect(self.slice_chosen)
        self.hide()

    @property
    def is_unfolded(self) -> bool:
        """Whether the picture is shown."""
        return self.button.isChecked()

    @property
    def is_complete(self) -> bool:
        """Whether the whole stack is in the picture."""
        return self._complete

    @property
    def nbytes(self) -> int:
        """What is kept of the stack."""
        return self._image.nbytes if self._image is not None else 0

    def set_unfolded(self, unfolded: bool) -> None:
        """Unfold it, or fold it."""
        self.button.setChecked(unfolded)

    @Slot(bool)
    def set_by_hand(self, unfolded: bool) -> None:
        """Unfold it, or fold it, as the person wants; ``offer`` leaves it as it is from then on."""
        self.by_hand = unfolded
        self.set_unfolded(unfolded)

    def offer(self) -> None:
        """Unfold it, unless the person has folded it."""
        if self.by_hand is not False:
            self.set_unfolded(True)

    def set_stack(self, stack: SliceStack | None, index: int = 0) -> None:
        """Show another stack, or none.

        Args:
            stack: Its slices are read one by one while the panel is unfolded.
            index: The slice that is shown now.
        """
        self._loader.cancel()
        self._show_refusal("")
        there = stack is not None and len(stack) >= _FEWEST_SLICES
        self._stack, self._image, self._complete = (stack if there else None), None, False
        self.view.set_stack(SideGeometry.of(stack) if there and stack is not None else None)
        self.view.set_index(index)
        self.setVisible(there)
        self._load()

    def set_result(self, result: AnalysisResult | None) -> None:
        """Show where this result's modules were found, or nothing."""
        if result is None:
            self.view.set_marks((), None)
        else:
            self.view.set_marks(side_marks(result), origin_of(result))

    def set_index(self, index: int) -> None:
        """Mark another slice as the one shown."""
        self.view.set_index(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a text has other lines in another width."""
        super().resizeEvent(event)
        self._fit_refusal()

    def close_loader(self) -> bool:
        """End the thread; False where that takes too long."""
        return self._loader.close()

    def _load(self) -> None:
        if self.is_unfolded and self._stack is not None and self._image is None:
            rows = min(self._stack.slice_header(0).format.rows, MOST_ROWS)
            self._show_refusal(self.may_take(side_view_bytes(len(self._stack), rows)))
            if self.refusal.text():
                return
            self._image = SideViewImage(SideGeometry.of(self._stack))
            self._loader.start(self._stack)

    def retry(self) -> None:
        """Try once more what was refused: there may be room for it now."""
        if self.refusal.text():
            self._load()

    def _show_refusal(self, text: str) -> None:
        """Say in the picture's place why there is none; nothing where the text is empty."""
        self.refusal.setText(text)
        self._fit_refusal()
        self.refusal.setVisible(bool(text))
        self.view.setVisible(self.is_unfolded and not text)

    def _fit_refusal(self) -> None:
        # The panel has the height that it asks for; a wrapped text knows its own only in a given width.
        self.refusal.setFixedHeight(max(0, self.refusal.heightForWidth(self.width())))

    @Slot(bool)
    def _on_toggled(self, unfolded: bool) -> None:
        self.button.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)
        self._show_refusal("")
        self.view.setVisible(unfolded)
        self._load()
        self.unfolded_changed.emit(unfolded)

    @Slot(object)
    def _on_part_ready(self, part: SideViewPart) -> None:
        if self._image is not None:
            self._image.add(part)
            self._complete = part.last
            self.view.set_picture(self._image.picture())
