"""Asks which slices become an animation, and shows how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.exporting.cine_exporter import CineExporter, CineOrder
from phantomscope.gui.exporting.image_dialog import AskCinePath, checked_target
from phantomscope.gui.parts.small_label import small_label
from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.window_level import WindowLevel
from phantomscope.saving.cine import KINDS, CineKind, gif_frame_ms
from phantomscope.stack.member import SourceSpec
from phantomscope.stack.slice_stack import SliceStack

_SLOWEST, _FASTEST = 1, 50
_SECOND_MS = 1000.0


@dataclass(frozen=True, slots=True)
class CineScene:
    """What is shown when an animation is asked for.

    Attributes:
        stack: The slices.
        window, appearance: How they are shown.
        sources: Tells all that is open by then.
        stem: The file name to suggest, without its ending.
        folder: Where to start looking for a place.
    """

    stack: SliceStack
    window: WindowLevel
    appearance: Appearance
    sources: Callable[[], tuple[SourceSpec, ...]]
    stem: str
    folder: str


class CineDialog(QDialog):
    """Never stops the program, which goes on below it. Esc gives up what is being written, then closes.

    Signals:
        exported(Path): The file that has been written.
        failed(PhantomscopeError): Why none was.

    Attributes:
        first, last, speed, kind: What is to be set.
        export_button, close_button: What can be done.
        progress: How far it is.

    Args:
        scene: What is shown.
        speed: Slices a second, to begin with.
        ask: Asks where to.
        parent: Qt parent.
    """

    exported = Signal(object)
    failed = Signal(object)

    def __init__(self, scene: CineScene, speed: float, ask: AskCinePath, parent: QWidget) -> None:
        super().__init__(parent)
        self._scene = scene
        self._ask = ask
        self._given_up = False
        self._exporter = CineExporter(self)
        self.setWindowTitle(self.tr("Export Animation"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self._build(len(scene.stack), speed)
        self._exporter.progressed.connect(self._on_progressed)
        self._exporter.exported.connect(self._on_exported)
        self._exporter.failed.connect(self._on_failed)
        self._exporter.cancelled.connect(self._show_idle)
        self._on_changed()
        self._show_idle()

    def _build(self, count: int, speed: float) -> None:
        self.first = _number(self, self.tr("First slice"), 1, count, 1)
        self.last = _number(self, self.tr("Last slice"), 1, count, count)
        started = round(min(max(speed, _SLOWEST), _FASTEST))
        self.speed = _number(self, self.tr("Slices a second"), _SLOWEST, _FASTEST, started)
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(self.tr("Format"))
        self.kind.setToolTip(
            self.tr("Both keep every shade as it is shown; WebP is smaller, and takes longer to write")
        )
        for kind, name in zip(KINDS, (self.tr("Animated GIF"), self.tr("Animated WebP")), strict=True):
            self.kind.addItem(name, kind)
        slices = QHBoxLayout()
        slices.addWidget(self.first, 1)
        slices.addWidget(QLabel(self.tr("to"), self))
        slices.addWidget(self.last, 1)
        form = QFormLayout()
        label = QLabel(self.tr("&Slices"), self)
        label.setBuddy(self.first)
        form.addRow(label, slices)
        form.addRow(self.tr("Slices a s&econd"), self.speed)
        form.addRow(self.tr("&Format"), self.kind)
        self._summary = small_label(self)
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(self.tr("Slices written"))
        self.export_button = QPushButton(self.tr("E&xport…"), self)
        self.export_button.setToolTip(self.tr("Choose a file and write the animation"))
        self.export_button.setDefault(True)
        self.export_button.clicked.connect(self._on_export)
        self.close_button = QPushButton(self)
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.export_button)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self._summary)
        layout.addWidget(self.progress)
        layout.addLayout(buttons)
        for box in (self.first, self.last, self.speed):
            box.valueChanged.connect(self._on_changed)
        self.kind.currentIndexChanged.connect(self._on_changed)

    @property
    def summary(self) -> str:
        """What would be written."""
        return self._summary.text()

    @property
    def is_busy(self) -> bool:
        """Whether an animation is being written."""
        return self._exporter.is_busy

    def refresh(self) -> None:
        """Slices were left out or came back: offer those that are there.

        What is being written is of the stack as it was when writing began.
        """
        if self._exporter.is_busy:
            return
        count = max(1, len(self._scene.stack))
        to_the_end = self.last.value() == self.last.maximum()
        self.first.setMaximum(count)
        self.last.setMaximum(count)
        if to_the_end:
            self.last.setValue(count)
        self._on_changed()

    def give_up(self) -> None:
        """Write no more and tell nobody: the stack is about to be closed."""
        self._given_up = True
        self._exporter.give_up()
        self._show_idle()

    def reject(self) -> None:
        """Qt: Esc or Close. First what is being written is given up."""
        if self._exporter.is_busy:
            self._exporter.cancel()
        else:
            super().reject()

    @property
    def _chosen_kind(self) -> CineKind:
        kind: CineKind = self.kind.currentData()
        return kind

    @property
    def _frame_ms(self) -> float:
        wanted = _SECOND_MS / self.speed.value()
        return gif_frame_ms(wanted) if self._chosen_kind == "gif" else round(wanted)

    @Slot()
    def _on_changed(self) -> None:
        self.last.setMinimum(self.first.value())
        count = self.last.value() - self.first.value() + 1
        text = self.tr("{n} slices, {seconds} s, as shown now").format(
            n=count, seconds=f"{count * self._frame_ms / _SECOND_MS:.1f}"
        )
        shown = _SECOND_MS / self._frame_ms
        if abs(shown - self.speed.value()) > 0.05 * self.speed.value():
            text += self.tr("; a GIF can show {shown} a second").format(shown=f"{shown:.1f}")
        self._summary.setText(text)

    @Slot()
    def _on_export(self) -> None:
        kind = self._chosen_kind
        name_filter = f"{self.kind.currentText()} (*.{kind})"
        chosen = self._ask(f"{self._scene.stem}.{kind}", name_filter, self._scene.folder)
        if chosen is None:
            return
        if self._given_up:
            what = self.tr("What was to be shown is open no more: no animation was written")
            self.failed.emit(PhantomscopeError(what, todo=self.tr("Export it once more")))
            return
        scene, stack = self._scene, self._scene.stack.frozen()
        path = chosen if chosen.suffix.lower() == f".{kind}" else chosen.with_name(f"{chosen.name}.{kind}")
        sources = scene.sources()
        try:
            checked_target(chosen, path, *sources)
        except PhantomscopeError as error:
            self.failed.emit(error)
            return
        first, last = self.first.value() - 1, self.last.value() - 1
        self._show_busy(last - first + 1)
        self._exporter.start(
            CineOrder(
                *(stack, first, last, scene.window, scene.appearance),
                *(self._frame_ms, kind, path, sources),
            )
        )

    @Slot(int, int)
    def _on_progressed(self, done: int, _total: int) -> None:
        self.progress.setValue(done)

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        self._show_idle()
        self.close()
        self.exported.emit(path)

    @Slot(object)
    def _on_failed(self, error: PhantomscopeError) -> None:
        self._show_idle()
        self.failed.emit(error)

    def _show_busy(self, count: int) -> None:
        self.progress.setRange(0, count)
        self.progress.setValue(0)
        self._enable(False)
        self.close_button.setText(self.tr("Cancel"))
        self.close_button.setToolTip(self.tr("Give up; nothing is written (Esc)"))

    @Slot()
    def _show_idle(self) -> None:
        self.progress.setRange(0, 1)
        self.progress.setValue(0)
        self._enable(True)
        self.close_button.setText(self.tr("Close"))
        self.close_button.setToolTip(self.tr("Close this window (Esc)"))
        self.refresh()

    def _enable(self, enabled: bool) -> None:
        for widget in (self.first, self.last, self.speed, self.kind, self.export_button):
            widget.setEnabled(enabled)
        self.progress.setEnabled(not enabled)


def _number(parent: QWidget, name: str, least: int, most: int, value: int) -> QSpinBox:
    box = QSpinBox(parent)
    box.setRange(least, most)
    box.setValue(value)
    box.setAccessibleName(name)
    box.setToolTip(name)
    return box
