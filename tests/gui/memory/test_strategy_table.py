import pytest
from pytestqt.qtbot import QtBot

from phantomscope.gui.memory.strategies import Cost, DatasetFacts, own_costs, reference_costs
from phantomscope.gui.memory.strategy_table import StrategyTable
from phantomscope.stack.memory import MemoryAccount
from phantomscope.stack.strategy import Strategy

FACTS = DatasetFacts(True, 13_000_000, 49_000_000, 93, 512 * 512, 48_800_000, 524_288, 0, Strategy.SHADOW)
ACCOUNT = MemoryAccount(source=13_000_000, index=60_000, overlay=0, cache=1_500_000, cache_budget=64_000_000)


def costs(in_use: Strategy = Strategy.SHADOW) -> tuple[Cost, ...]:
    own = own_costs(FACTS, ACCOUNT, in_use, cache_slices=3, cache_bytes=64_000_000)
    return (*reference_costs(FACTS), *own)


@pytest.fixture
def table(qtbot: QtBot) -> StrategyTable:
    table = StrategyTable()
    qtbot.addWidget(table)
    return table


def test_estimates_are_told_from_what_is_measured(table: StrategyTable) -> None:
    table.set_costs(costs())
    assert table.groups == ["stock pylinac", "Phantomscope"]
    assert table.rows[0] == [
        "",
        "non-optimised\nestimated",
        "lazy\nestimated",
        "shadow object\nestimated",
        "non-optimised\nestimated",
        "shadow\nmeasured",
    ]
    assert [row[0] for row in table.rows[1:]] == [
        "source",
        "extracted",
        "index",
        "shadow",
        "slices in memory",
        "maximum",
        "maximum ÷ source",
    ]
    assert table.rows[2][1:] == ["49.0 MB", "49.0 MB", "0", "0", "0"]
    assert table.rows[-1][1:] == ["27.3×", "5.0×", "2.2×", "4.76×", "1.12×"]


def test_another_strategy_in_use(table: StrategyTable) -> None:
    table.set_costs(costs())
    table.set_costs(costs(Strategy.NON_OPTIMISED))
    assert table.rows[0][4:] == ["non-optimised\nmeasured", "shadow\nestimated"]


def test_fewer_columns_for_a_folder(table: StrategyTable) -> None:
    table.set_costs(costs())
    table.set_costs(costs()[1:])
    assert table.groups == ["stock pylinac", "Phantomscope"]
    assert all(len(row) == 5 for row in table.rows)


def test_hidden_while_there_is_nothing_to_compare(table: StrategyTable) -> None:
    table.set_costs(costs())
    assert not table.isHidden()
    table.set_costs(())
    assert table.isHidden()
    assert table.rows == []
