"""A spin box that shows no digits that say nothing: 40 rather than 40.0000."""

from PySide6.QtWidgets import QDoubleSpinBox


class NumberBox(QDoubleSpinBox):
    """As Qt's, but without zeros at the end of a fraction."""

    def textFromValue(self, value: float) -> str:
        """Qt: the number's text, without its unit."""
        text = super().textFromValue(value)
        point = self.locale().decimalPoint()
        return text.rstrip("0").removesuffix(point) if point in text else text
