"""How well phantoms are recognised: a confusion table over digital phantoms, other scans and real ones.

    python tests/performance/confusion.py [--scans 20] [--seed 1] [--only NAME] [--real FOLDER] [--named]

Every digital phantom is scanned anew with random noise, roll, offset, pixel size, slice thickness, direction,
scale, blank ends and missing modules; things that are no phantom are scanned beside. What the header calls
the scan is struck out unless `--named`. Prints Markdown tables; it is no test.
"""

import argparse
import io
import random
import statistics
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "app"), str(ROOT / "tests")]

from analysis import drawn_scans  # noqa: E402
from phantomscope.analysis.recognition.answer import Certainty, Recognition, recognise  # noqa: E402
from phantomscope.digital.catalogue import DIGITAL_PHANTOMS, digital_phantom, write_zip  # noqa: E402
from phantomscope.errors import PhantomscopeError  # noqa: E402
from phantomscope.stack.index import scan  # noqa: E402
from phantomscope.stack.member import Source  # noqa: E402
from phantomscope.stack.slice_stack import SliceStack  # noqa: E402
from phantomscope.stack.sources import open_bytes, open_path  # noqa: E402

REAL = {
    "catphan504_cbct_varian.zip": "CatPhan 504",
    "catphan604_cbct_varian.zip": "CatPhan 604",
    "quart_dvt_halcyon.zip": "Quart DVT",
    "acr_mri_large_ge.zip": "ACR MRI Large",
    "acr_mri_large_enhanced_multiframe_siemens.zip": "ACR MRI Large",
}
NOTHING = "none of them"
ATTEMPTS = 60


@dataclass(frozen=True)
class Answer:
    """What was said of one scan.

    Attributes:
        truth: What it is.
        said: What was recognised.
        seconds: Of one core that it took.
        options: How it was scanned.
    """

    truth: str
    said: Recognition
    seconds: float
    options: str

    @property
    def name(self) -> str:
        return self.said.phantom.name if self.said.phantom else NOTHING

    @property
    def right(self) -> bool:
        return self.name == self.truth

    @property
    def wrong_as_certain(self) -> bool:
        return not self.right and self.said.certainty is Certainty.CERTAIN


# -- scans ------------------------------------------------------------------------------------------------


def varied(name: str, dice: random.Random) -> Any:
    """Options at random with which this phantom can be scanned; in one scan of three, all of them spoiled."""
    phantom = digital_phantom(name)
    for _ in range(ATTEMPTS):
        options = replace(phantom.default_options, **changes(phantom, dice))
        try:
            phantom.check(options)
            phantom.layout(options)
        except PhantomscopeError:
            continue
        return options
    return phantom.default_options


def changes(phantom: Any, dice: random.Random) -> dict[str, Any]:
    """What differs from the phantom's default options."""
    size = 2 * max(phantom.half_width, phantom.half_height)
    field = dice.uniform(1.08, 2.0) * size if dice.random() < 0.8 else 500.0
    columns = dice.choice((256, 256, 320, 512)) if phantom.modality == "CT" else dice.choice((256, 256, 192))
    spare = (field - size) / 2 - 8 * field / columns
    changed: dict[str, Any] = {
        "seed": dice.randrange(10**6),
        "columns": columns,
        "rows": columns,
        "pixel_spacing": field / columns,
        "roll": dice.choice((0.0, dice.uniform(-5, 5), dice.uniform(-180, 180))),
        "offset_x": dice.uniform(-0.7, 0.7) * max(spare, 0.0),
        "offset_y": dice.uniform(-0.7, 0.7) * max(spare, 0.0),
        "reversed_order": dice.random() < 0.3,
        "blank_slices": dice.choice((0, 0, 0, 3)),
        "spacing_error": dice.choice((0.0, 0.0, dice.uniform(-0.02, 0.02))),
    }
    if phantom.modality == "CT":
        changed |= {
            "noise": dice.choice((2.0, 5.0, 10.0, 20.0, 40.0)),
            "slice_thickness": dice.choice((0.625, 1.0, 1.25, 2.0, 2.5, 3.0, 5.0)),
            "scale": dice.choice(("HU", "HU", "HU", "raw")),
            "psf_fwhm": dice.uniform(0.7, 2.0),
            "air_slices": dice.choice((0, 2, 5, 20)),
            "missing_modules": missing(phantom, dice),
        }
    else:
        changed |= {
            "noise": phantom.default_options.noise * dice.uniform(0.5, 4.0),
            "roll": dice.uniform(-10, 10),
        }
    known = {one.name for one in fields(phantom.default_options)}
    return {key: value for key, value in changed.items() if key in known}


def missing(phantom: Any, dice: random.Random) -> tuple[str, ...]:
    """In one scan of six, the module at one end, as long as the inserts are left."""
    places = sorted(phantom.module_positions().items(), key=lambda one: one[1])
    if len(places) < 2 or dice.random() > 1 / 6:
        return ()
    name, place = dice.choice((places[0], places[-1]))
    return (name,) if place != 0.0 else ()


def digital_scans(names: list[str], scans: int, seed: int) -> Iterator[tuple[str, str, bytes]]:
    for name in names:
        dice = random.Random(f"{seed} {name}")
        for _ in range(scans):
            options = varied(name, dice)
            file = io.BytesIO()
            write_zip(digital_phantom(name), options, file)
            changed = {
                one.name: getattr(options, one.name)
                for one in fields(options)
                if getattr(options, one.name) != getattr(digital_phantom(name).default_options, one.name)
            }
            yield name, str(changed), file.getvalue()


# -- answers ----------------------------------------------------------------------------------------------


def answer(truth: str, options: str, source: Source, *, named: bool) -> Answer:
    """What is said of a source's first series."""
    series = scan(source).series[0]
    if not named:
        blank: dict[str, Any] = {
            "description": "",
            "study_description": "",
            "protocol": "",
            "model": "",
            "station": "",
        }
        series = replace(series, facts=replace(series.facts, **blank))
    with SliceStack(source, series) as stack:
        began = time.thread_time()
        said = recognise(stack)
        return Answer(truth, said, time.thread_time() - began, options)


def answers(arguments: argparse.Namespace) -> Iterator[Answer]:
    names = [name for name in DIGITAL_PHANTOMS if arguments.only in name]
    for truth, options, data in digital_scans(names, arguments.scans, arguments.seed):
        yield answer(truth, options, open_bytes(data), named=arguments.named)
    if not arguments.only:
        makers: dict[str, Callable[[int], bytes]] = drawn_scans.STRANGE
        for kind, make in makers.items():
            for number in range(max(1, arguments.scans // 2)):
                yield answer(NOTHING, kind, open_bytes(make(arguments.seed + number)), named=arguments.named)


def real_answers(folder: Path, *, named: bool) -> Iterator[Answer]:
    for name, truth in REAL.items():
        if not (folder / name).is_file():
            continue
        source = open_path(folder / name)
        try:
            yield answer(truth, name, source, named=named)
        finally:
            source.close()


# -- tables -----------------------------------------------------------------------------------------------


def table(all_answers: list[Answer]) -> str:
    """Rows are what was scanned, columns what was said; "18 (15)": 18 times, 15 of them as certain."""
    truths = list(dict.fromkeys(one.truth for one in all_answers))
    names = [*DIGITAL_PHANTOMS, NOTHING]
    columns = [name for name in names if any(one.name == name for one in all_answers)]
    said = Counter((one.truth, one.name) for one in all_answers)
    sure = Counter((one.truth, one.name) for one in all_answers if one.said.certainty is Certainty.CERTAIN)
    lines = ["| scanned ↓ said → | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for truth in truths:
        cells = [
            f"{said[truth, name]} ({sure[truth, name]})" if said[truth, name] else "" for name in columns
        ]
        lines.append(f"| **{truth}** | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def summary(all_answers: list[Answer]) -> str:
    right = sum(one.right for one in all_answers)
    certain = sum(one.said.certainty is Certainty.CERTAIN for one in all_answers)
    bad = sum(one.wrong_as_certain for one in all_answers)
    seconds = sorted(one.seconds for one in all_answers)
    return (
        f"{right} of {len(all_answers)} right ({100 * right / len(all_answers):.1f} %), {certain} certain; "
        f"{bad} wrong as certain; "
        f"{statistics.median(seconds):.2f} s of one core as the median, {seconds[-1]:.2f} s at the most"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--scans", type=int, default=20, help="of each phantom")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="phantoms with this in their name")
    parser.add_argument("--real", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--named", action="store_true", help="leave the scan's own texts in place")
    parser.add_argument("--wrong", action="store_true", help="list what was wrong")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    for title, found in (
        ("Digital phantoms, and what is none", list(answers(arguments))),
        ("Real scans", list(real_answers(arguments.real, named=arguments.named))),
    ):
        if not found:
            continue
        print(f"\n{title}: {summary(found)}\n\n{table(found)}")
        for one in found if arguments.wrong else []:
            if not one.right:
                said = one.said
                print(
                    f"\n{one.truth} → {one.name}, {said.certainty.value} {said.confidence:.2f}: {said.reason}"
                )
                print(f"  {one.options}")


if __name__ == "__main__":
    main()
