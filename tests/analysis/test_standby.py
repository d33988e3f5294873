"""A worker that waits for its job: taken once, replaced where it has died, gone when it is not wanted."""

import threading
from collections.abc import Callable, Iterator

import msgspec
import pytest

from analysis.fake_worker import JOB, RESULT, SECONDS, Listener, script, worker_with_engine
from phantomscope.analysis import events
from phantomscope.analysis.job import AnalysisJob
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


def has_been_ended(worker: Worker) -> bool:
    pipes = (worker.process.stdin, worker.process.stdout, worker.process.stderr)
    return worker.process.returncode is not None and all(pipe is None or pipe.closed for pipe in pipes)


@pytest.fixture
def dead_at_once(starts: Starts) -> Callable[[], Worker]:
    """Starts workers that are gone before they are told what to prepare."""
    starts.command = script("pass")

    def start() -> Worker:
        worker = starts()
        worker.process.wait(SECONDS)
        return worker

    return start


def test_one_that_dies_before_it_is_told_anything_spoils_nothing(
    starts: Starts, dead_at_once: Callable[[], Worker]
) -> None:
    standby = Standby(dead_at_once)
    for number in (1, 2):
        standby.keep(NOWHERE)
        assert standby.wait(SECONDS)
        assert len(starts.workers) == number
        assert has_been_ended(starts.workers[-1])
    assert Listener(script("say(FINISHED)"), ready=standby.take).run().ending is Ending.FINISHED
    standby.give_up()


def test_ending_one_that_has_not_taken_what_was_written(dead_at_once: Callable[[], Worker]) -> None:
    worker = dead_at_once()
    assert worker.process.stdin is not None
    worker.process.stdin.write(PREPARE)
    worker.end()
    assert has_been_ended(worker)


def test_an_error_of_any_kind_is_not_for_ever(starts: Starts) -> None:
    errors = [MemoryError(), ValueError(), OSError()]

    def start() -> Worker:
        if errors:
            raise errors.pop()
        return starts()

    standby = Standby(start)
    for _ in range(3):
        standby.keep(NOWHERE)
        assert standby.wait(SECONDS)
        assert standby.pid is None
    standby.keep(NOWHERE)
    assert standby.wait(SECONDS)
    assert standby.pid is not None


def test_one_that_can_not_be_told_anything_is_ended(starts: Starts) -> None:
    starts.command = script("for_ever()")

    def start() -> Worker:
        worker = starts()
        assert worker.process.stdin is not None
        worker.process.stdin.close()  # a write is a ValueError then
        return worker

    standby = Standby(start)
    standby.keep(NOWHERE)
    assert standby.wait(SECONDS)
    assert standby.pid is None
    assert has_been_ended(starts.workers[0])


def test_where_no_thread_can_be_had(starts: Starts, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    standby = Standby(starts)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        standby.keep(NOWHERE)
    assert standby.wait(SECONDS)
    standby.keep(NOWHERE)
    assert standby.wait(SECONDS)
    assert standby.pid is not None


def test_a_ready_one_that_can_not_be_had_is_none() -> None:
    def ready(_: AnalysisJob) -> Worker:
        raise BrokenPipeError

    assert Listener(script("say(FINISHED)"), ready=ready).run().ending is Ending.FINISHED


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
