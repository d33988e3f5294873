"""Marks texts that stand outside of Qt objects, so that they are found when the program is translated."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """The text itself: it is translated where it is shown.

    `pyside6-lupdate` knows it by this name. PySide's own function of the name says that it gives any object.

    Args:
        context: The class in whose context it is translated.
        text: A literal.
    """
    del context
    return text
