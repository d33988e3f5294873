"""A worker that waits for its job: taken once, replaced where it has died, gone when it is not wanted."""

from collections.abc import Iterator

import msgspec
import pytest

from analysis.fake_worker import JOB, RESULT, SECONDS, Listener, script, worker_with_engine
from phantomscope.analysis import events
from phantomscope.analysis.process import Ending
from phantomscope.analysis.standby import Standby, Worker, start_worker
from phantomscope.analysis.worker import PREPARE

NOWHERE = "no such phantom"  # nothing is imported for it, which takes no time
FINISHES = (
    "line = sys.stdin.buffer.readline(); job = sys.stdin.buffer.readline(); stage('job'); say(FINISHED)"
)


class Starts:
    """Starts workers, and keeps them in mind."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.workers: list[Worker] = []

    def __call__(self) -> Worker:
        self.workers.append(start_worker(self.command))
        return self.workers[-1]


@pytest.fixture
def starts() -> Iterator[Starts]:
    made = Starts(script(FINISHES))
    yield made
    for worker in made.workers:
        worker.end()


def kept(starts: Starts) -> Standby:
    standby = Standby(starts)
    standby.keep(NOWHERE)
    assert standby.wait(SECONDS)
    return standby


def test_one_is_kept_and_no_second(starts: Starts) -> None:
    standby = kept(starts)
    standby.keep("CatPhan 504")
    assert standby.wait(SECONDS)
    assert [worker.process.pid for worker in starts.workers] == [standby.pid]


def test_it_does_the_job_and_is_not_used_again(starts: Starts) -> None:
    standby = kept(starts)
    waiting = standby.pid
    seen: list[int | None] = []
    listener = Listener(
        script("os._exit(7)"),
        ready=standby.take,
        on_event=lambda _: seen.append(starts.workers[0].process.poll()),
    )
    assert listener.run().result == RESULT
    assert seen[0] is None, "it was alive when it told of the job"
    assert waiting == starts.workers[0].process.pid
    assert standby.pid is None
    assert standby.take(JOB) is None
    standby.keep(NOWHERE)
    assert standby.wait(SECONDS)
    assert standby.pid not in (None, waiting)


def test_one_that_has_died_is_replaced_by_an_ordinary_start(starts: Starts) -> None:
    standby = kept(starts)
    starts.workers[0].process.kill()
    starts.workers[0].process.wait(SECONDS)
    assert standby.pid is None
    assert Listener(script("say(FINISHED)"), ready=standby.take).run().ending is Ending.FINISHED


def test_one_that_dies_when_it_gets_its_job_is_replaced(starts: Starts) -> None:
    starts.command = script("sys.stdin.buffer.readline(); sys.stdin.buffer.readline(); os._exit(1)")
    standby = kept(starts)
    listener = Listener(script("stage('again'); say(FINISHED)"), ready=standby.take)
    assert listener.run().result == RESULT
    assert listener.events[0] == events.Stage("again")


def test_cancelling_ends_it(starts: Starts) -> None:
    starts.command = script(
        "sys.stdin.buffer.readline(); sys.stdin.buffer.readline(); stage('job'); for_ever()"
    )
    standby = kept(starts)
    listener = Listener(script("say(FINISHED)"), ready=standby.take)
    listener.process.start()
    assert listener.arrived.wait(SECONDS)
    listener.process.cancel()
    assert listener.end().ending is Ending.CANCELLED
    assert starts.workers[0].process.poll() is not None


def test_a_job_that_runs_as_pylinac_comes_gets_none(starts: Starts) -> None:
    standby = kept(starts)
    assert standby.take(msgspec.structs.replace(JOB, accelerated=False)) is None
    assert standby.pid is not None


def test_giving_up_ends_it(starts: Starts) -> None:
    standby = kept(starts)
    standby.give_up()
    assert standby.pid is None
    assert starts.workers[0].process.poll() is not None


def test_giving_up_while_it_starts_ends_it(starts: Starts) -> None:
    standby = Standby(starts)
    standby.keep(NOWHERE)
    standby.give_up()
    assert standby.wait(SECONDS)
    assert standby.pid is None
    assert all(worker.process.poll() is not None for worker in starts.workers)


def test_one_that_cannot_be_started_is_no_matter() -> None:
    def start() -> Worker:
        raise OSError("no memory")

    standby = Standby(start)
    standby.keep(NOWHERE)
    assert standby.wait(SECONDS)
    assert standby.pid is None
    assert Listener(script("say(FINISHED)"), ready=standby.take).run().ending is Ending.FINISHED


def test_the_real_worker_waits_and_then_works() -> None:
    starts = Starts(worker_with_engine("assert job.phantom == 'CatPhan 504'"))
    standby = kept(starts)
    listener = Listener(script("os._exit(7)"), ready=standby.take)
    assert listener.run().result == RESULT
    assert listener.events[0] == events.Started(starts.workers[0].process.pid, "CatPhan 504")


def test_the_real_worker_ends_with_who_keeps_it() -> None:
    worker = start_worker()
    assert worker.process.stdin is not None
    worker.process.stdin.write(PREPARE + NOWHERE.encode() + b"\n")
    worker.process.stdin.close()
    assert worker.process.wait(SECONDS) == 3
    worker.process.stdin = None
    worker.end()
