import pytest
from pytestqt.qtbot import QtBot

from phantomscope.gui.memory.strategies import DatasetFacts, strategies
from phantomscope.gui.memory.strategy_table import StrategyTable
from phantomscope.stack.memory import MemoryAccount

REFERENCE = DatasetFacts(True, 13_000_000, 49_000_000, 93, 512 * 512)
ACCOUNT = MemoryAccount(source=13_000_000, index=60_000, overlay=0, cache=1_500_000, cache_budget=64_000_000)


@pytest.fixture
def table(qtbot: QtBot) -> StrategyTable:
    table = StrategyTable()
    qtbot.addWidget(table)
    return table


def test_estimates_are_told_from_what_is_measured(table: StrategyTable) -> None:
    table.set_strategies(strategies(REFERENCE, ACCOUNT))
    heads = table.rows[0]
    assert heads[1] == "non-optimised\nestimated"
    assert heads[-1] == "Phantomscope\nmeasured now"
    assert [row[0] for row in table.rows[1:]] == [
        "source",
        "extracted",
        "shadow",
        "slices in memory",
        "maximum",
        "maximum ÷ source",
    ]
    assert table.rows[2][1:] == ["49.0 MB", "49.0 MB", "0", "0"]
    assert table.rows[-1][1:] == ["19.8×", "4.9×", "2.2×", "1.1×"]


def test_hidden_while_there_is_nothing_to_compare(table: StrategyTable) -> None:
    table.set_strategies(strategies(REFERENCE, ACCOUNT))
    assert not table.isHidden()
    table.set_strategies(())
    assert table.isHidden()
    assert table.rows == []
