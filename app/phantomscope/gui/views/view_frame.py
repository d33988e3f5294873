"""A view with a line above it: what it is, where it is, how far it is, and a button for all the room."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QVBoxLayout, QWidget

from phantomscope.gui.parts.icons import icon
from phantomscope.gui.parts.small_label import small_label

_PROGRESS_HEIGHT = 3


class ViewFrame(QWidget):
    """Stands around one of the views beside the slice.

    Signals:
        maximise_wanted(): The person wants it to have all the room, or to give it back.

    Attributes:
        content: The view.
        maximise_button: Asks for it.

    Args:
        title: What the view is.
        content: The view; gets the focus that the frame gets.
        parent: Qt parent.
    """

    maximise_wanted = Signal()

    def __init__(self, title: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = content
        self._title = small_label(self, title, wrapped=False)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._detail = small_label(self, "", wrapped=False)
        # A long text must not force a width on the whole window.
        self._detail.setMinimumWidth(1)
        self.maximise_button = QToolButton(self)
        self.maximise_button.setAutoRaise(True)
        self.maximise_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.maximise_button.clicked.connect(self.maximise_wanted)
        self._progress = QProgressBar(self)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(_PROGRESS_HEIGHT)
        kept = self._progress.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # nothing may jump
        self._progress.setSizePolicy(kept)
        self._progress.hide()
        self._lay_out()
        self.setFocusProxy(content)
        self.set_title(title)
        self.set_maximised(False)

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.setContentsMargins(8, 1, 2, 0)
        heading.setSpacing(10)
        heading.addWidget(self._title)
        heading.addWidget(self._detail, 1)
        heading.addWidget(self.maximise_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(heading)
        layout.addWidget(self._progress)
        layout.addWidget(self.content, 1)

    @property
    def title(self) -> str:
        """What the view is."""
        return self._title.text()

    @property
    def detail(self) -> str:
        """Where it is."""
        return self._detail.text()

    @property
    def progress(self) -> tuple[int, int] | None:
        """How many of how many slices are there; None where nothing is being read."""
        bar = self._progress
        return (bar.value(), bar.maximum()) if not bar.isHidden() else None

    def set_title(self, title: str) -> None:
        """Say what the view is."""
        self._title.setText(title)
        self._progress.setAccessibleName(self.tr("{view}: slices read").format(view=title))

    def set_detail(self, detail: str) -> None:
        """Say where it is."""
        self._detail.setText(detail)
        self._detail.setToolTip(detail)

    def set_progress(self, done: int, total: int) -> None:
        """Say how many slices are there; nothing is said once all are."""
        self._progress.setRange(0, max(total, 1))
        self._progress.setValue(done)
        self._progress.setVisible(done < total)

    def set_maximised(self, maximised: bool) -> None:
        """Have the button say what it will do."""
        text = self.tr("Show the other views again") if maximised else self.tr("Give this view all the room")
        self.maximise_button.setToolTip(self.tr("{what} (X)").format(what=text))
        self.maximise_button.setAccessibleName(text)
        self._maximised = maximised
        self._draw_icon()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: draw the sign in another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_maximised"):
            self._draw_icon()

    def _draw_icon(self) -> None:
        self.maximise_button.setIcon(icon("restore" if self._maximised else "maximise", self.palette()))
