"""Marks texts that stand outside of Qt objects, so that they are found when the program is translated."""

from PySide6.QtCore import QCoreApplication


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """The text itself: it is translated where it is shown.

    `pyside6-lupdate` knows it by this name. PySide's own function of the name says that it gives any object.

    Args:
        context: The class in whose context it is translated.
        text: A literal.
    """
    del context
    return text


def translate(context: str, text: str) -> str:
    """A text in the person's language, where no object is at hand whose ``tr`` would do.

    Both have to be written out where this is called: by this name the texts are collected.
    """
    return QCoreApplication.translate(context, text)
