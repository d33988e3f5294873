"""How the tool of the left mouse button is used, where the person is looking: on the slice."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractScrollArea

from phantomscope.gui.viewing.lower_label import LowerLabel
from phantomscope.gui.viewing.tool_box import ToolBox

_ORDER = 2


class ToolHint(LowerLabel):
    """At the lower edge of the slice while a tool is taken that has something to say.

    Args:
        area: On what it lies.
        tools: Whose tool it tells of.
    """

    def __init__(self, area: QAbstractScrollArea, tools: ToolBox) -> None:
        super().__init__(area, _ORDER, quiet=True)
        self._tools = tools
        self.setAccessibleName(self.tr("What the tool does"))
        tools.tool_changed.connect(self._on_tool_changed)

    @Slot()
    def _on_tool_changed(self) -> None:
        self.set_text(self._tools.hint)
