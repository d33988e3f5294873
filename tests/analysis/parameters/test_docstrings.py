"""reST as sentences."""

import pytest

from phantomscope.analysis.parameters.docstrings import Described, described_parameters, plain_text

DOCSTRING = """Do it all.

        Parameters
        ----------
        first : int
            The first
            of two lines.

            .. warning:: Careful with it,
                really.

            Another paragraph, see ``second``.
        second
            No type. See :ref:`some_topic`. And on.
        third, fourth : float, int
            Both.
        old : bool
            Once useful.

            .. deprecated:: 3.0

                Use first instead.

        Returns
        -------
        nothing : None
            Of interest.
        """


def test_parameters_one_by_one() -> None:
    found = described_parameters(DOCSTRING)
    assert list(found) == ["first", "second", "third", "fourth", "old"]
    assert found["first"] == Described(
        "int",
        "The first of two lines.\n\nWarning: Careful with it, really.\n\nAnother paragraph, see second.",
    )
    assert found["second"] == Described("", "No type. And on.")
    assert found["third"] == found["fourth"] == Described("float, int", "Both.")
    assert found["old"] == Described("bool", "Once useful.", "Deprecated since 3.0. Use first instead.")


@pytest.mark.parametrize("docstring", [None, "", "Nothing of the kind.", "Parameters\n\n  a : int"])
def test_nothing_to_take_apart(docstring: str | None) -> None:
    assert described_parameters(docstring) == {}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("the ``origin_slice``", "the origin_slice"),
        ("**on each side** of it", "on each side of it"),
        ("*very* much, 2 * 3 * 4", "very much, 2 * 3 * 4"),
        ("a :class:`~pylinac.core.contrast.Contrast` of", "a Contrast of"),
        (":func:`a.b`", "a.b"),
        ("read :ref:`the guide <guide_topic>` first", "read the guide first"),
        ("Use it. See :ref:`low_contrast_topic`.", "Use it."),
        ("See RTD for calculation info. Then go on.", "Then go on."),
        ("`a link`_", "a link"),
        ("two\n   lines", "two lines"),
    ],
)
def test_marks(text: str, plain: str) -> None:
    assert plain_text(text) == plain
