"""Disk between a conversation and the rest of the world: what is written here outlives the job, the queue and S3.

A folder per session; whoever holds its lock owns it. The kernel drops the lock of a process that
dies, so a folder that can be locked and still has content is work left behind.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from pydantic import BaseModel

from speaknode.events.reports import (
    AnyReport,
    SessionEnded,
    SessionStarted,
    WorkerLost,
    report_adapter,
)

AUDIO = "audio.ogg"
_REPORTS, _SENT, _LOCK, _RECORDING = "reports.jsonl", "sent", "lock", "recording.json"


class ExpectedRecording(BaseModel):
    """Written when a conversation starts, so that a crash leaves enough to store what was captured."""

    space_id: str
    session_id: str
    started_at: datetime
    mix: bool = True
    tracks: bool = True
    resumption: int = 0
    """Of the worker that records; 0: the first."""


def root() -> Path:
    """SPEAKNODE_SPOOL_DIR, or `spool` in the installation's home."""
    home = Path(os.environ.get("SPEAKNODE_HOME", ".local"))
    return Path(os.environ.get("SPEAKNODE_SPOOL_DIR", home / "spool")).resolve()


class SessionSpool:
    def __init__(self, directory: Path, lock: IO[str]) -> None:
        self.directory, self._lock = directory, lock
        self._file = (directory / _REPORTS).open("ab+")
        self._drop_torn_tail()

    @classmethod
    def claim(cls, spool_root: Path, session_id: str, resumption: int = 0) -> "SessionSpool | None":
        """None while another process owns it. What a lost worker left stays the keeper's."""
        directory = spool_root / (f"{session_id}.{resumption}" if resumption else session_id)
        directory.mkdir(parents=True, exist_ok=True)
        lock = (directory / _LOCK).open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return None
        return cls(directory, lock)

    @property
    def audio(self) -> Path:
        return self.directory / AUDIO

    def append(self, report: AnyReport) -> None:
        """In the kernel's hands when this returns: safe from a crash of the process, not of the machine."""
        self._file.write(report.model_dump_json().encode() + b"\n")
        self._file.flush()

    def unsent(self) -> Iterator[tuple[AnyReport, int]]:
        """Reports in order, each with the offset to mark once it is delivered."""
        with (self.directory / _REPORTS).open("rb") as file:
            offset = self._sent()
            file.seek(offset)
            for line in file:
                if not line.endswith(b"\n"):
                    return
                offset += len(line)
                yield report_adapter.validate_json(line), offset

    def cut_off(self) -> WorkerLost | None:
        """To whoever has the folder of a job that began a conversation and never told its end."""
        began = None
        with (self.directory / _REPORTS).open("rb") as file:
            for line in file:
                report = report_adapter.validate_json(line)
                if isinstance(report, SessionEnded):
                    return None
                began = report if isinstance(report, SessionStarted) else began
        if began is None:
            return None
        fields = began.model_dump(include={"session_id", "resumption"})
        return WorkerLost(id=f"{began.id}.lost", at=datetime.now(UTC), **fields)

    def mark_sent(self, offset: int) -> None:
        draft = self.directory / f"{_SENT}.new"
        draft.write_text(str(offset))
        draft.replace(self.directory / _SENT)

    def _sent(self) -> int:
        try:
            return int((self.directory / _SENT).read_text())
        except (FileNotFoundError, ValueError):
            return 0

    def _drop_torn_tail(self) -> None:
        """A crash may have cut the last line; the next one must not be glued to it."""
        self._file.seek(0)
        content = self._file.read()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            self._file.truncate(whole)

    def expect_recording(self, expected: ExpectedRecording) -> None:
        (self.directory / _RECORDING).write_text(expected.model_dump_json())

    def expected_recording(self) -> ExpectedRecording | None:
        try:
            return ExpectedRecording.model_validate_json((self.directory / _RECORDING).read_text())
        except (FileNotFoundError, json.JSONDecodeError, ValueError):
            return None

    def recording_done(self) -> None:
        (self.directory / _RECORDING).unlink(missing_ok=True)

    def release(self) -> None:
        self._file.close()
        self._lock.close()

    def remove(self) -> None:
        """Everything is delivered. The folder goes before the lock, so nobody adopts it in between."""
        shutil.rmtree(self.directory, ignore_errors=True)
        self.release()
