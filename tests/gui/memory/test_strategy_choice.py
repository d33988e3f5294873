from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dicom_files import FakeSource, slices, zip_bytes
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.memory.strategy_box import CHOICES, StrategyBox
from phantomscope.gui.memory.strategy_choice import StrategyChoice
from phantomscope.gui.settings import SettingsStore
from phantomscope.stack.index import scan
from phantomscope.stack.member import Source
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes
from phantomscope.stack.strategy import Strategy

ALL = Strategy.NON_OPTIMISED
Open = Callable[..., SliceStack]


@pytest.fixture
def store() -> SettingsStore:
    return SettingsStore(None)


@pytest.fixture
def choice(qtbot: QtBot, store: SettingsStore) -> StrategyChoice:
    return StrategyChoice(store)


@pytest.fixture
def source() -> Iterator[Source]:
    with closing(open_bytes(zip_bytes(slices(12)), "scan.zip")) as made:
        yield made


@pytest.fixture
def show(choice: StrategyChoice, source: Source) -> Iterator[Open]:
    made: list[SliceStack] = []

    def show(other: Source = source) -> SliceStack:
        made.append(SliceStack(other, scan(other).series[0]))
        choice.start(other, made[-1])
        return made[-1]

    yield show
    for stack in made:
        stack.close()


def test_nothing_is_open(choice: StrategyChoice) -> None:
    assert (choice.in_use, choice.automatic, choice.chosen, choice.account) == (None,) * 4
    choice.choose(ALL)
    choice.look()
    assert choice.highest == 0


def test_chosen_for_a_dataset_as_long_as_the_session(
    choice: StrategyChoice, show: Open, qtbot: QtBot
) -> None:
    stack = show()
    assert (choice.chosen, choice.in_use) == (None, Strategy.SHADOW)
    choice.choose(ALL)
    assert (choice.chosen, choice.in_use, stack.strategy) == (ALL, ALL, ALL)
    qtbot.waitUntil(lambda: choice.filling is not None and choice.filling.is_over)
    choice.stop()
    assert show(FakeSource(slices(3))).strategy is Strategy.LAZY  # another dataset
    choice.stop()
    assert show().strategy is ALL
    choice.choose(None)
    assert choice.in_use is Strategy.SHADOW
    assert [one.strategy for one in choice.changes] == [ALL, ALL, Strategy.SHADOW]


def test_as_the_settings_say_for_what_nothing_was_chosen(
    choice: StrategyChoice, show: Open, store: SettingsStore
) -> None:
    store.change(strategy="non-optimised")
    assert show().strategy is ALL
    store.change(strategy="automatic")
    choice.follow_settings()
    assert choice.in_use is Strategy.SHADOW
    choice.choose(None)
    store.change(strategy="non-optimised")
    choice.follow_settings()
    assert choice.in_use is Strategy.SHADOW  # the person chose
    assert choice.chosen_for(choice._source.spec, "other.zip") is ALL  # type: ignore[union-attr]


def test_what_does_not_fit_is_said_and_the_one_before_stays(
    choice: StrategyChoice, show: Open, qtbot: QtBot
) -> None:
    choice.room = lambda: 100
    show()
    with qtbot.waitSignal(choice.failed) as told:
        choice.choose(ALL)
    assert isinstance(told.args[0], PhantomscopeError)
    assert choice.failure is told.args[0]
    assert (choice.chosen, choice.in_use) == (None, Strategy.SHADOW)
    choice.choose(Strategy.SHADOW)
    assert choice.failure is None


def test_a_default_that_does_not_fit_does_not_keep_a_scan_from_opening(
    choice: StrategyChoice, show: Open, store: SettingsStore, qtbot: QtBot
) -> None:
    store.change(strategy="non-optimised")
    choice.room = lambda: 100
    with qtbot.waitSignal(choice.failed):
        show()
    assert choice.in_use is Strategy.SHADOW
    assert choice.failure is not None
    assert choice.chosen is ALL  # still what the person prefers
    choice.room = lambda: None
    choice.look()
    assert (choice.in_use, choice.failure) == (ALL, None)


def test_a_preference_that_did_not_fit_is_still_followed(
    choice: StrategyChoice, show: Open, store: SettingsStore
) -> None:
    store.change(strategy="non-optimised")
    choice.room = lambda: 100
    show()
    store.change(strategy="automatic")
    choice.follow_settings()
    assert (choice.chosen, choice.failure) == (None, None)
    choice.room = lambda: None
    store.change(strategy="non-optimised")
    choice.follow_settings()
    assert choice.in_use is ALL
    choice.stop()
    assert show().strategy is ALL


def test_another_budget_begins_what_was_outgrown_once_more(choice: StrategyChoice, show: Open) -> None:
    stack = show()
    choice.choose(ALL)
    assert stack.held.wait(20)
    choice.room = lambda: 0
    choice.look()
    choice.retry()
    assert choice.in_use is Strategy.SHADOW
    choice.room = lambda: None
    choice.look()
    assert choice.in_use is Strategy.SHADOW  # not by itself, over and over
    assert choice.failure is not None
    choice.retry()
    assert (choice.in_use, choice.failure) == (ALL, None)


def test_a_refusal_is_forgotten_when_there_is_room(choice: StrategyChoice, show: Open) -> None:
    choice.room = lambda: 100
    show()
    choice.choose(ALL)
    choice.look()
    assert choice.failure is not None
    choice.room = lambda: None
    choice.look()
    assert (choice.failure, choice.chosen, choice.in_use) == (None, None, Strategy.SHADOW)


def test_given_up_when_there_is_no_room_any_more(choice: StrategyChoice, show: Open, qtbot: QtBot) -> None:
    stack = show()
    choice.choose(ALL)
    assert stack.held.wait(20)
    choice.look()
    assert choice.in_use is ALL
    choice.room = lambda: 0
    with qtbot.waitSignal(choice.failed):
        choice.look()
    assert (choice.chosen, choice.in_use) == (ALL, Strategy.SHADOW)
    assert stack.account().cache == 0
    choice.look()


def test_the_highest_total_of_each_strategy(choice: StrategyChoice, show: Open) -> None:
    stack = show()
    for index in range(4):
        stack[index]
    choice.look(views=1000)
    high = stack.account().total + 1000
    assert choice.highest == high
    stack.resize_cache(1, 0)
    choice.look()
    assert choice.highest == high
    choice.choose(ALL)
    choice.look()
    assert stack.held.wait(20)
    choice.look()
    assert choice.highest == stack.account().total
    choice.choose(None)
    assert choice.highest == high
    show()
    assert choice.highest < high  # of another opening


# -- the box ----------------------------------------------------------------------------------------------


def test_the_box_offers_what_there_is(choice: StrategyChoice, show: Open, qtbot: QtBot) -> None:
    box = StrategyBox(choice)
    qtbot.addWidget(box)
    assert not box.isEnabled()
    show()
    model = box.combo.model()
    rows = [model.index(row, 0) for row in range(box.combo.count())]
    assert box.isEnabled()
    assert [box.combo.itemText(row) for row in range(4)] == [
        "Automatic (shadow)",
        "Non-optimised",
        "Lazy",
        "Shadow",
    ]
    enabled = Qt.ItemFlag.ItemIsEnabled
    assert [bool(model.flags(row) & enabled) for row in rows] == [True, True, False, True]
    lazy = CHOICES.index(Strategy.LAZY)
    assert "extracted to disk first." in rows[lazy].data(Qt.ItemDataRole.ToolTipRole)
    box.combo.activated.emit(CHOICES.index(ALL))
    assert choice.chosen is ALL
    assert box.combo.currentIndex() == CHOICES.index(ALL)
    qtbot.waitUntil(lambda: box.state.text().startswith("All 12 slices are decoded: "))
    choice.room = lambda: 0
    choice.look()
    assert "no more room" in box.state.text()
    assert box.combo.currentIndex() == CHOICES.index(ALL)  # still what is wished for
