"""What pylinac and its libraries warn of, in plain words. Text only: nothing here needs pylinac."""

import re
from collections.abc import Iterable

# Warnings for the programmers of pylinac's own libraries, of no use to who reads a report.
NOT_FOR_PEOPLE = frozenset({"FutureWarning", "DeprecationWarning", "PendingDeprecationWarning"})

_ROLL = (
    "The roll of the phantom could not be determined: {what} {slice}. It was taken as 0°, so if the phantom "
    "is rolled, regions lie beside what they should measure"
)
_BUBBLES = _ROLL.replace("{what}", "its air inserts were not both found on")
_LATE = "Some values could not be calculated and are missing or no numbers"

_NOT_REACHED = re.compile(r"^MTF resolution wasn't calculated for ([\d.]+)%")
# A pattern of the text, and what it means.
_KNOWN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^Could not (?:reliably )?determine (?:Quart )?phantom roll\. Setting roll to 0"), _BUBBLES),
    (
        re.compile(r"^Phantom roll could not be reliably determined\. Setting roll to 0"),
        _ROLL.replace("{what}", "more than 10° were found on"),
    ),
    (
        re.compile(r"^Detected shift of (?P<shift>\S+) was >5 degrees"),
        _ROLL.replace("{what}", "the insert that tells lies {shift}° off its place, more than 5°, on"),
    ),
    (
        re.compile(r"^No low-HU regions found in the outer ROI circle"),
        _ROLL.replace("{what}", "no insert stands out on"),
    ),
    (
        re.compile(r"^Multiple echoes found \(\{(?P<all>[^}]*)\}\).* Using echo # (?P<used>\d+)"),
        (
            "The series has images of several echoes ({all}); echo {used} was analysed. "
            "The parameter echo_number chooses another"
        ),
    ),
    (
        re.compile(r"^The MTF does not drop monotonically"),
        (
            "The MTF rises somewhere instead of falling with frequency: the regions may not lie on the line "
            "pairs, or the images are noisy"
        ),
    ),
    (
        re.compile(r"^Array range is small"),
        "A profile that was measured hardly varies, so its edges are uncertain",
    ),
    (re.compile(r"^Polyfit may be poorly conditioned"), "The phantom's axis rests on too few slices"),
    (re.compile(r"^(?:Mean|Degrees of freedom|All-NaN|invalid value|divide by zero)\b"), _LATE),
)


def plain_warnings(warned: Iterable[tuple[str, str]], roll_slice: str) -> tuple[str, ...]:
    """Warnings as sentences, each once.

    Args:
        warned: Text and category of each.
        roll_slice: What to call the slice that the phantom's roll is read from, e.g. "slice 33".
    """
    texts = [text.strip() for text, category in warned if category not in NOT_FOR_PEOPLE]
    told = [_plain(text, roll_slice) for text in texts if text and not _NOT_REACHED.match(text)]
    percents = sorted({float(found[1]) for found in map(_NOT_REACHED.match, texts) if found})
    if percents:
        listed = ", ".join(f"{percent:g} %" for percent in percents)
        told.append(
            f"The MTF is not known at {listed}: the line pairs that were measured do not reach so far."
        )
    return tuple(dict.fromkeys(told))


def _plain(text: str, roll_slice: str) -> str:
    for pattern, meaning in _KNOWN:
        found = pattern.match(text)
        if found:
            values = {name: _short(value) for name, value in found.groupdict().items()}
            return meaning.format(slice=roll_slice, **values) + "."
    return text


def _short(value: str) -> str:
    """A long number with one decimal, 95.0 as 95; other text as it is."""
    try:
        return f"{float(value):.1f}".removesuffix(".0")
    except ValueError:
        return value
