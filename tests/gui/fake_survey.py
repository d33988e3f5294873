"""Recognition that says what a test wants."""

import threading
from collections.abc import Callable

from phantomscope.analysis.phantoms import phantom_named
from phantomscope.analysis.recognition.answer import Certainty, Recognition
from phantomscope.gui.analysis.surveyor import Survey
from phantomscope.stack.slice_stack import SliceStack

REASON = "two air bubbles and 7 inserts at 58 mm"


def recognised(
    name: str = "CatPhan 504", certainty: Certainty = Certainty.CERTAIN, confidence: float = 0.98
) -> Survey:
    """A survey that found this phantom."""
    return Survey(Recognition(phantom_named(name), certainty, confidence, REASON))


UNKNOWN = Survey(Recognition(None, Certainty.UNKNOWN, 0.0, "nothing round was found in the images"))


class FakeSurvey:
    """Answers as it is told, when it is let.

    Attributes:
        answer: What the next look finds.
        allowed: Set where looks may end; clear it to keep them waiting.
        looked_at: Keys of the series that were looked at.
    """

    def __init__(self) -> None:
        self.answer = recognised()
        self.allowed = threading.Event()
        self.allowed.set()
        self.looked_at: list[str] = []

    def __call__(self, stack: SliceStack, cancelled: Callable[[], bool]) -> Survey:
        """Look."""
        self.looked_at.append(stack.series.key)
        while not self.allowed.wait(0.01) and not cancelled():
            pass
        return self.answer
