"""Slabs: several slices shown as one, said so on the picture."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.viewing.canvas_label import CanvasLabel
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.demand import largest_slice_values, slab_bytes
from phantomscope.stack.neighbours import Apart
from phantomscope.stack.slab import FEWEST, MOST, Slab, SlabMode, SlabWish

_COUNTS = (3, 5, 10, 20)


class SlabWiring(QObject):
    """Connects the slab's menu with the loader, and says what is shown.

    Attributes:
        toggle: Shows slabs, or slices alone.
        modes: What is taken of the slices' values.
        counts: How many slices; the last one asks.
        label: Says on the picture what it is made of.
        menu: The menu *Slab*.
        may_take: Says why so many bytes can't be had; None where they can.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
        store: The settings.
        above: What lies above the label.
    """

    def __init__(
        self, window: MainWindow, workspace: Workspace, store: SettingsStore, above: QWidget
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._store = store
        self.may_take: Callable[[int], PhantomscopeError | None] = lambda _: None
        self._wish = SlabWish(SlabMode(store.current.slab_mode), store.current.slab_count)
        self.label = CanvasLabel(
            window.slice_view.canvas, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter, below=above
        )
        self._make_actions()
        self._show_wish()
        window.slice_view.painted_changed.connect(self._on_painted)

    @property
    def actions(self) -> tuple[QAction, ...]:
        """Those that have a key."""
        return (self.toggle,)

    def _make_actions(self) -> None:
        self.menu = QMenu(self.tr("S&lab"), self._window)
        self.toggle = QAction(self.tr("&Slab"), self._window)
        self.toggle.setShortcut(QKeySequence("S"))
        self.toggle.setCheckable(True)
        self.toggle.setToolTip(self.tr("Show several slices as one (S)"))
        self.toggle.toggled.connect(lambda _: self._take())
        self.menu.addAction(self.toggle)
        self.menu.addSeparator()
        names = {
            SlabMode.MEAN: self.tr("M&ean"),
            SlabMode.MAXIMUM: self.tr("&Maximum"),
            SlabMode.MINIMUM: self.tr("M&inimum"),
        }
        modes = QActionGroup(self)
        self.modes = {mode: self._choice(names[mode], modes) for mode in SlabMode}
        for mode, action in self.modes.items():
            action.triggered.connect(lambda _=False, mode=mode: self._set(SlabWish(mode, self._wish.count)))
        self.menu.addSeparator()
        counts = QActionGroup(self)
        text = self.tr("{count} Slices")
        self.counts = {count: self._choice(text.format(count=count), counts) for count in _COUNTS}
        self.other = self._choice("", counts)
        for count, action in self.counts.items():
            action.triggered.connect(lambda _=False, count=count: self._set(SlabWish(self._wish.mode, count)))
        self.other.triggered.connect(self._ask)
        self._window.view_menu.insertMenu(self._window.window_menu.menuAction(), self.menu)

    def _choice(self, text: str, group: QActionGroup) -> QAction:
        action = QAction(text, self._window)
        action.setCheckable(True)
        group.addAction(action)
        self.menu.addAction(action)
        return action

    # -- what the person does -----------------------------------------------------------------------------

    def _set(self, wish: SlabWish) -> None:
        """Whoever chooses a mode or a thickness wants to see it."""
        self._wish = wish
        self._store.change(slab_mode=wish.mode.value, slab_count=wish.count)
        self._show_wish()
        if self.toggle.isChecked():
            self._take()
        else:
            self.toggle.setChecked(True)

    def _take(self) -> None:
        loader = self._workspace.loader
        wish = self._wish if self.toggle.isChecked() else None
        series = self._workspace.series
        if wish is not None and loader.slab is None and series is not None:
            refusal = self.may_take(slab_bytes(largest_slice_values(series)))
            if refusal is not None:
                self._window.message_bar.show_error(refusal)
                self.toggle.setChecked(False)
                return
        if wish != loader.slab:
            loader.slab = wish
            self._workspace.request_slice(self._window.slice_view.index)

    @Slot()
    def _ask(self) -> None:
        self._show_wish()  # unless a number is given, the old one holds
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Slab"))
        dialog.setLabelText(self.tr("Slices in the slab:"))
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setIntRange(FEWEST, MOST)
        dialog.setIntValue(self._wish.count)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.intValueSelected.connect(lambda count: self._set(SlabWish(self._wish.mode, count)))
        dialog.open()

    # -- what there is ------------------------------------------------------------------------------------

    def _show_wish(self) -> None:
        wish = self._wish
        self.modes[wish.mode].setChecked(True)
        self.counts.get(wish.count, self.other).setChecked(True)
        other = self.tr("&Other…")
        if wish.count not in self.counts:
            other = self.tr("{count} Slices, &Other…").format(count=wish.count)
        self.other.setText(other)

    @Slot(object)
    def _on_painted(self, loaded: LoadedSlice | None) -> None:
        self.label.set_text(slab_text(self, loaded.slab) if loaded is not None and loaded.slab else "")


def slab_text(owner: QObject, slab: Slab) -> str:
    """What a slab is made of: "mean of 5 slices, 12.5 mm", and of which alone where not all can be joined."""
    if slab.count == 1:
        text = owner.tr("this slice alone: there is none beside it to join")
        return f"{text} ({_alike(owner, slab)})" if slab.apart else text
    texts = {
        SlabMode.MEAN: owner.tr("mean of {count} slices"),
        SlabMode.MAXIMUM: owner.tr("maximum of {count} slices"),
        SlabMode.MINIMUM: owner.tr("minimum of {count} slices"),
    }
    text = texts[slab.mode].format(count=slab.count)
    if slab.extent is not None:
        text = f"{text}, {round(slab.extent, 2):g} mm"
    return f"{text} ({_alike(owner, slab)})" if slab.apart else text


def _alike(owner: QObject, slab: Slab) -> str:
    """What all of its slices have and others of the stack have not: "echo 1 only"."""
    one = slab.slices[0] if slab.slices else None
    names = {
        Apart.ORIENTATION: owner.tr("this orientation"),
        Apart.SPACING: owner.tr("this pixel spacing"),
        Apart.ECHO: owner.tr("this echo"),
        Apart.TIME: owner.tr("this time point"),
        Apart.STACK: owner.tr("this stack"),
    }
    if one is not None and one.echo is not None:
        names[Apart.ECHO] = owner.tr("echo {number}").format(number=one.echo)
    if one is not None and one.temporal is not None:
        names[Apart.TIME] = owner.tr("time point {number}").format(number=one.temporal)
    return owner.tr("{what} only").format(what=", ".join(names[kind] for kind in slab.apart))
