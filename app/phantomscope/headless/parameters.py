"""``parameters``: what may be set about an analysis, as a table or as JSON."""

import shutil
import textwrap
from collections.abc import Iterator

from phantomscope.analysis.parameters.form import ParameterField, ParameterForm, forms_to_json
from phantomscope.analysis.phantoms import PHANTOMS, phantom_named
from phantomscope.analysis.results import shown, with_unit
from phantomscope.headless.commands import EXIT_PASS, say

_COLUMNS = 100  # where the output is no terminal
_INDENT = "    "


def parameters(phantom_name: str = "", *, as_json: bool = False) -> int:
    """Print the parameters of one phantom's analysis, or of all phantoms'; always 0.

    Args:
        phantom_name: Which phantom; all where it is empty.
        as_json: Whether to print a JSON object of forms by phantom name.

    Raises:
        PhantomscopeError: There is no such phantom.
    """
    phantoms = (phantom_named(phantom_name),) if phantom_name else PHANTOMS
    from phantomscope.analysis.parameters.derived import derive_form
    from phantomscope.analysis.worker import quiet_warnings

    with quiet_warnings():
        forms = {phantom.name: derive_form(phantom) for phantom in phantoms}
    if as_json:
        say(forms_to_json(forms, indent=2).decode())
        return EXIT_PASS
    width = shutil.get_terminal_size((_COLUMNS, 24)).columns
    say("\n\n".join(form_text(form, width) for form in forms.values()))
    return EXIT_PASS


def form_text(form: ParameterForm, width: int) -> str:
    """One phantom's parameters as text, group by group."""
    lines = [f"{form.phantom}: parameters of the analysis (pylinac {form.pylinac})"]
    for group, fields in form.groups():
        lines += ["", group]
        for field in fields:
            lines += _field_lines(field, max(width, 40))
    return "\n".join(lines)


def _field_lines(field: ParameterField, width: int) -> Iterator[str]:
    unit = "" if field.default is None or isinstance(field.default, str) else field.unit
    yield f"  {field.name} = {with_unit(field.default_text(), unit)}{_takes(field)}"
    for paragraph in (field.deprecated, *field.help.split("\n\n")):
        yield from textwrap.wrap(paragraph, width, initial_indent=_INDENT, subsequent_indent=_INDENT)
    if field.rows:
        rows = ", ".join(_row_text(row.name, row.default) for row in field.rows)
        yield from textwrap.wrap(
            f"Rows: {rows}", width, initial_indent=_INDENT, subsequent_indent=_INDENT + "  "
        )


def _takes(field: ParameterField) -> str:
    """What the parameter takes, after its default."""
    parts = []
    if field.choices:
        words = " | ".join(field.choices)
        parts.append(words if field.kind == "choice" else f"{words} | {field.kind}")
    elif field.kind in ("integer", "table"):
        parts.append(field.kind)
    if field.minimum is not None:
        parts.append(f"from {shown(field.minimum)}")
    if field.maximum is not None:
        parts.append(f"to {shown(field.maximum)}")
    return f"  ({', '.join(parts)})" if parts else ""


def _row_text(name: str, default: float | None) -> str:
    return name if default is None else f"{name} {shown(default)}"
