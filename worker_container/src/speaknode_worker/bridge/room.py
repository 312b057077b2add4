"""The caller's place in the LiveKit room: what they say goes in, what the agent says comes out."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

from livekit import api, rtc

from speaknode.sessions.external import is_external
from speaknode.sessions.join_token import (
    AGENT_NAME,
    DEPARTURE_TIMEOUT_S,
    EMPTY_TIMEOUT_S,
    job_metadata,
)
from speaknode.telephony.media_token import MediaGrant
from speaknode_worker.bridge import own_events, tones
from speaknode_worker.bridge.mixing import Mixer
from speaknode_worker.playback import CLEAR_TOPIC

QUEUE_MS = 240
"""Of the caller's audio; a stall longer than that is cut, or the caller would be heard late ever after."""
IN_BATCH_MS = 40
OUT_FRAME_MS = 40
"""Of the agent's audio, as `playout` sends it: each frame costs a way through LiveKit's client and the loop."""
BITRATE = 32_000
"""A telephone's voice needs no more; the link to LiveKit is our own, so nothing is sent twice (RED) either."""
_JOIN_TTL = timedelta(seconds=60)
logger = logging.getLogger(__name__)


def join_token(grant: MediaGrant, *, key: str, secret: str) -> str:
    """Creates the room and calls the agent, as a browser's token does; not where another platform's is rung up."""
    metadata = job_metadata(grant.session_id)
    config = api.RoomConfiguration(
        name=grant.room,
        empty_timeout=EMPTY_TIMEOUT_S,
        departure_timeout=DEPARTURE_TIMEOUT_S,
        metadata=metadata,
        agents=[api.RoomAgentDispatch(agent_name=AGENT_NAME, metadata=metadata)]
        if grant.with_agent
        else [],
    )
    grants = api.VideoGrants(
        room_join=True, room=grant.room, can_publish=True, can_subscribe=True, can_publish_data=True
    )
    attributes = {
        "sip.phoneNumber": grant.caller,
        "sip.trunkPhoneNumber": grant.called,
        "sip.callID": grant.call_ref,
        "sip.callStatus": "active",
        "speaknode.carrier": grant.carrier,
    }
    token = api.AccessToken(key, secret).with_identity(f"caller-{grant.session_id}")
    token = token.with_name(grant.caller or "caller").with_ttl(_JOIN_TTL).with_grants(grants)
    return token.with_attributes(attributes).with_room_config(config).to_jwt()


class CallerInRoom:
    """`ended` is set when the agent or the platform has closed the conversation."""

    def __init__(
        self,
        rate_hz: int,
        *,
        hear: Callable[[bytes], None],
        clear: Callable[[], None],
        digit: Callable[[str], None],
    ) -> None:
        self._rate, self._clear, self._digit = rate_hz, clear, digit
        self._mixer = Mixer(hear)
        self._room = rtc.Room()
        self._source = rtc.AudioSource(rate_hz, 1, queue_size_ms=QUEUE_MS)
        self._batch = bytearray()
        self._batch_bytes = rate_hz * 2 * IN_BATCH_MS // 1000
        self._listeners: set[asyncio.Task[None]] = set()
        self.ended = asyncio.Event()
        self.dropped_ms = 0
        self._room.on("track_subscribed", self._subscribed)
        self._room.on("participant_disconnected", self._left)
        self._room.on("disconnected", self._disconnected)
        self._room.on("data_received", self._told)
        self._room.on("sip_dtmf_received", self._dialled)

    async def join(self, url: str, token: str) -> None:
        await self._room.connect(url, token)
        own_events.of_room(self._room)
        track = rtc.LocalAudioTrack.create_audio_track("caller", self._source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE, red=False)
        options.audio_encoding.max_bitrate = BITRATE
        await self._room.local_participant.publish_track(track, options)

    async def speak(self, pcm: bytes) -> None:
        self._batch += pcm
        if len(self._batch) < self._batch_bytes:
            return
        batch, self._batch = self._batch, bytearray()
        batch_ms = len(batch) * 500 // self._rate
        if self._source.queued_duration * 1000 + batch_ms > QUEUE_MS:
            self.dropped_ms += batch_ms
            return
        await self._source.capture_frame(rtc.AudioFrame(batch, self._rate, 1, len(batch) // 2))

    async def press(self, digit: str) -> None:
        code = tones.CODES[digit]
        await self._room.local_participant.publish_dtmf(code=code, digit=digit)

    async def leave(self) -> None:
        await self._room.disconnect()
        for listener in self._listeners:
            listener.cancel()
        await asyncio.gather(*self._listeners, return_exceptions=True)
        await self._source.aclose()

    async def _listen(self, track: rtc.Track) -> None:
        stream = rtc.AudioStream(
            track, sample_rate=self._rate, num_channels=1, frame_size_ms=OUT_FRAME_MS
        )
        own_events.of_stream(stream)
        self._mixer.add(track.sid)
        try:
            async for event in stream:
                self._mixer.push(track.sid, bytes(event.frame.data))
        finally:
            self._mixer.remove(track.sid)
            await stream.aclose()

    def _subscribed(
        self,
        track: rtc.Track,
        publication: rtc.RemoteTrackPublication,
        participant: rtc.RemoteParticipant,
    ) -> None:
        if track.kind == rtc.TrackKind.KIND_AUDIO and _is_agent(participant):
            listener = asyncio.create_task(self._listen(track))
            self._listeners.add(listener)
            listener.add_done_callback(self._listeners.discard)

    def _left(self, participant: rtc.RemoteParticipant) -> None:
        if _is_agent(participant):
            self.ended.set()

    def _disconnected(self, reason: object) -> None:
        self.ended.set()

    def _told(self, packet: rtc.DataPacket) -> None:
        # Only the agent may silence itself.
        if (
            packet.topic == CLEAR_TOPIC
            and packet.participant is not None
            and _is_agent(packet.participant)
        ):
            self._clear()

    def _dialled(self, event: rtc.SipDTMF) -> None:
        if event.digit in tones.CODES:
            self._digit(event.digit)


def _is_agent(participant: rtc.RemoteParticipant) -> bool:
    """Ours, or a telephone at whose other end another platform's agent is."""
    is_ours = participant.kind == rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
    return is_ours or is_external(participant.identity)
