"""A person on the line, simulated: joins, speaks, listens, knows when it is answered."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from livekit import rtc

from speaknode_cli.caller.ear import Ear
from speaknode_cli.caller.microphone import Microphone
from speaknode_cli.caller.transcript import Transcript
from speaknode_cli.caller.voice import Speech, read_wav, synthesise

CHAT_TOPIC = "lk.chat"
AGENT_STATE = "lk.agent.state"
BACKGROUND_TRACK = "background_audio"
"""The sound of a place, as livekit-agents publishes it beside the voice: it never falls silent."""
BUSY_STATES = ("initializing", "thinking", "speaking")
LOOK_EVERY_S = 0.02
DEFAULT_QUIET_S = 1.0


class CallerError(Exception):
    """The conversation could not be held."""


class AgentSilentError(CallerError):
    """The agent did not join, or did not answer, in time."""


@dataclass(frozen=True)
class Reply:
    """What the agent said to one line, as heard at the caller's end."""

    text: str
    heard_as: str
    latency_ms: float | None
    duration_s: float


class Caller:
    """`async with Caller(url, token) as caller: await caller.say("hello")`."""

    def __init__(self, url: str, token: str, *, voice: bool = True, language: str = "en") -> None:
        self._url, self._token = url, token
        self._language = language
        self._room = rtc.Room()
        self._microphone = Microphone() if voice else None
        self._listeners: set[asyncio.Task[None]] = set()
        self._agent_there = asyncio.Event()
        self._hung_up = asyncio.Event()
        # When our last line began and ended: the answer is what comes after.
        self._spoke_at = self._stopped_at = time.monotonic()
        self.ear = Ear()
        self.transcript = Transcript(self._room)
        self._room.on("track_subscribed", self._subscribed)
        self._room.on("participant_connected", self._joined)
        self._room.on("disconnected", self._disconnected)

    async def __aenter__(self) -> Self:
        try:
            await self._room.connect(self._url, self._token)
        except rtc.ConnectError as error:
            await self.hang_up()
            raise CallerError(f"cannot join the room at {self._url}: {error.message}") from error
        self._spoke_at = self._stopped_at = time.monotonic()
        for participant in self._room.remote_participants.values():
            self._joined(participant)
        if self._microphone is not None:
            await self._microphone.publish(self._room)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.hang_up()

    @property
    def is_connected(self) -> bool:
        return not self._hung_up.is_set()

    @property
    def agent_state(self) -> str | None:
        states = [
            participant.attributes.get(AGENT_STATE)
            for participant in self._room.remote_participants.values()
        ]
        return next((state for state in states if state), None)

    async def wait_for_agent(self, timeout_s: float = 20) -> None:
        """Until the agent is heard on the line (in text: until it is in the room)."""
        there = asyncio.create_task(self._agent_there.wait())
        gone = asyncio.create_task(self._hung_up.wait())
        done, waiting = await asyncio.wait(
            (there, gone), timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED
        )
        for task in waiting:
            task.cancel()
        if there in done:
            return
        if gone in done:
            raise AgentSilentError("the call ended before an agent joined")
        raise AgentSilentError(f"no agent joined within {timeout_s:g} s")

    async def say(self, text: str) -> None:
        """Speaks the line in real time."""
        await self._speak(await asyncio.to_thread(synthesise, text, self._language))

    async def play(self, path: Path) -> None:
        """Plays the WAV in real time."""
        await self._speak(await asyncio.to_thread(read_wav, path))

    async def send_text(self, text: str) -> None:
        self._spoke_at = self._stopped_at = time.monotonic()
        await self._room.local_participant.send_text(text, topic=CHAT_TOPIC)

    async def wait_for_agent_reply(
        self, timeout_s: float = 30, quiet_s: float = DEFAULT_QUIET_S, containing: str = ""
    ) -> Reply:
        """Until the agent has begun to answer the last line and then been quiet for `quiet_s`.

        With `containing`, answers that lack it ("one moment…") are listened through.
        """
        deadline = time.monotonic() + timeout_s
        while not self._reply_is_over(quiet_s, containing):
            if time.monotonic() > deadline:
                raise AgentSilentError(self._silence(timeout_s, containing))
            if self._hung_up.is_set() and not self._answered(containing):
                raise AgentSilentError("the call ended before the agent answered")
            await asyncio.sleep(LOOK_EVERY_S)
        return self._reply()

    async def wait_for_hang_up(self, timeout_s: float) -> bool:
        """True if the other side ended the call in time."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._hung_up.wait()
        except TimeoutError:
            return False
        return True

    async def hang_up(self) -> None:
        if self._microphone is not None:
            await self._microphone.aclose()
        await self._room.disconnect()
        await self.transcript.aclose()
        for listener in self._listeners:
            listener.cancel()
        await asyncio.gather(*self._listeners, return_exceptions=True)

    async def _speak(self, speech: Speech) -> None:
        if self._microphone is None:
            raise CallerError("this caller has no voice: it writes")
        self._spoke_at = time.monotonic()
        self._stopped_at = await self._microphone.speak(speech)

    def _answered(self, containing: str) -> bool:
        text = self.transcript.agent_text_since(self._stopped_at)
        if containing:
            return containing.lower() in text.lower()
        return bool(text) or self.ear.first_after(self._stopped_at) is not None

    def _reply_is_over(self, quiet_s: float, containing: str) -> bool:
        if not self._answered(containing):
            return False
        if self._hung_up.is_set():
            return True
        if self.transcript.agent_mid_sentence or self.agent_state in BUSY_STATES:
            return False
        moments = (self.ear.last_voiced_at, self.transcript.agent_changed_at)
        return time.monotonic() - max(moment or 0.0 for moment in moments) >= quiet_s

    def _reply(self) -> Reply:
        sound = self.ear.first_after(self._stopped_at)
        last = self.ear.last_voiced_at or 0.0
        return Reply(
            text=self.transcript.agent_text_since(self._stopped_at),
            heard_as=self.transcript.caller_text_since(self._spoke_at),
            latency_ms=round((sound.started_at - self._stopped_at) * 1000) if sound else None,
            duration_s=round(last - sound.started_at, 2) if sound else 0.0,
        )

    def _silence(self, timeout_s: float, containing: str) -> str:
        heard = self.transcript.agent_text_since(self._stopped_at)
        wanted = f" with {containing!r}" if containing else ""
        return f"no answer{wanted} within {timeout_s:g} s" + (f"; heard: {heard}" if heard else "")

    def _joined(self, participant: rtc.RemoteParticipant) -> None:
        is_agent = participant.kind == rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
        if is_agent and self._microphone is None:
            self._agent_there.set()

    def _subscribed(
        self,
        track: rtc.Track,
        publication: rtc.RemoteTrackPublication,
        participant: rtc.RemoteParticipant,
    ) -> None:
        if track.kind != rtc.TrackKind.KIND_AUDIO or publication.name == BACKGROUND_TRACK:
            return
        self._agent_there.set()
        listener = asyncio.create_task(self.ear.listen(track))
        self._listeners.add(listener)
        listener.add_done_callback(self._listeners.discard)

    def _disconnected(self, reason: object) -> None:
        self._hung_up.set()
