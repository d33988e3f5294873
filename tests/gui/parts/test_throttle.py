from pytestqt.qtbot import QtBot

from phantomscope.gui.parts.throttle import Throttle


def test_the_first_goes_through_at_once_and_of_the_rest_the_newest(qtbot: QtBot) -> None:
    called: list[int] = []
    throttle = Throttle[int](called.append, 20)
    for value in range(10):
        throttle(value)
    assert called == [0]
    qtbot.waitUntil(lambda: called == [0, 9])


def test_a_forgotten_call_does_not_come(qtbot: QtBot) -> None:
    called: list[int] = []
    throttle = Throttle[int](called.append, 10)
    throttle(1)
    throttle(2)
    throttle.cancel()
    qtbot.wait(40)
    assert called == [1]
    throttle(3)
    assert called == [1, 3]
