"""Opening beside: whose source it is, what is held, and that everything is let go of."""

import gc
import threading
import weakref
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from conftest import Untouched
from gui.scans import scan_of
from gui.second_desk import stack_zip
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.opening.dataset import Dataset
from phantomscope.gui.second.second_scan import SecondScan
from phantomscope.gui.settings import SettingsStore
from phantomscope.stack.index import scan as scan_source
from phantomscope.stack.sources import open_files


@pytest.fixture
def scan(qtbot: QtBot, store: SettingsStore) -> SecondScan:
    made = SecondScan(store)
    return made


def opened(qtbot: QtBot, scan: SecondScan, path: Path) -> None:
    with qtbot.waitSignal(scan.stack_changed):
        scan.open_paths([path])


def test_it_opens_holds_one_slice_and_lets_all_go(
    qtbot: QtBot, scan: SecondScan, store: SettingsStore, tmp_path: Path, untouched: Untouched
) -> None:
    path = stack_zip(tmp_path / "last month.zip", [0.0, 2.5, 5.0])
    with untouched(path):
        opened(qtbot, scan, path)
        assert scan.dataset is not None
        assert scan.stack is not None
        assert not scan.shares_source
        for index in range(3):
            with qtbot.waitSignal(scan.loader.slice_ready):
                scan.request_slice(index)
            assert scan.stack.cache_counters().slices == 1
        account = scan.account()
        assert account is not None
        assert account.source == path.stat().st_size
        assert account.cache <= 48 * 64 * 2 + 4096  # one slice, with its header
        gone = [weakref.ref(scan.dataset), weakref.ref(scan.stack)]
        scan.close_scan()
        assert scan.account() is None
        qtbot.waitUntil(lambda: gc.collect() >= 0 and all(each() is None for each in gone))
        scan.shutdown()
    assert store.current.recent[0] == str(path)


def test_a_failure_is_told_and_what_was_open_stays(qtbot: QtBot, scan: SecondScan, tmp_path: Path) -> None:
    opened(qtbot, scan, stack_zip(tmp_path / "a.zip", [0.0]))
    before = scan.stack
    broken = tmp_path / "b.zip"
    broken.write_bytes(b"no archive at all")
    with qtbot.waitSignal(scan.opener.failed) as told:
        scan.open_paths([broken])
    assert isinstance(told.args[0], PhantomscopeError)
    assert scan.stack is before
    scan.shutdown()


def test_opening_can_be_given_up(qtbot: QtBot, scan: SecondScan, tmp_path: Path) -> None:
    assert not scan.cancel()
    with qtbot.waitSignal(scan.opener.cancelled):
        scan.open_paths([stack_zip(tmp_path / "a.zip", [0.0, 1.0])])
        assert scan.cancel()
    assert scan.dataset is None
    scan.shutdown()


def test_another_series_is_shown_of_the_same_source(qtbot: QtBot, scan: SecondScan, tmp_path: Path) -> None:
    opened(qtbot, scan, scan_of(tmp_path / "two.zip", "one", "two"))
    assert scan.dataset is not None
    assert scan.stack is not None
    assert len(scan.stack) == 5
    with qtbot.waitSignal(scan.stack_changed):
        scan.select_series(scan.dataset.scan.series[1])
    assert len(scan.stack) == 4
    shown = scan.stack
    scan.select_series(scan.dataset.scan.series[0])
    scan.select_series(shown.series)  # and back before the other has come
    with qtbot.waitSignal(scan.loader.slice_ready):
        scan.request_slice(3)
    assert scan.stack is shown
    scan.shutdown()


class Owner:
    """Somebody whose dataset it is."""

    def __init__(self, path: Path) -> None:
        source = open_files([path])
        self.closed = threading.Event()
        close = source.close

        def closing() -> None:
            self.closed.set()
            close()

        source.close = closing  # type: ignore[method-assign]
        self.dataset = Dataset(source, scan_source(source), path)


def test_a_shared_source_is_left_to_its_owner(qtbot: QtBot, scan: SecondScan, tmp_path: Path) -> None:
    owner = Owner(scan_of(tmp_path / "two.zip", "one", "two"))
    with qtbot.waitSignal(scan.stack_changed):
        scan.share(owner.dataset, owner.dataset.scan.series[1])
    assert scan.shares_source
    account = scan.account()
    assert account is not None
    assert account.source == 0  # counted once, by its owner
    scan.shutdown()
    assert not owner.closed.is_set()
    owner.dataset.source.close()


def test_a_source_that_its_owner_gives_up_is_taken_over(
    qtbot: QtBot, scan: SecondScan, tmp_path: Path
) -> None:
    owner = Owner(scan_of(tmp_path / "two.zip", "one", "two"))
    other = Owner(scan_of(tmp_path / "three.zip", "three"))
    with qtbot.waitSignal(scan.stack_changed):
        scan.share(owner.dataset, owner.dataset.scan.series[0])
    assert not scan.take_over(other.dataset.source)
    assert scan.take_over(owner.dataset.source)
    with qtbot.waitSignal(scan.loader.slice_ready):
        scan.request_slice(2)  # it can still be read
    assert not owner.closed.is_set()
    scan.shutdown()
    assert owner.closed.is_set()
    other.dataset.source.close()
