"""What the worker tells the platform, by way of the spool: in order, at least once, never in a turn's way."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from speaknode.agents.answering import AnsweredBy
from speaknode.costs.models import UsedModel
from speaknode.events.reports import (
    AnyReport,
    CallAnswered,
    HandoffReported,
    SessionEnded,
    SessionErrorReported,
    SessionStarted,
    ToolCalled,
    TurnRecorded,
)
from speaknode.kit.errors import SpeaknodeError
from speaknode.sessions.discretion import Discretion
from speaknode.sessions.models import (
    EndFault,
    EndReason,
    ErrorSource,
    HandedOff,
    SessionError,
    ToolCall,
    ToolCallStatus,
    Turn,
)
from speaknode_worker.agent.first_words import FirstWords
from speaknode_worker.agent.spool import SessionSpool

_FIRST_RETRY_S, _LAST_RETRY_S = 0.2, 5.0
logger = logging.getLogger(__name__)
Send = Callable[[AnyReport], None]


def deliver(spool: SessionSpool, send: Send) -> None:
    """Raises SpeaknodeError at the first report that is not taken; the rest stays in the spool."""
    for report, offset in spool.unsent():
        send(report)
        spool.mark_sent(offset)


class ReportSender:
    """A thread of its own: boto3 blocks, and a queue that is down must not hold a conversation."""

    def __init__(self, spool: SessionSpool, send: Send) -> None:
        self._spool, self._send = spool, send
        self._work = threading.Condition()
        self._written = self._delivered = 0
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="report-sender", daemon=True)
        self._thread.start()

    def put(self, report: AnyReport) -> None:
        with self._work:
            self._spool.append(report)
            self._written += 1
            self._work.notify_all()

    def close(self, *, within_s: float) -> bool:
        """Whether everything was delivered; if not, the keeper goes on with it."""
        with self._work:
            done = self._work.wait_for(lambda: self._delivered == self._written, timeout=within_s)
            self._stopping = True
            self._work.notify_all()
        self._thread.join(timeout=1)
        return done

    def _run(self) -> None:
        retry_s = _FIRST_RETRY_S
        while True:
            with self._work:
                self._work.wait_for(lambda: self._stopping or self._delivered < self._written)
                if self._stopping:
                    return
                written = self._written
            try:
                deliver(self._spool, self._send)
            except SpeaknodeError as error:
                logger.warning("reports wait on disk", extra={"reason": error.message})
                time.sleep(retry_s)
                retry_s = min(retry_s * 2, _LAST_RETRY_S)
                continue
            retry_s = _FIRST_RETRY_S
            with self._work:
                self._delivered = max(self._delivered, written)
                self._work.notify_all()


class Reporter:
    """Reports of one conversation, with ids that a retelling would repeat."""

    def __init__(
        self,
        session_id: str,
        put: Callable[[AnyReport], None],
        discretion: Discretion | None = None,
        *,
        resumption: int = 0,
    ) -> None:
        """Without a `discretion` everything is told; `resumption` keeps apart what two workers tell."""
        self._session_id, self._put = session_id, put
        self._resumption = resumption
        self._ids = f"{session_id}.{resumption}" if resumption else session_id
        self._discretion = discretion
        self._errors = 0
        self.started_at: datetime | None = None
        self.first_words = FirstWords()

    def taken(self) -> None:
        """Whoever was called has answered."""
        self.first_words.count_from(now())

    def started(self, *, worker_id: str, record: bool) -> None:
        self.started_at = now()
        self.first_words.count_from(self.started_at)
        self._put(
            SessionStarted(
                id=f"{self._ids}.started",
                session_id=self._session_id,
                at=self.started_at,
                worker_id=worker_id,
                record=record,
                resumption=self._resumption,
            )
        )

    def answered(self, by: AnsweredBy) -> None:
        self._put(
            CallAnswered(
                id=f"{self._ids}.answered",
                session_id=self._session_id,
                at=now(),
                answered_by=by,
            )
        )

    def turn(self, turn: Turn) -> None:
        turn = self._discretion.turn(turn) if self._discretion else turn
        self._put(
            TurnRecorded(
                id=f"{self._ids}.turn.{turn.index}",
                session_id=self._session_id,
                at=now(),
                turn=turn,
            )
        )

    def tool_call(self, call: ToolCall) -> None:
        call = self._discretion.tool_call(call) if self._discretion else call
        # Of one that was interrupted more may be told, once it has been made again.
        so_far = ".interrupted" if call.status is ToolCallStatus.INTERRUPTED else ""
        self._put(
            ToolCalled(
                id=f"{self._ids}.tool.{call.id}{so_far}",
                session_id=self._session_id,
                at=now(),
                tool_call=call,
            )
        )

    def handoff(self, handoff: HandedOff) -> None:
        self._put(
            HandoffReported(
                id=f"{self._ids}.handoff.{handoff.id}",
                session_id=self._session_id,
                at=now(),
                handoff=handoff,
            )
        )

    def error(self, source: ErrorSource, message: str, *, recoverable: bool) -> None:
        self._errors += 1
        error_id = f"{self._ids}.error.{self._errors}"
        message = self._discretion.words_of(message) if self._discretion else message
        error = SessionError(
            id=error_id, source=source, message=message[:2000], recoverable=recoverable, at=now()
        )
        self._put(
            SessionErrorReported(id=error_id, session_id=self._session_id, at=error.at, error=error)
        )

    def ended(
        self,
        reason: EndReason,
        fault: EndFault,
        *,
        detail: str | None,
        record: bool,
        used: list[UsedModel],
    ) -> None:
        at = now()
        detail = self._discretion.words_of(detail) if detail and self._discretion else detail
        self._put(
            SessionEnded(
                id=f"{self._ids}.ended",
                session_id=self._session_id,
                at=at,
                end_reason=reason,
                end_fault=fault,
                end_detail=detail,
                started_at=self.started_at,
                greeted_after_s=self.first_words.greeted_after_s,
                greeting_ended_after_s=self.first_words.greeting_ended_after_s(at),
                record=record,
                used=used,
                resumption=self._resumption,
            )
        )


def now() -> datetime:
    return datetime.now(UTC)
