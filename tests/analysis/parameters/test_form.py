"""Forms as data."""

import pytest

from phantomscope.analysis.parameters.form import ParameterField, ParameterForm, TableRow

HU = ParameterField(
    "expected_hu_values",
    "Expected HU values",
    "table",
    None,
    "HU",
    optional=True,
    group="Expected values",
    rows=(TableRow("Air", "Air", -1000.0), TableRow("Teflon", "Teflon", 1000.0)),
    column="Expected HU",
)
DENSITIES = ParameterField(
    "roi_config",
    "ROI densities",
    "table",
    None,
    optional=True,
    group="Expected values",
    rows=(TableRow("1", "ROI 1"), TableRow("2", "ROI 2")),
    column="density",
    nested=True,
)
NUMBER = ParameterField("hu_tolerance", "HU tolerance", "number", 40, "HU", group="Tolerances")
SLICE = ParameterField("origin_slice", "Origin slice", "integer", None, optional=True, group="Position")
FORM = ParameterForm("CatPhan 504", (NUMBER, HU, SLICE, DENSITIES), "3.49.0")


def test_fields_by_name_and_by_group() -> None:
    assert FORM.field("hu_tolerance") is NUMBER
    assert FORM.field("nothing") is None
    assert [(group, [one.name for one in fields]) for group, fields in FORM.groups()] == [
        ("Tolerances", ["hu_tolerance"]),
        ("Expected values", ["expected_hu_values", "roi_config"]),
        ("Position", ["origin_slice"]),
    ]


def test_changed_ones() -> None:
    assert FORM.changed(FORM.defaults()) == {}
    given = {"hu_tolerance": 30, "origin_slice": None, "of_the_future": 1}
    assert FORM.changed(given) == {"hu_tolerance": 30, "of_the_future": 1}


@pytest.mark.parametrize(
    ("field", "value", "values"),
    [
        (HU, None, {}),
        (HU, {"Air": -990.5}, {"Air": -990.5}),
        (DENSITIES, None, {}),
        (DENSITIES, {"1": {"density": 1.0}, "2": {"density": 0.3}}, {"1": 1.0, "2": 0.3}),
    ],
)
def test_tables_to_numbers_and_back(field: ParameterField, value: object, values: dict[str, float]) -> None:
    assert field.table(value) == values
    assert field.from_table(values) == value


def test_rows_at_their_default_are_left_out() -> None:
    assert HU.from_table({"Air": -1000.0, "Teflon": 990.0}) == {"Teflon": 990.0}
    assert HU.from_table({"Air": -1000.0, "Teflon": 1000.0}) is None


def test_defaults_in_words() -> None:
    assert [one.default_text() for one in FORM.fields] == ["40", "pylinac’s values", "automatic", "none"]
