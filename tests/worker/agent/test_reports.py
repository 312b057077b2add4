"""Reports survive a queue that is down, a job that dies, and a keeper that starts later."""

import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.support import builders

from speaknode.events.reports import AnyReport, SessionEnded, TurnRecorded, WorkerLost
from speaknode.kit.errors import UnavailableError
from speaknode.sessions.models import EndFault, EndReason, ErrorSource
from speaknode_worker.agent import reports
from speaknode_worker.agent.keeper import Keeper
from speaknode_worker.agent.reports import Reporter, ReportSender, deliver
from speaknode_worker.agent.spool import SessionSpool


class Queue:
    def __init__(self) -> None:
        self.taken: list[AnyReport] = []
        self.down = False

    def send(self, report: AnyReport) -> None:
        if self.down:
            raise UnavailableError("down")
        self.taken.append(report)

    def s3(self) -> Any:
        raise AssertionError("no recording was expected")

    def bucket(self) -> str:
        return "recordings"


def claimed(root: Path, session_id: str = "ses_1") -> SessionSpool:
    spool = SessionSpool.claim(root, session_id)
    assert spool is not None
    return spool


def until(done: Any, timeout_s: float = 5) -> None:
    deadline = time.monotonic() + timeout_s
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_in_order_and_whole(tmp_path: Path) -> None:
    queue = Queue()
    sender = ReportSender(claimed(tmp_path), queue.send)
    reporter = Reporter("ses_1", sender.put)
    reporter.started(worker_id="w", record=True)
    for index in range(20):
        reporter.turn(builders.turn(index))
    reporter.error(ErrorSource.STT, "x", recoverable=True)
    reporter.ended(EndReason.CALLER_HANGUP, EndFault.NONE, detail=None, record=True, used=[])
    assert sender.close(within_s=5)
    assert [report.type for report in queue.taken] == [
        "session_started", *["turn_recorded"] * 20, "session_error", "session_ended",
    ]  # fmt: skip
    turns = [report.turn.index for report in queue.taken if isinstance(report, TurnRecorded)]
    assert turns == list(range(20))
    ended = queue.taken[-1]
    assert isinstance(ended, SessionEnded)
    assert ended.started_at == reporter.started_at
    assert len({report.id for report in queue.taken}) == len(queue.taken)


def test_the_end_says_who_spoke_first_and_when(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[AnyReport] = []
    reporter = Reporter("ses_1", told.append)
    monkeypatch.setattr(reports, "now", lambda: builders.NOON)
    reporter.taken()
    words = reporter.first_words
    words.on_caller(builders.NOON + timedelta(seconds=1), speaking=True)
    words.on_caller(builders.NOON + timedelta(seconds=2), speaking=False)
    words.on_agent(builders.NOON + timedelta(seconds=3))
    reporter.started(worker_id="wrk_1", record=False)
    reporter.ended(EndReason.CALLER_HANGUP, EndFault.NONE, detail=None, record=False, used=[])
    ended = told[-1]
    assert isinstance(ended, SessionEnded)
    assert (ended.greeted_after_s, ended.greeting_ended_after_s) == (3, 2)


def test_a_queue_that_comes_back_gets_everything_once(tmp_path: Path) -> None:
    queue = Queue()
    queue.down = True
    sender = ReportSender(claimed(tmp_path), queue.send)
    reporter = Reporter("ses_1", sender.put)
    for index in range(3):
        reporter.turn(builders.turn(index))
    assert not sender.close(within_s=0.1)
    queue.down = False
    until(lambda: _retold(tmp_path, queue))
    assert [report.id for report in queue.taken] == [f"ses_1.turn.{index}" for index in range(3)]


def _retold(root: Path, queue: Queue) -> bool:
    spool = SessionSpool(root / "ses_1", (root / "ses_1" / "lock").open("w"))
    deliver(spool, queue.send)
    spool.release()
    return len(queue.taken) == 3


def test_the_keeper_adopts_what_a_dead_job_left(tmp_path: Path) -> None:
    queue = Queue()
    spool = claimed(tmp_path)
    Reporter("ses_1", spool.append).turn(builders.turn(0))
    Reporter("ses_1", spool.append).turn(builders.turn(1))
    spool.mark_sent(next(offset for _, offset in spool.unsent()))
    spool.release()  # as the kernel does when the process dies
    with (tmp_path / "ses_1" / "reports.jsonl").open("ab") as file:
        file.write(b'{"type": "turn_recorded", "id": "torn')
    Keeper(tmp_path, queue).look()
    assert [report.id for report in queue.taken] == ["ses_1.turn.1"]
    assert list(tmp_path.iterdir()) == []


def test_the_keeper_leaves_living_calls_alone(tmp_path: Path) -> None:
    queue = Queue()
    spool = claimed(tmp_path)
    Reporter("ses_1", spool.append).turn(builders.turn(0))
    Keeper(tmp_path, queue).look()
    assert queue.taken == []
    assert SessionSpool.claim(tmp_path, "ses_1") is None


def test_the_keeper_waits_for_a_queue_that_is_down(tmp_path: Path) -> None:
    queue = Queue()
    queue.down = True
    spool = claimed(tmp_path)
    Reporter("ses_1", spool.append).turn(builders.turn(0))
    spool.release()
    keeper = Keeper(tmp_path, queue)
    keeper.look()
    assert (tmp_path / "ses_1").exists()
    queue.down = False
    Keeper(tmp_path, queue).look()  # another worker process
    assert len(queue.taken) == 1


@pytest.mark.parametrize("is_over", [True, False])
def test_the_keeper_tells_of_a_job_that_died_in_mid_call(tmp_path: Path, is_over: bool) -> None:
    queue, spool, takes_calls = Queue(), claimed(tmp_path), threading.Event()
    takes_calls.set()
    reporter = Reporter("ses_1", spool.append, resumption=1)
    reporter.started(worker_id="wrk_1", record=False)
    if is_over:
        reporter.ended(EndReason.CALLER_HANGUP, EndFault.NONE, detail=None, record=False, used=[])
    spool.release()
    Keeper(tmp_path, queue, takes_calls).look()
    lost = [report for report in queue.taken if isinstance(report, WorkerLost)]
    assert [(report.session_id, report.resumption) for report in lost] == (
        [] if is_over else [("ses_1", 1)]
    )


def test_nobody_is_called_to_a_worker_that_takes_no_calls_yet(tmp_path: Path) -> None:
    queue, spool, takes_calls = Queue(), claimed(tmp_path), threading.Event()
    Reporter("ses_1", spool.append).started(worker_id="wrk_1", record=False)
    spool.release()
    first = Keeper(tmp_path, queue, takes_calls)
    for _ in range(2):
        first.look()
        assert [report.type for report in queue.taken] == ["session_started"]
    takes_calls.set()
    first.look()
    assert [report.type for report in queue.taken] == ["session_started", "worker_lost"]
    assert list(tmp_path.iterdir()) == []
