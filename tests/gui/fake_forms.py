"""Parameter forms that are there at once, or when a test says so."""

from phantomscope.analysis.parameters.form import ParameterField, ParameterForm, TableRow
from phantomscope.analysis.parameters.process import OnForm, ParameterForms
from phantomscope.errors import PhantomscopeError

INSERTS = (TableRow("Air", "Air", -1000.0), TableRow("Teflon", "Teflon", 990.0))
FIELDS = (
    ParameterField(
        "hu_tolerance", "HU tolerance", "number", 40, "HU", "How far off an insert may be.", 0, step=1
    ),
    ParameterField("x_adjustment", "X adjustment", "number", 0, "mm", group="Position"),
    ParameterField("contrast_method", "Contrast method", "choice", "Weber", choices=("Weber", "Ratio")),
    ParameterField("straddle", "Slices combined", "integer", "auto", choices=("auto",), minimum=0, step=1),
    ParameterField("echo_number", "Echo number", "integer", None, optional=True, minimum=1, step=1),
    ParameterField("strict", "Strict", "flag", False),
    ParameterField("remark", "Remark", "text", None, optional=True),
    ParameterField("expected_hu_values", "Expected HU values", "table", None, "HU", rows=INSERTS),
)


def sample_form(phantom: str = "CatPhan 504") -> ParameterForm:
    """A form with a field of every kind."""
    return ParameterForm(phantom, FIELDS, "3.49.0")


class FakeForms(ParameterForms):
    """Hands out the sample form, or what ``answer`` is; waits while ``held``."""

    def __init__(self) -> None:
        super().__init__(["false"])
        self.answer: ParameterForm | PhantomscopeError | None = None
        self.held = False
        self.asked: list[str] = []
        self._given: dict[str, ParameterForm] = {}
        self._kept: list[tuple[str, OnForm]] = []

    def known(self, phantom: str) -> ParameterForm | None:
        """The form where it has been given."""
        return self._given.get(phantom)

    def request_form(self, phantom: str, on_done: OnForm) -> None:
        """Give it, or keep who waits."""
        self.asked.append(phantom)
        self._kept.append((phantom, on_done))
        if not self.held:
            self.give()

    def give(self) -> None:
        """Answer whoever waits."""
        kept, self._kept = self._kept, []
        for phantom, on_done in kept:
            form = self.answer if self.answer is not None else sample_form(phantom)
            if isinstance(form, ParameterForm):
                self._given[phantom] = form
            on_done(form)
