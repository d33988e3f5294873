"""The choice of a strategy, and how far it is."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from phantomscope.gui.memory.strategy_choice import StrategyChoice
from phantomscope.gui.parts.marked import QT_TRANSLATE_NOOP, translate
from phantomscope.stack.sizes import size_text
from phantomscope.stack.strategy import Strategy

CHOICES = (None, *Strategy)

_NAMES = {
    Strategy.NON_OPTIMISED: QT_TRANSLATE_NOOP("StrategyBox", "Non-optimised"),
    Strategy.LAZY: QT_TRANSLATE_NOOP("StrategyBox", "Lazy"),
    Strategy.SHADOW: QT_TRANSLATE_NOOP("StrategyBox", "Shadow"),
}


class StrategyBox(QWidget):
    """A list of strategies, those that the dataset does not offer greyed, and a line that says how it goes.

    Attributes:
        combo: The list.
        state: The line.

    Args:
        choice: What is chosen.
        parent: Qt parent.
    """

    def __init__(self, choice: StrategyChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self.combo = QComboBox(self)
        for strategy in CHOICES:
            self.combo.addItem(strategy_text(strategy, None), strategy.value if strategy is not None else "")
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.combo.setAccessibleName(self.tr("Strategy"))
        self.combo.setToolTip(
            self.tr("How slices are held: all decoded, or few, read from where they lie. Values are the same")
        )
        self.combo.activated.connect(self._on_activated)
        label = QLabel(self.tr("&Strategy for this dataset"), self)
        label.setBuddy(self.combo)
        self.state = QLabel(self)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setWordWrap(True)
        self.state.setAccessibleName(self.tr("How it goes"))
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setColumnStretch(1, 1)
        layout.addWidget(label, 0, 0)
        layout.addWidget(self.combo, 0, 1, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.state, 1, 0, 1, 2)
        choice.changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show what is chosen now, and how it goes."""
        choice = self._choice
        self.setEnabled(choice.is_there)
        model = self.combo.model()
        assert isinstance(model, QStandardItemModel)
        for row, strategy in enumerate(CHOICES):
            reason = choice.why_not(strategy) if strategy is not None else ""
            item = model.item(row)
            item.setEnabled(not reason)
            item.setToolTip(reason)
        self.combo.setItemText(0, strategy_text(None, choice.automatic))
        self.combo.setCurrentIndex(CHOICES.index(choice.chosen))
        text = state_text(choice)
        if self.state.text() != text:
            self.state.setText(text)

    @Slot(int)
    def _on_activated(self, row: int) -> None:
        self._choice.choose(CHOICES[row])
        self.refresh()


def strategy_text(strategy: Strategy | None, automatic: Strategy | None) -> str:
    """A strategy's name for a person; that of the automatic one where it is None."""
    if strategy is not None:
        return translate("StrategyBox", _NAMES[strategy])
    if automatic is None:
        return translate("StrategyBox", "Automatic")
    return translate("StrategyBox", "Automatic ({strategy})").format(strategy=automatic.value)


def state_text(choice: StrategyChoice) -> str:
    """How far decoding is, or why it did not come to it; empty where there is nothing to say."""
    if choice.failure is not None:
        return str(choice.failure)
    filling = choice.filling
    if filling is None:
        return ""
    if filling.is_over:
        return translate("StrategyBox", "All {total} slices are decoded: {size}").format(
            total=filling.total, size=size_text(filling.nbytes)
        )
    return translate("StrategyBox", "Decoding slices: {done} of {total}, {size} of {expected}").format(
        done=filling.done,
        total=filling.total,
        size=size_text(filling.nbytes),
        expected=size_text(filling.expected),
    )
