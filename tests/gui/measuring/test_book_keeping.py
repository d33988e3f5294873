"""Measurements stay true to what is open."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from dicom_files import slice_bytes, write_folder, zip_bytes
from gui.desk import Desk
from gui.measure_desk import MeasureDesk, noise
from phantomscope.gui.measuring.measurement import Measurement
from phantomscope.measure.picture import picture_of
from phantomscope.measure.reading import read_region
from phantomscope.measure.shapes import CircleRegion, RectangleRegion
from phantomscope.stack.arrangement import Arrangement

KEY = Qt.Key
BOX, ROUND = RectangleRegion((5, 6), (15, 12)), CircleRegion((9.0, 8.0), 2.0)


def rescan(bench: MeasureDesk) -> None:
    desk = bench.desk
    desk.qtbot.waitUntil(lambda: not desk.workspace.surveyor.is_looking)
    with desk.qtbot.waitSignal(desk.workspace.stack_changed):
        bench.key(KEY.Key_F5)
    desk.wait_painted()


def values(bench: MeasureDesk, one: Measurement, index: int) -> list[float]:
    stack = bench.desk.workspace.stack
    assert stack is not None
    picture = picture_of(stack.slice_header(index), stack[index])
    assert isinstance(one.shape, RectangleRegion | CircleRegion)
    return sorted(read_region(one.shape, picture)[1].tolist())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two series, six slices and three."""
    members = {f"a{n}.dcm": slice_bytes(noise(n), number=n) for n in range(1, 7)}
    members |= {f"b{n}.dcm": slice_bytes(noise(n), number=n, series="1.2.9") for n in range(1, 4)}
    return write_folder(tmp_path / "scan", members)


def test_scanning_again_keeps_them(desk: Desk, folder: Path) -> None:
    bench = MeasureDesk(desk)
    bench.open(folder)
    bench.book.add(BOX, 3)
    bench.book.add(ROUND, 0)
    before, texts = bench.book.measurements, bench.labels()
    rescan(bench)
    assert bench.book.measurements == before
    assert bench.labels() == texts
    assert len(texts) == 1
    assert desk.window.message_bar.text == "Scanned again: nothing has changed."
    assert not desk.workspace.setups.history.canUndo()


def test_scanning_again_keeps_them_where_they_are_on_a_turned_picture(desk: Desk, folder: Path) -> None:
    bench = MeasureDesk(desk)
    bench.open(folder)
    bench.book.add(ROUND, 3)
    was = values(bench, bench.book.measurements[0], 3)
    desk.workspace.setups.rearrange(Arrangement(mirrored=True), "Mirror")
    desk.wait_painted()
    before = bench.book.measurements
    assert before[0].shape != ROUND
    rescan(bench)
    assert desk.workspace.setups.arrangement == Arrangement(mirrored=True)
    assert bench.book.measurements == before
    assert values(bench, before[0], 3) == was


def test_what_is_lost_with_a_series_that_has_changed_is_said(desk: Desk, folder: Path) -> None:
    bench = MeasureDesk(desk)
    bench.open(folder)
    first, second = desk.workspace.dataset.scan.series  # type: ignore[union-attr]
    bench.book.add(BOX, 3)
    with desk.qtbot.waitSignal(desk.workspace.stack_changed):
        desk.workspace.select_series(second)
    desk.wait_painted()
    desk.window.slice_view.setFocus()
    bench.book.add(BOX, 0)
    bench.book.add(ROUND, 1)
    (folder / "b4.dcm").write_bytes(slice_bytes(noise(4), number=4, series="1.2.9"))
    rescan(bench)
    assert bench.book.measurements == ()
    assert desk.window.message_bar.text == (
        "Scanned again: 1 slice more. "
        "2 measurements were dropped, since their slices are not the same any more."
    )
    again = next(one for one in desk.workspace.dataset.scan.series if one.key == first.key)  # type: ignore[union-attr]
    with desk.qtbot.waitSignal(desk.workspace.stack_changed):
        desk.workspace.select_series(again)
    assert [one.shape for one in bench.book.measurements] == [BOX]
    rescan(bench)
    assert desk.window.message_bar.text == "Scanned again: nothing has changed."


def test_another_scan_has_none_of_them_and_the_first_one_has_them_again(
    desk: Desk, folder: Path, scan_zip: Path
) -> None:
    bench = MeasureDesk(desk)
    bench.open(folder)
    bench.book.add(BOX, 3)
    bench.book.add(ROUND, 3)
    before, texts = bench.book.measurements, bench.labels()
    bench.open(scan_zip)
    assert bench.book.measurements == ()
    other = bench.book.add(ROUND, 0)
    desk.workspace.close_dataset()
    assert bench.book.measurements == ()
    bench.open(folder)
    assert bench.book.measurements == before
    assert bench.labels() == texts
    bench.book.remove([one.number for one in before])
    bench.open(scan_zip)
    assert bench.book.measurements == (other,)
    bench.open(folder)
    assert bench.book.measurements == ()  # deleted is deleted


def test_they_come_back_on_their_content_though_the_picture_is_not_turned_any_more(
    desk: Desk, folder: Path, scan_zip: Path
) -> None:
    bench = MeasureDesk(desk)
    bench.open(folder)
    desk.workspace.setups.rearrange(Arrangement(mirrored=True), "Mirror")
    bench.book.add(ROUND, 3)
    was = values(bench, bench.book.measurements[0], 3)
    bench.open(scan_zip)
    bench.open(folder)
    assert desk.workspace.setups.arrangement == Arrangement()
    (again,) = bench.book.measurements
    assert again.shape != ROUND
    assert values(bench, again, 3) == was


def test_a_series_that_has_changed_meanwhile_has_none(desk: Desk, folder: Path, scan_zip: Path) -> None:
    bench = MeasureDesk(desk)
    bench.open(folder)
    bench.book.add(BOX, 3)
    bench.open(scan_zip)
    (folder / "a7.dcm").write_bytes(slice_bytes(noise(7), number=7))
    bench.open(folder)
    assert bench.book.measurements == ()


@pytest.fixture
def mixed(desk: Desk, tmp_path: Path) -> MeasureDesk:
    """Six slices, every other one of another size."""
    sizes = ((60, 80), (40, 30))
    members = {f"{n}.dcm": slice_bytes(noise(n, sizes[n % 2]), number=n) for n in range(1, 7)}
    path = tmp_path / "mixed.zip"
    path.write_bytes(zip_bytes(members))
    bench = MeasureDesk(desk)
    bench.open(path)
    stack = desk.workspace.stack
    assert stack is not None
    assert len(stack) == 6
    return bench


@pytest.mark.parametrize("arrangement", [Arrangement(mirrored=True), Arrangement(flipped=True)])
def test_each_stays_on_its_content_in_a_series_of_several_sizes(
    mixed: MeasureDesk, arrangement: Arrangement
) -> None:
    for slot in range(2):
        mixed.book.add(ROUND, slot)
    before = [values(mixed, one, slot) for slot, one in enumerate(mixed.book.measurements)]
    mixed.desk.workspace.setups.rearrange(arrangement, "Turn")
    assert [values(mixed, one, slot) for slot, one in enumerate(mixed.book.measurements)] == before
    mixed.desk.workspace.setups.history.undo()
    assert [one.shape for one in mixed.book.measurements] == [ROUND, ROUND]


def test_one_on_slices_of_several_sizes_becomes_one_for_each_size(mixed: MeasureDesk) -> None:
    one = mixed.book.add(ROUND, 0)
    assert one is not None
    mixed.book.apply_to(one.number, None)
    before = [values(mixed, one, slot) for slot in range(6)]
    setups = mixed.desk.workspace.setups
    setups.rearrange(Arrangement(reversed=True), "Reverse")
    assert len(mixed.book.measurements) == 1  # nothing has moved
    setups.history.undo()
    setups.rearrange(Arrangement(mirrored=True), "Mirror")
    assert [made.slots for made in mixed.book.measurements] == [frozenset((0, 2, 4)), frozenset((1, 3, 5))]
    for slot in range(6):
        (there,) = mixed.book.on(slot)
        assert values(mixed, there, slot) == before[slot]
