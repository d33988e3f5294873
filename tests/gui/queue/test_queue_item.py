"""What a row of the queue knows of itself."""

from pathlib import Path

import pytest

from gui.fake_survey import recognised
from phantomscope.analysis.recognition.answer import Certainty
from phantomscope.gui.queue.queue_item import Origin, QueueItem, State

FOUND = recognised().recognition
LIKELY = recognised(certainty=Certainty.LIKELY, confidence=0.6).recognition


def test_origins() -> None:
    a, b = Path("/a.zip"), Path("/b.zip")
    assert Origin("a", (a,)).is_same(Origin("other name", (a,)))
    assert not Origin("a", (a,)).is_same(Origin("a", (b,)))
    data = b"PK"
    assert Origin("x", data=data).is_same(Origin("y", data=data))
    assert not Origin("x", data=data).is_same(Origin("x", data=bytes(bytearray(data))))
    assert not Origin("x", data=data).is_same(Origin("x"))


def test_the_phantom_of_a_person_before_that_of_the_images() -> None:
    assert QueueItem(1, Origin("a")).phantom_name == ""
    assert QueueItem(1, Origin("a"), recognition=FOUND).phantom_name == "CatPhan 504"
    chosen = QueueItem(1, Origin("a"), recognition=LIKELY, phantom="Quart DVT")
    assert (chosen.phantom_name, chosen.is_guess) == ("Quart DVT", False)
    assert QueueItem(1, Origin("a"), recognition=LIKELY).is_guess


@pytest.mark.parametrize(
    ("state", "fraction"),
    [
        (State.LOOKING, 0.0),
        (State.WAITING, 0.0),
        (State.RUNNING, 0.25),
        (State.DONE, 1.0),
        (State.UNKNOWN, 1.0),
    ],
)
def test_how_much_is_done(state: State, fraction: float) -> None:
    assert QueueItem(1, Origin("a"), state=state, done=16, total=64).fraction == fraction
    assert QueueItem(1, Origin("a"), state=State.RUNNING).fraction == 0.0
