"""All that may be set about the analysis of a phantom, as a form that follows pylinac's own description."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from phantomscope.analysis.parameters.form import ParameterField, ParameterForm
from phantomscope.gui.parts.small_label import small_label
from phantomscope.gui.setup.corrections_page import NUDGES
from phantomscope.gui.setup.parameter_editors import ParameterEditor, TableEditor, make_editor

_ELSEWHERE = frozenset({*(nudge.name for nudge in NUDGES), "origin_slice"})


class ParametersPage(QWidget):
    """Shows a form and what is changed in it.

    Signals:
        parameter_changed(str, object): The person set a parameter.
        reset_wanted(str): A parameter is to go back to its default; empty for all of them.

    Attributes:
        top: An empty place above the form.
        elsewhere: Names of the parameters that are put right on a page of their own.

    Args:
        parent: Qt parent.
    """

    elsewhere = _ELSEWHERE
    parameter_changed = Signal(str, object)
    reset_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form: ParameterForm | None = None
        self._echoes: tuple[tuple[str, int], ...] = ()
        self._values: dict[str, Any] = {}
        self._rows: dict[str, _Row] = {}
        self.top = QVBoxLayout()
        self.message = small_label(self)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(self.tr("Parameters"))
        self.help = small_label(self)
        self.help.setMinimumHeight(self.help.fontMetrics().height() * 4)
        self.help.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.reset_button = QPushButton(self.tr("Reset all parameters"), self)
        self.reset_button.clicked.connect(lambda: self.reset_wanted.emit(""))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 6, 2, 2)
        layout.addLayout(self.top)
        layout.addWidget(self.message)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.help)
        layout.addWidget(self.reset_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(0)  # while there is no form, what stands above it keeps its place
        self.setAccessibleName(self.tr("Parameters"))
        self.show_message("")

    @property
    def form(self) -> ParameterForm | None:
        """The form shown."""
        return self._form

    def editor(self, name: str) -> ParameterEditor:
        """The editor of a parameter that is shown."""
        return self._rows[name].editor

    def show_message(self, text: str) -> None:
        """Say why there is no form, and show none."""
        self._form = None
        self._rows = {}
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.area.takeWidget()
        for part in (self.area, self.help, self.reset_button):
            part.hide()

    def show_form(self, form: ParameterForm, echoes: Sequence[tuple[str, int]] = ()) -> None:
        """Show a phantom's parameters, all at their defaults.

        Args:
            form: The parameters.
            echoes: What the echoes of the series are called, and their numbers.
        """
        if form == self._form and tuple(echoes) == self._echoes:
            return
        self.show_message("")
        self._form, self._echoes = form, tuple(echoes)
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 4, 0)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for group, fields in form.groups():
            here = [field for field in fields if field.name not in _ELSEWHERE]
            if here:
                grid.addWidget(_heading(group, inner), grid.rowCount(), 0, 1, 3)
            for field in here:
                self._add(field, grid, inner)
        grid.setRowStretch(grid.rowCount(), 1)
        self.area.setWidget(inner)
        self.show_help(None)
        for part in (self.area, self.help, self.reset_button):
            part.show()
        self.show_values({})

    def show_values(self, changed: Mapping[str, Any]) -> None:
        """Show what is changed; all else is at its default."""
        self._values = dict(changed)
        anything = False
        for name, row in self._rows.items():
            is_changed = name in changed
            row.editor.show_value(changed.get(name, row.field.default))
            row.show_changed(is_changed)
            anything = anything or is_changed
        self.reset_button.setEnabled(anything)

    def show_help(self, field: ParameterField | None) -> None:
        """Explain a parameter."""
        if field is None:
            self.help.setText(
                self.tr("Place, angle, sizes and the origin slice are on the page “Put Right”.")
            )
        else:
            self.help.setText(f"{field.help} Default: {field.default_text()}.".strip())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: explain the parameter that the mouse or the focus is at."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.Enter):
            name = watched.property("parameter")
            if name in self._rows:
                self.show_help(self._rows[name].field)
        return super().eventFilter(watched, event)

    def _add(self, field: ParameterField, grid: QGridLayout, inner: QWidget) -> None:
        label = QLabel(field.label, inner)
        label.setWordWrap(True)
        label.setToolTip(f"{field.help}\n\n({field.name})")
        editor = make_editor(field, self._echoes, inner)
        reset = QToolButton(inner)
        reset.setText("↺")
        reset.setAutoRaise(True)
        reset.setToolTip(
            self.tr("Back to the default: {default_text}").format(default_text=field.default_text())
        )
        reset.setAccessibleName(self.tr("Reset {label}").format(label=field.label))
        reset.clicked.connect(lambda: self.reset_wanted.emit(field.name))
        editor.changed.connect(lambda value: self.parameter_changed.emit(field.name, value))
        for widget in (label, editor, *editor.findChildren(QWidget)):
            widget.setProperty("parameter", field.name)
            widget.installEventFilter(self)
        at = grid.rowCount()
        if isinstance(editor, TableEditor):
            grid.addWidget(label, at, 0, 1, 2)
            grid.addWidget(reset, at, 2)
            grid.addWidget(editor, at + 1, 0, 1, 3)
        else:
            grid.addWidget(label, at, 0)
            grid.addWidget(editor, at, 1)
            grid.addWidget(reset, at, 2)
        self._rows[field.name] = _Row(field, label, editor, reset)


class _Row:
    """The widgets of one parameter."""

    def __init__(
        self, field: ParameterField, label: QLabel, editor: ParameterEditor, reset: QToolButton
    ) -> None:
        self.field, self._label, self.editor, self.reset = field, label, editor, reset
        keeps_place = reset.sizePolicy()
        keeps_place.setRetainSizeWhenHidden(True)
        reset.setSizePolicy(keeps_place)

    def show_changed(self, changed: bool) -> None:
        """Mark it as changed, by more than colour: bold, a sign, and the way back."""
        font = self._label.font()
        font.setBold(changed)
        self._label.setFont(font)
        self._label.setText(f"● {self.field.label}" if changed else self.field.label)
        self.reset.setVisible(changed)


def _heading(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text or "Other", parent)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    label.setContentsMargins(0, 6, 0, 0)
    return label
