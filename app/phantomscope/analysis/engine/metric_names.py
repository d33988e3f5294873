"""What pylinac's fields are called where people read, and the units they have. Text only."""

import re

# Names where pylinac has none that would be understood away from its code.
_NAMES = {
    "phantom_roll_deg": "Phantom roll",
    "nps_avg_power": "NPS average power",
    "nps_max_freq": "NPS max frequency",
    "mean_high_contrast_distance": "Mean edge width, −700 to −200 HU",
    "cnr": "Contrast-to-noise ratio",
}
_UNIT_IN_TITLE = re.compile(r"^(?P<name>.*?) \((?P<unit>mm|HU|%|lp/mm|mm/pixel|deg|°)\)$")
_UNIT_ENDINGS = (("_lp_mm", "lp/mm"), ("_mm", "mm"), ("_deg", "°"), ("_percent", "%"), ("roll", "°"))
_UNITS = {"piu": "%", "psg": "%", "uniformity_index": "%"}
_PIXEL_VALUE_WORDS = frozenset({"hu", "std", "stdev", "mean"})


def metric_unit(name: str, title: str | None, pixel_unit: str) -> str:
    """The unit of a field of pylinac's results; empty for plain numbers.

    Args:
        name: The field's name, e.g. "measured_slice_thickness_mm".
        title: Its title, which may end in a unit, or None.
        pixel_unit: The unit of pixel values.
    """
    found = _UNIT_IN_TITLE.match(title or "")
    if found:
        return {"deg": "°"}.get(found["unit"], found["unit"])
    if name in _UNITS:
        return _UNITS[name]
    if _PIXEL_VALUE_WORDS.intersection(name.split("_")):
        return pixel_unit
    return next((unit for ending, unit in _UNIT_ENDINGS if name.endswith(ending)), "")


def metric_name(name: str, title: str | None) -> str:
    """What to call a field of pylinac's results, from its name and its title, if it has one."""
    if name in _NAMES:
        return _NAMES[name]
    found = _UNIT_IN_TITLE.match(title or "")
    return sentence_case(found["name"] if found else (title or spaced(name)))


def spaced(name: str) -> str:
    """A field's name as words, without the unit that it may end in."""
    words = name
    for ending, _ in _UNIT_ENDINGS[:4]:
        words = words.removesuffix(ending)
    text = words.replace("_", " ").strip()
    for word, short in (("nps", "NPS"), ("hu", "HU"), ("cnr", "CNR"), ("mtf", "MTF"), ("snr", "SNR")):
        text = re.sub(rf"\b{word}\b", short, text)
    return text[:1].upper() + text[1:]


def sentence_case(title: str) -> str:
    """A Title in Title Case as a sentence has it; abbreviations and what is in parentheses stay."""
    text = re.sub(r"(\d)mm\b", r"\1 mm", title)
    text = re.sub(r"\bstd( dev)?\b", "standard deviation", text, flags=re.IGNORECASE)
    first, *rest = text.split(" ")
    words = [first.capitalize() if first.istitle() else first]
    words += [word.lower() if word.istitle() and not word.startswith("(") else word for word in rest]
    joined = " ".join(words)
    return joined[:1].upper() + joined[1:]


def lower_first(name: str) -> str:
    """A name in the middle of a sentence."""
    first = name.split(" ", maxsplit=1)[0]
    return name[:1].lower() + name[1:] if first.istitle() else name


def region_name(entry: str) -> str:
    """A region's name with a capital; "10oclock" is "10 o'clock"."""
    text = re.sub(r"^(\d+)\s*o'?clock$", r"\1 o’clock", entry)
    return text[:1].upper() + text[1:]


def module_title(title: str) -> str:
    """A module's title, which pylinac ends in "Module" here and in "module" there."""
    text = re.sub(r" Module$", " module", title)
    return text[:1].upper() + text[1:]
