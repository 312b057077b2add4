"""What both sides said, as the room itself tells it on the topic `lk.transcription`."""

import asyncio
import time
from dataclasses import dataclass

from livekit import rtc

TOPIC = "lk.transcription"
SEGMENT_ID = "lk.segment_id"
FINAL = "lk.transcription_final"


@dataclass
class Line:
    """One segment of speech. The agent's grows word by word, the caller's is replaced whole."""

    by_caller: bool
    text: str
    began_at: float
    changed_at: float
    final: bool = False


class Transcript:
    def __init__(self, room: rtc.Room) -> None:
        self._room = room
        self._lines: dict[str, Line] = {}
        self._readers: set[asyncio.Task[None]] = set()
        room.register_text_stream_handler(TOPIC, self._opened)

    @property
    def lines(self) -> list[Line]:
        return [line for line in self._lines.values() if line.text.strip()]

    def agent_text_since(self, moment: float) -> str:
        return " ".join(
            line.text.strip()
            for line in self.lines
            if not line.by_caller and line.changed_at >= moment
        )

    def caller_text_since(self, moment: float) -> str:
        """What the agent understood of us."""
        return " ".join(
            line.text.strip() for line in self.lines if line.by_caller and line.began_at >= moment
        )

    @property
    def agent_changed_at(self) -> float | None:
        moments = [line.changed_at for line in self.lines if not line.by_caller]
        return max(moments, default=None)

    @property
    def agent_mid_sentence(self) -> bool:
        return any(not line.final for line in self.lines if not line.by_caller)

    async def aclose(self) -> None:
        self._room.unregister_text_stream_handler(TOPIC)
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)

    def _opened(self, reader: rtc.TextStreamReader, identity: str) -> None:
        by_caller = identity == self._room.local_participant.identity
        task = asyncio.create_task(self._read(reader, by_caller=by_caller))
        self._readers.add(task)
        task.add_done_callback(self._readers.discard)

    async def _read(self, reader: rtc.TextStreamReader, *, by_caller: bool) -> None:
        attributes = reader.info.attributes or {}
        key = f"{by_caller}:{attributes.get(SEGMENT_ID, reader.info.stream_id)}"
        now = time.monotonic()
        line = self._lines.setdefault(key, Line(by_caller, "", began_at=now, changed_at=now))
        text = ""
        try:
            async for chunk in reader:
                text += chunk
                line.text = text
                line.changed_at = time.monotonic()
        except rtc.StreamError:
            line.final = True  # the room closed in the middle of it: no more will come
            return
        closing = reader.info.attributes or {}
        line.final = not by_caller or closing.get(FINAL) == "true"
