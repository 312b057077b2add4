"""One telephone call: a carrier's socket and a room, joined until either side ends."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from livekit import rtc

from speaknode_worker.bridge import tones
from speaknode_worker.bridge.playout import Mark, Playout
from speaknode_worker.bridge.protocols.codec import (
    Audio,
    Codec,
    CodecError,
    Digit,
    Notice,
    Played,
    Started,
    Stopped,
)
from speaknode_worker.bridge.voice_gate import VoiceGate

START_WITHIN_S = 5.0
MEDIA_SILENCE_S = 10.0
"""A carrier sends audio all the time: this long without any, and the line is dead."""
SEND_WITHIN_S = 5.0
LAST_MARK_GRACE_S = 2.0
LAST_SOUND_S = 0.4
"""What the agent said last is still on its way through the room when the room closes."""
_GARBAGE_LIMIT = 20
logger = logging.getLogger(__name__)


class Line(Protocol):
    """The carrier's socket."""

    async def receive(self, timeout_s: float) -> str | None:
        """None: closed. Raises TimeoutError."""

    async def send(self, text: str) -> None: ...


class Seat(Protocol):
    """The caller's place in the room."""

    ended: asyncio.Event

    async def join(self, url: str, token: str) -> None: ...
    async def speak(self, pcm: bytes) -> None: ...
    async def press(self, digit: str) -> None: ...
    async def leave(self) -> None: ...


@dataclass
class Figures:
    """Of one call, for its log line."""

    frames_in: int = 0
    messages_out: int = 0
    clears: int = 0
    cleared_ms: int = 0
    garbage: int = 0
    played: list[str] = field(default_factory=list)


class Call:
    def __init__(self, line: Line, codec: Codec, take_seat: Callable[["Call"], Seat]) -> None:
        self._line, self._codec, self._take_seat = line, codec, take_seat
        self.figures = Figures()
        self._seat: Seat | None = None
        self._work = asyncio.Event()
        self._hung_up = asyncio.Event()
        self._to_clear: list[str] = []
        self._to_dial: list[str] = []

    @property
    def rate_hz(self) -> int:
        return self._codec.rate_hz

    async def run(self, url: str, token: str) -> str:
        """Until it is over; what ended it."""
        started = await self._start()
        if started is None:
            return "no start"
        self._playout, self._gate = Playout(self.rate_hz), VoiceGate(self.rate_hz)
        seat = self._seat = self._take_seat(self)
        tasks = []
        try:
            await seat.join(url, token)
            if opening := self._codec.opening():
                await self._line.send(opening)
            tasks = [asyncio.create_task(self._read(seat)), asyncio.create_task(self._write())]
            return await self._until_over(seat, tasks)
        except rtc.ConnectError as error:
            logger.error("the room cannot be joined", extra={"reason": error.message})
            return "no room"
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await seat.leave()

    async def _start(self) -> Started | None:
        deadline = time.monotonic() + START_WITHIN_S
        with contextlib.suppress(TimeoutError, CodecError):
            while (left := deadline - time.monotonic()) > 0:
                text = await self._line.receive(left)
                if text is None:
                    return None
                for event in self._codec.read(text):
                    if isinstance(event, Started):
                        return event
        return None

    async def _until_over(self, seat: Seat, tasks: "list[asyncio.Task[str]]") -> str:
        room_over = asyncio.create_task(seat.ended.wait())
        try:
            await asyncio.wait([room_over, *tasks], return_when=asyncio.FIRST_COMPLETED)
        finally:
            room_over.cancel()
        for task in tasks:
            if task.done():
                return task.result()
        await self._play_out(tasks[0])
        if message := self._codec.hang_up():
            await self._line.send(message)
        return "agent"

    async def _play_out(self, reading: "asyncio.Task[str]") -> None:
        """The last word is heard before the line is closed."""
        await asyncio.sleep(LAST_SOUND_S)
        self._playout.close_utterance()
        self._work.set()
        deadline = time.monotonic() + self._playout.pending_s(time.monotonic()) + LAST_MARK_GRACE_S
        while time.monotonic() < deadline and not reading.done():
            if self._playout.is_proven and self._playout.pending_s(time.monotonic()) <= 0:
                return
            await asyncio.sleep(0.02)

    async def _read(self, seat: Seat) -> str:
        last_media = time.monotonic()
        while True:
            try:
                text = await self._line.receive(MEDIA_SILENCE_S)
            except TimeoutError:
                return "media silence"
            if text is None:
                return "carrier closed"
            try:
                events = self._codec.read(text)
            except CodecError as error:
                self.figures.garbage += 1
                if self.figures.garbage > _GARBAGE_LIMIT:
                    return "garbage"
                logger.warning("message not understood", extra={"reason": str(error)})
                continue
            for event in events:
                if isinstance(event, Audio):
                    last_media = time.monotonic()
                    self.figures.frames_in += 1
                    await seat.speak(event.pcm)
                elif isinstance(event, Stopped):
                    return "caller"
                else:
                    await self._control(seat, event)
            if time.monotonic() - last_media > MEDIA_SILENCE_S:
                return "media silence"

    async def _control(self, seat: Seat, event: Started | Digit | Played | Notice) -> None:
        if isinstance(event, Digit):
            await seat.press(event.digit)
        elif isinstance(event, Played):
            if self._playout.played(event.mark):
                self.figures.played.append(event.mark)
        elif isinstance(event, Notice):
            logger.info(
                "carrier notice",
                extra={"kind": event.kind, "carrier.pii.detail": dict(event.detail)},
            )

    def hear(self, pcm: bytes) -> None:
        """A frame of the agent's track."""
        was_open = self._gate.open
        if self._gate.passes(pcm):
            self._playout.push(pcm)
            self._work.set()
        elif was_open:
            self._playout.close_utterance()
            self._work.set()

    def interrupted(self) -> None:
        unplayed = self._playout.clear(time.monotonic())
        self.figures.clears += 1
        self.figures.cleared_ms += round(unplayed * 1000)
        self._to_clear.append(f"c{self.figures.clears}")
        self._work.set()

    def dial(self, digit: str) -> None:
        if (message := self._codec.digits(digit)) is not None:
            self._to_dial.append(message)
        else:
            self._playout.push(tones.dial(digit, self.rate_hz))
            self._playout.close_utterance()
        self._work.set()

    async def _write(self) -> str:
        loop = asyncio.get_running_loop()
        while True:
            self._work.clear()
            if await self._send_due():
                continue
            wait_s = self._playout.wait_s(time.monotonic())
            timer = None if wait_s is None else loop.call_later(wait_s, self._work.set)
            await self._work.wait()
            if timer is not None:
                timer.cancel()

    async def _send_due(self) -> bool:
        """Sends one thing; False when nothing is due."""
        message = self._next_message()
        if message is None:
            return False
        async with asyncio.timeout(SEND_WITHIN_S):
            await self._line.send(message)
        self.figures.messages_out += 1
        return True

    def _next_message(self) -> str | None:
        if self._to_clear:
            return self._codec.clear(self._to_clear.pop(0)) or self._next_message()
        if self._to_dial:
            return self._to_dial.pop(0)
        while (due := self._playout.take(time.monotonic())) is not None:
            if not isinstance(due, Mark):
                return self._codec.audio(due)
            if (mark := self._codec.mark(due.name)) is not None:
                return mark
            self._playout.unmarkable()
        return None
