"""Two people in two rooms, joined: each one's voice and keys are passed on to the other.

LiveKit's own server cannot move a participant into another room (its cloud can), so the job stays as a wire.
"""

import asyncio
import logging
from dataclasses import dataclass

from livekit import rtc

RATE = 48_000
FRAME_MS = 20
QUEUE_MS = 200
"""More than that waits only after a stall; it is cut, or one would hear the other late ever after."""
_VOICE_WITHIN_S = 10
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Side:
    room: rtc.Room
    identity: str

    def is_here(self) -> bool:
        return self.room.isconnected() and self.identity in self.room.remote_participants


class Relay:
    def __init__(self, one: Side, other: Side) -> None:
        self._one, self._other = one, other
        self._over = asyncio.Event()
        self._keys: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until either of them has left."""
        ways = ((self._one, self._other), (self._other, self._one))
        for side, far in ways:
            self._watch(side, far)
        carrying = [asyncio.create_task(_carry(side, far)) for side, far in ways]
        for task in carrying:
            task.add_done_callback(self._carried)
        try:
            if self._one.is_here() and self._other.is_here():
                await self._over.wait()
        finally:
            for task in (*carrying, *self._keys):
                task.cancel()
            await asyncio.gather(*carrying, *self._keys, return_exceptions=True)

    def _watch(self, side: Side, far: Side) -> None:
        def left(participant: rtc.RemoteParticipant) -> None:
            if participant.identity == side.identity:
                self._over.set()

        def pressed(event: rtc.SipDTMF) -> None:
            press = far.room.local_participant.publish_dtmf(code=event.code, digit=event.digit)
            task = asyncio.create_task(press)
            self._keys.add(task)
            task.add_done_callback(self._keys.discard)

        side.room.on("participant_disconnected", left)
        side.room.on("disconnected", lambda _: self._over.set())
        side.room.on("sip_dtmf_received", pressed)

    def _carried(self, task: asyncio.Task[None]) -> None:
        """A voice that can no longer be passed on: better no call than one where nobody is heard."""
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.warning("the joined call broke", exc_info=error)
            self._over.set()


async def _carry(source: Side, target: Side) -> None:
    out = rtc.AudioSource(RATE, 1, queue_size_ms=QUEUE_MS)
    track = rtc.LocalAudioTrack.create_audio_track("relay", out)
    options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
    await target.room.local_participant.publish_track(track, options)
    voice = await _voice(source)
    stream = rtc.AudioStream(voice, sample_rate=RATE, num_channels=1, frame_size_ms=FRAME_MS)
    try:
        async for event in stream:
            if out.queued_duration * 1000 + FRAME_MS <= QUEUE_MS:
                await out.capture_frame(event.frame)
    finally:
        await stream.aclose()
        await out.aclose()


async def _voice(side: Side) -> rtc.Track:
    """Raises TimeoutError where they never send any."""
    found = asyncio.Event()
    side.room.on("track_subscribed", lambda *_: found.set())
    async with asyncio.timeout(_VOICE_WITHIN_S):
        while (track := _heard(side)) is None:
            await found.wait()
            found.clear()
    return track


def _heard(side: Side) -> rtc.Track | None:
    party = side.room.remote_participants.get(side.identity)
    published = party.track_publications.values() if party else ()
    tracks = (one.track for one in published if one.kind == rtc.TrackKind.KIND_AUDIO)
    return next((track for track in tracks if track is not None), None)
