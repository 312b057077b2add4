"""Finishes what jobs leave in the spool: unsent reports and recordings, of calls that ended or died.

One thread of the worker's main process, so that neither a call nor its job waits for an encoder or
for S3. It picks up after a crash and after a restart in the same way as after a normal end.
"""

import logging
import threading
import time
from pathlib import Path
from typing import Any, Protocol

from speaknode.events.reports import AnyReport
from speaknode.kit.errors import SpeaknodeError
from speaknode_worker.agent import recording
from speaknode_worker.agent.reports import deliver
from speaknode_worker.agent.spool import SessionSpool

_LOOK_EVERY_S = 0.5
_SOON_S = 60.0
"""A worker that takes no calls by then is not the one to follow a lost job."""
_FIRST_RETRY_S, _LAST_RETRY_S = 1.0, 30.0
logger = logging.getLogger(__name__)


class Outside(Protocol):
    """What the keeper delivers to; made when first needed."""

    def send(self, report: AnyReport) -> None: ...
    def s3(self) -> Any: ...
    def bucket(self) -> str: ...


class Keeper:
    def __init__(
        self, spool_root: Path, outside: Outside, takes_calls: threading.Event | None = None
    ) -> None:
        """`takes_calls`: set once LiveKit knows the worker; whoever was called before would not be found."""
        self._root, self._outside = spool_root, outside
        self._takes_calls = takes_calls or threading.Event()
        self._born_at = time.monotonic()
        self._stop = threading.Event()
        self._retry_at: dict[str, float] = {}
        self._retry_s: dict[str, float] = {}
        self._thread = threading.Thread(target=self._run, name="spool-keeper", daemon=True)

    def start(self) -> None:
        self._root.mkdir(parents=True, exist_ok=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.wait(_LOOK_EVERY_S):
            try:
                self.look()
            except OSError:
                logger.exception("the spool cannot be read")

    def look(self) -> None:
        for directory in sorted(path for path in self._root.iterdir() if path.is_dir()):
            if time.monotonic() < self._retry_at.get(directory.name, 0):
                continue
            spool = SessionSpool.claim(self._root, directory.name)
            if spool is not None:
                self._tend(directory.name, spool)

    def _tend(self, session_id: str, spool: SessionSpool) -> None:
        try:
            is_done = self._finish(spool)
        except SpeaknodeError as error:
            self._retry_later(session_id, error.message)
            spool.release()
        except Exception as error:
            logger.exception("spool folder cannot be finished", extra={"session_id": session_id})
            self._retry_later(session_id, str(error))
            spool.release()
        else:
            if not is_done:
                spool.release()
                return
            spool.remove()
            self._retry_at.pop(session_id, None)
            self._retry_s.pop(session_id, None)

    def _finish(self, spool: SessionSpool) -> bool:
        """Whether nothing is left to do; else it is looked at again."""
        deliver(spool, self._outside.send)
        lost = spool.cut_off()
        if lost is not None:
            if self._is_soon_ready():
                return False
            self._outside.send(lost)
        expected = spool.expected_recording()
        if expected is None:
            return True
        outcome = recording.store(
            spool.audio, expected, s3=self._outside.s3(), bucket=self._outside.bucket()
        )
        spool.append(outcome)
        spool.recording_done()
        deliver(spool, self._outside.send)
        return True

    def _is_soon_ready(self) -> bool:
        return not self._takes_calls.is_set() and time.monotonic() - self._born_at < _SOON_S

    def _retry_later(self, session_id: str, reason: str) -> None:
        wait_s = self._retry_s.get(session_id, _FIRST_RETRY_S)
        self._retry_s[session_id] = min(wait_s * 2, _LAST_RETRY_S)
        self._retry_at[session_id] = time.monotonic() + wait_s
        logger.warning(
            "what a call left waits on disk",
            extra={"session_id": session_id, "reason": reason, "retry_in_s": wait_s},
        )
