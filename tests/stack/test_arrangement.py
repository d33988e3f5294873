import io
import tracemalloc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicom_files import OBLIQUE, SAGITTAL, FakeSource, Pixels, slice_bytes, zip_bytes
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.arrangement import (
    PLAIN,
    Arrangement,
    order_when_reversed,
    why_not_cropped,
    why_not_reversed,
)
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes

COUNT, ROWS, COLUMNS = 5, 6, 8
X, Y, STEP, SPACING = -10.0, -20.0, 2.5, 0.5

VOLUME = np.random.default_rng(4).integers(-900, 900, (COUNT, ROWS, COLUMNS)).astype(np.int16)


def member(number: int, pixels: Pixels | None = None, **tags: object) -> bytes:
    values = VOLUME[number] if pixels is None else pixels
    tags = {"SliceLocation": 100.0 + number, **tags}
    if tags["SliceLocation"] is None:
        del tags["SliceLocation"]
    return slice_bytes(values, number=number + 1, position=(X, Y, STEP * number), **tags)  # type: ignore[arg-type]


FILES = {f"{number}.dcm": member(number) for number in range(COUNT)}


@contextmanager
def opened(files: dict[str, bytes] = FILES) -> Iterator[SliceStack]:
    with closing(open_bytes(zip_bytes(files))) as source:
        series = scan(source).series[0]
        with SliceStack(source, series) as stack:
            yield stack


@dataclass
class Model:
    """The same by numpy on a whole volume, and where each of its pixels lies."""

    values: Pixels
    columns: Pixels  # of the whole field, of each column that is shown
    rows: Pixels
    gone: frozenset[int] = frozenset()

    def mirror(self) -> None:
        self.values, self.columns = self.values[:, :, ::-1], (COLUMNS - 1 - self.columns)[::-1]

    def flip(self) -> None:
        self.values, self.rows = self.values[:, ::-1], (ROWS - 1 - self.rows)[::-1]

    def reverse(self) -> None:
        self.values = self.values[::-1]

    def crop(self, top: int, left: int, bottom: int, right: int) -> None:
        self.values = self.values[:, top:bottom, left:right]
        self.rows, self.columns = self.rows[top:bottom], self.columns[left:right]


def plain_model() -> Model:
    return Model(VOLUME.astype(np.float64) - 1024, np.arange(COLUMNS), np.arange(ROWS))


steps = st.lists(st.sampled_from(["mirror", "flip", "reverse", "crop"]), max_size=7)


@given(steps, st.data())
def test_a_stack_is_what_numpy_makes_of_the_volume(names: list[str], data: st.DataObject) -> None:
    model, arrangement = plain_model(), PLAIN
    for name in names:
        if name == "crop":
            _, rows, columns = model.values.shape
            top, left = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
            region = (
                top,
                left,
                data.draw(st.integers(top + 1, rows)),
                data.draw(st.integers(left + 1, columns)),
            )
            model.crop(*region)
            arrangement = arrangement.cropped(region, ROWS, COLUMNS)
        else:
            getattr(model, name)()
            field = {"mirror": "mirrored", "flip": "flipped", "reverse": "reversed"}[name]
            arrangement = replace(arrangement, **{field: not getattr(arrangement, field)})
    removed = data.draw(st.sets(st.integers(0, COUNT - 1), max_size=COUNT - 1))
    with opened() as stack:
        for slot in removed:
            stack.overlay.remove(slot)
        stack.rearrange(arrangement)
        places = [p for p in range(COUNT) if (COUNT - 1 - p if arrangement.reversed else p) not in removed]
        assert len(stack) == len(places)
        for index, place in enumerate(places):
            check_slice(stack, index, model, place)
        assert [one.rescaled().tolist() for one in stack] == [model.values[p].tolist() for p in places]
        assert np.array_equal(stack.side_view(), model.values[places].max(axis=2).T)
        stack.rearrange(PLAIN)
        for slot in removed:
            stack.overlay.restore(slot)
        for number in range(COUNT):
            assert stack[number].stored.tobytes() == VOLUME[number].tobytes()
            assert stack.slice_header(number) is stack.series.slices[number]


def check_slice(stack: SliceStack, index: int, model: Model, place: int) -> None:
    expected = model.values[place]
    assert np.array_equal(stack[index].rescaled(), expected)
    assert np.array_equal(stack.peek(index).rescaled(), expected)
    assert not stack[index].stored.flags.writeable
    header, dataset = stack.slice_header(index), stack.dataset(index)
    at = (X + SPACING * model.columns[0], Y + SPACING * model.rows[0], STEP * place)
    assert header.position == at
    assert tuple(dataset.ImagePositionPatient) == at
    assert (header.format.rows, header.format.columns) == expected.shape == (dataset.Rows, dataset.Columns)
    assert header.location == dataset.SliceLocation == 100.0 + place
    assert header.instance_number == dataset.InstanceNumber == place + 1
    assert stack.position(index) == STEP * place


@given(st.booleans(), st.booleans(), st.booleans())
def test_what_was_put_in_place_of_a_slice_is_arranged_like_the_others(a: bool, b: bool, c: bool) -> None:
    with opened() as stack:
        stack.overlay.rearrange(Arrangement(a, b, c))
        stack.overlay.rearrange(stack.overlay.arrangement.cropped((1, 2, 4, 7), ROWS, COLUMNS))
        shown = stack[1].rescaled().copy()
        shown += 7.5
        before = [one.rescaled().copy() for one in stack]
        stack.replace(1, shown)
        assert np.array_equal(stack[1].rescaled(), shown)
        assert all(np.array_equal(stack[i].rescaled(), before[i]) for i in range(COUNT) if i != 1)
        stack.rearrange(PLAIN)
        slot = COUNT - 2 if a else 1
        changed = stack[slot].rescaled() != VOLUME[slot] - 1024.0
        assert changed.sum() == shown.size  # what the crop hid is as it was
        stack.overlay.undo()
        stack.overlay.undo()
        assert np.array_equal(stack[1].rescaled(), before[1])


def test_arranging_takes_next_to_no_memory() -> None:
    files = {f"{n:02}.dcm": member(n, np.full((64, 64), n, np.int16)) for n in range(60)}
    with opened(files) as stack:
        for index in range(60):
            assert stack[index].stored[0, 0] == index
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        stack.rearrange(Arrangement(True, True, True, (1, 1, 63, 63)))
        for index in range(60):
            assert stack[index].stored[0, 0] == 59 - index
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        # What was held before it began is given up meanwhile without being counted.
        assert grown - stack.cache_counters().nbytes < 10_000
        assert stack.account().overlay == 0
        misses = stack.cache_counters().misses
        stack.rearrange(PLAIN)
        assert stack[0].stored[0, 0] == 0
        assert stack.cache_counters().misses == misses  # slices are held as the source has them


def test_a_cropped_slice_counts_with_all_that_it_keeps_alive() -> None:
    with opened() as stack:
        whole = stack[0].nbytes
        stack.rearrange(Arrangement(crop=(0, 0, 1, 1)))
        assert stack[0].nbytes == stack.peek(0).nbytes == whole


def test_an_oblique_crop_moves_along_its_own_rows_and_columns() -> None:
    pixels = np.zeros((4, 6), np.int16)
    data = slice_bytes(pixels, position=(1.0, 2.0, 3.0), orientation=OBLIQUE, PixelSpacing=[2.0, 0.7])
    with opened({"a.dcm": data}) as stack:
        stack.rearrange(Arrangement(crop=(1, 2, 3, 6)))
        along = 2 * 0.7
        expected = (1.0 + 0.6 * along, 2.0 + 0.8 * along, 3.0 + 1 * 2.0)
        assert stack.slice_header(0).position == pytest.approx(expected, abs=1e-12)
        assert tuple(stack.dataset(0).ImagePositionPatient) == stack.slice_header(0).position


def test_echoes_keep_their_order_in_each_place() -> None:
    files = {
        f"{n}.dcm": slice_bytes(
            VOLUME[n], number=n + 1, position=(X, Y, 5.0 * (n // 2)), modality="MR", EchoNumbers=n % 2 + 1
        )
        for n in range(4)
    }
    with opened(files) as stack:
        assert order_when_reversed(stack.series) == (2, 3, 0, 1)
        stack.rearrange(Arrangement(reversed=True))
        assert stack.slots == (2, 3, 0, 1)
        assert [stack.slice_header(i).echo for i in range(4)] == [1, 2, 1, 2]
        assert [stack.position(i) for i in range(4)] == [0.0, 0.0, 5.0, 5.0]
        assert [stack.slice_header(i).instance_number for i in range(4)] == [1, 2, 3, 4]
        stack.remove(1)
        assert stack.slots == (2, 0, 1)
        assert stack.removed_header(3).position == (X, Y, 0.0)


def test_what_has_no_place_to_go_to_is_not_reversed() -> None:
    without = {f"{n}.dcm": member(n, ImagePositionPatient=None, SliceLocation=None) for n in range(3)}
    mixed = dict(FILES) | {"s.dcm": slice_bytes(VOLUME[0], number=9, orientation=SAGITTAL)}
    for files, word in ((without, "position"), (mixed, "orientations"), ({"0": member(0)}, "one slice")):
        with opened(files) as stack:
            assert word in why_not_reversed(stack.series)
            with pytest.raises(PhantomscopeError, match=word):
                stack.rearrange(Arrangement(reversed=True))
            assert stack.overlay.is_empty
            stack.rearrange(Arrangement(mirrored=True, flipped=True))


def at_places(
    places: tuple[float, ...], echoes: tuple[int, ...] = (), x: tuple[float, ...] = ()
) -> dict[str, bytes]:
    """A slice at each place in mm, of these echoes, shifted sideways by these mm."""
    return {
        f"{n}.dcm": slice_bytes(
            VOLUME[n % COUNT],
            number=n + 1,
            position=(x[n] if x else X, Y, place),
            **({"modality": "MR", "EchoNumbers": echoes[n]} if echoes else {}),  # type: ignore[arg-type]
        )
        for n, place in enumerate(places)
    }


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (at_places((0, 5, 10, 20, 25)), "not 5 mm after 10 mm, and"),
        (at_places((0, 5, 7, 10, 15)), "not 5 mm after 5, 7 mm"),
        (at_places((0, 0, 5, 5, 10), (1, 2, 1, 2, 1)), "at 10 mm"),
        (at_places((0, 5, 5, 10, 10, 15, 15), (2, 1, 2, 1, 2, 1, 2)), "at 0 mm"),
        (at_places((0, 5, 10), x=(0.0, 0.0, 4.0)), "sideways"),
    ],
)
def test_where_contents_would_lie_elsewhere_the_order_is_not_reversed(
    files: dict[str, bytes], words: str
) -> None:
    with opened(files) as stack:
        assert words in why_not_reversed(stack.series)
        assert order_when_reversed(stack.series) is None
        with pytest.raises(PhantomscopeError, match=words):
            stack.rearrange(Arrangement(reversed=True))
        assert stack.overlay.is_empty


@pytest.mark.parametrize(
    "files",
    [
        at_places((0, 5, 15, 20)),  # a gap right in the middle
        at_places((0, 5.01, 9.99, 15)),  # rounded
        at_places((0, 5, 5, 10), (1, 1, 2, 1)),
        at_places((0, 5, 10), x=(0.0, 2.0, 4.0)),  # tilted
    ],
)
def test_reversed_contents_keep_their_distances(files: dict[str, bytes]) -> None:
    with opened(files) as stack:
        assert why_not_reversed(stack.series) == ""
        before = {stack.slots[i]: stack.position(i) for i in range(len(stack))}
        stack.rearrange(Arrangement(reversed=True))
        after = {stack.slots[i]: stack.position(i) for i in range(len(stack))}
        ends = max(before.values(), default=0) or 0  # type: ignore[type-var]
        for slot, place in before.items():
            assert place is not None
            assert after[slot] == pytest.approx(ends - place, abs=0.02)


def test_slices_that_differ_in_size_or_have_no_spacing_are_not_cropped() -> None:
    sizes = dict(FILES) | {"9.dcm": member(9, np.zeros((3, 3), np.int16))}
    spaceless = {"0.dcm": member(0, PixelSpacing=None)}
    for files, word in ((sizes, "size"), (spaceless, "spacing")):
        with opened(files) as stack:
            assert word in why_not_cropped(stack.series)
            with pytest.raises(PhantomscopeError, match=word):
                stack.rearrange(Arrangement(crop=(0, 0, 1, 1)))


def test_a_region_outside_of_the_picture_is_refused() -> None:
    with opened() as stack, pytest.raises(PhantomscopeError, match="8×6 pixels"):
        stack.rearrange(Arrangement(crop=(0, 0, ROWS + 1, COLUMNS)))
    for region in ((0, 0, 0, 3), (-1, 0, 2, 2), (0, 0, 7, 2), (0, 3, 2, 3)):
        with pytest.raises(ValueError, match="no region"):
            PLAIN.cropped(region, ROWS, COLUMNS)
    assert PLAIN.cropped((0, 0, ROWS, COLUMNS), ROWS, COLUMNS) == PLAIN


def test_a_report_says_what_was_done() -> None:
    assert PLAIN.sentences() == ()
    assert Arrangement(True, True, True, (1, 2, 4, 8)).sentences() == (
        "slices in reverse order",
        "mirrored left to right",
        "flipped up and down",
        "cropped to rows 1–3, columns 2–7 (of the source, from 0)",
    )


def test_a_header_that_says_no_location_or_number_has_none_afterwards() -> None:
    files = {
        "0.dcm": member(0, SliceLocation=None, InstanceNumber=None),
        "1.dcm": member(1, ImagePosition=[1.0, 2.0, 3.0]),
    }
    source = FakeSource(files)
    with SliceStack(source, scan(source).series[0]) as stack:
        stack.rearrange(Arrangement(reversed=True))
        first, last = stack.dataset(0), stack.dataset(1)
        assert "SliceLocation" not in first
        assert "InstanceNumber" not in first
        assert (last.SliceLocation, last.InstanceNumber) == (101.0, 2)
        assert "ImagePosition" not in first
        first.save_as(io.BytesIO(), write_like_original=False)
