"""What may be set about an analysis, as plain data that a form can be built from. Without pylinac."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

Kind = Literal["number", "integer", "choice", "flag", "text", "table"]


class TableRow(msgspec.Struct, frozen=True):
    """One row of a table.

    Attributes:
        name: What pylinac calls it, e.g. "Teflon" or the region's number "1".
        label: What to call it.
        default: The value that holds where none is given; None where there is no such value.
    """

    name: str
    label: str
    default: float | None = None


class ParameterField(msgspec.Struct, frozen=True):
    """One parameter of an analysis.

    Attributes:
        name: Its name in ``analyze``.
        label: What to call it.
        kind: What it takes. A table takes a number for each of some rows; see ``rows`` and ``column``.
        default: Its default; None for a table and for what is left to pylinac.
        unit: Its unit, e.g. "HU", "mm", "px", "°"; empty for plain numbers. That of the values, for a table.
        help: What it does: plain sentences, paragraphs parted by empty lines.
        minimum, maximum: The least and most that it takes (of a table: that each value may be), or None.
        step: A sensible step for a spin box; 0 for what is no number.
        choices: All that a choice takes; for a number, words that may stand in its place ("auto").
        optional: Whether None may be given, which leaves it to pylinac.
        group: Where it belongs in a form, e.g. "Tolerances".
        rows: The rows of a table.
        column: The heading of a table's values. Where ``nested``, also their name in pylinac's data.
        nested: Whether pylinac wants each value in a mapping of its own, under the name ``column``.
        deprecated: What pylinac says of giving it up; empty where it does not.
    """

    name: str
    label: str
    kind: Kind
    default: bool | int | float | str | None
    unit: str = ""
    help: str = ""
    minimum: float | None = None
    maximum: float | None = None
    step: float = 0.0
    choices: tuple[str, ...] = ()
    optional: bool = False
    group: str = ""
    rows: tuple[TableRow, ...] = ()
    column: str = ""
    nested: bool = False
    deprecated: str = ""

    def table(self, value: Any) -> dict[str, float]:
        """A table's value as numbers by row name; rows that are not in it are left out.

        ``value`` is as pylinac takes it, and valid; None is an empty table.
        """
        if value is None:
            return {}
        return {str(row): cell[self.column] if self.nested else cell for row, cell in value.items()}

    def from_table(self, values: Mapping[str, float]) -> dict[str, Any] | None:
        """Numbers by row name as pylinac takes them; None, the default, where there are none.

        Values that are a row's default already are left out.
        """
        defaults = {row.name: row.default for row in self.rows}
        kept = {row: value for row, value in values.items() if defaults.get(row) != value}
        if not kept:
            return None
        return {row: {self.column: value} for row, value in kept.items()} if self.nested else dict(kept)

    def default_text(self) -> str:
        """The default as a person reads it."""
        if self.default is None:
            return "automatic" if self.kind != "table" else "none" if self.nested else "pylinac’s values"
        return str(self.default)


class ParameterForm(msgspec.Struct, frozen=True):
    """All parameters of one phantom's analysis.

    Attributes:
        phantom: The phantom's name in the registry.
        fields: The parameters, in the order of ``analyze``.
        pylinac: pylinac's version.
    """

    phantom: str
    fields: tuple[ParameterField, ...]
    pylinac: str

    def field(self, name: str) -> ParameterField | None:
        """The parameter with this name, or None."""
        return next((field for field in self.fields if field.name == name), None)

    def defaults(self) -> dict[str, Any]:
        """All parameters with their defaults."""
        return {field.name: field.default for field in self.fields}

    def changed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Of some parameters those that are not at their default."""
        defaults = self.defaults()
        return {name: value for name, value in given.items() if _differs(value, defaults, name)}

    def groups(self) -> Iterator[tuple[str, tuple[ParameterField, ...]]]:
        """The fields by group, groups in the order in which they are first met."""
        for group in dict.fromkeys(field.group for field in self.fields):
            yield group, tuple(field for field in self.fields if field.group == group)


def forms_to_json(forms: Mapping[str, ParameterForm], *, indent: int = 0) -> bytes:
    """Forms by phantom name as JSON."""
    data = msgspec.json.encode(dict(forms))
    return msgspec.json.format(data, indent=indent) if indent else data


def forms_from_json(data: bytes | str) -> dict[str, ParameterForm]:
    """Read what ``forms_to_json`` wrote. Raises ValueError where it is something else."""
    return msgspec.json.decode(data, type=dict[str, ParameterForm])


def _differs(value: Any, defaults: Mapping[str, Any], name: str) -> bool:
    return name not in defaults or defaults[name] != value
