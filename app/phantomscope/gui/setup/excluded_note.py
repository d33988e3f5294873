"""What is said after slices were left out, with a way back beside it."""

from PySide6.QtGui import QKeySequence

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.parts.marked import translate
from phantomscope.gui.parts.message_bar import Offer


def tell_excluded(window: MainWindow, text: str) -> None:
    """Say in the message bar that slices were left out, and offer to undo it.

    Args:
        window: Whose bar.
        text: A whole sentence.
    """
    undo = window.actions_.undo
    keys = undo.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    tip = translate("ExcludedNote", "Takes back what was left out ({keys})").format(keys=keys)
    window.message_bar.show_note(text, Offer(translate("ExcludedNote", "Undo"), tip, undo.trigger))
