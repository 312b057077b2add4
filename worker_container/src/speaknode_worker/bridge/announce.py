"""A word in a room where no agent is, and then the room is closed: the caller is told, and the line is free."""

import asyncio
import logging
from datetime import timedelta

from livekit import api, rtc

from speaknode.telephony.announcement import Announcement
from speaknode_worker.agent.offline import espeak_ng

_HEARD_WITHIN_S = 10.0
"""A telephone that rings is answered by LiveKit SIP when it has something to hear."""
_LINE_OPENS_S = 0.5
_AT_MOST_S = 30.0
_FRAME_MS = 20
_TTL = timedelta(seconds=60)
logger = logging.getLogger(__name__)


async def announce(wanted: Announcement, *, url: str, key: str, secret: str) -> None:
    """Never raises: whatever goes wrong, the room is closed."""
    room = rtc.Room()
    try:
        async with asyncio.timeout(_AT_MOST_S):
            await room.connect(url, _token(wanted, key, secret))
            await _say(room, wanted)
    except (TimeoutError, rtc.ConnectError, espeak_ng.EspeakError, RuntimeError) as error:
        logger.warning("the announcement was cut", extra={"reason": str(error)})
    finally:
        await room.disconnect()
        await _close(wanted.room, url, key, secret)


async def _say(room: rtc.Room, wanted: Announcement) -> None:
    rate = espeak_ng.SAMPLE_RATE
    source = rtc.AudioSource(rate, 1)
    try:
        track = rtc.LocalAudioTrack.create_audio_track("announcement", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        published = await room.local_participant.publish_track(track, options)
        voice = espeak_ng.VOICES[wanted.language]
        speaking = asyncio.get_running_loop().run_in_executor(
            None, lambda: espeak_ng.speak(wanted.text, voice=voice)
        )
        await asyncio.wait_for(published.wait_for_subscription(), _HEARD_WITHIN_S)
        await asyncio.sleep(_LINE_OPENS_S)
        await _play(source, await speaking)
    finally:
        await source.aclose()


async def _play(source: rtc.AudioSource, pcm: bytes) -> None:
    step = espeak_ng.SAMPLE_RATE * _FRAME_MS // 1000 * 2
    for start in range(0, len(pcm), step):
        part = pcm[start : start + step]
        frame = rtc.AudioFrame(part, espeak_ng.SAMPLE_RATE, 1, len(part) // 2)
        await source.capture_frame(frame)
    await source.wait_for_playout()
    await asyncio.sleep(_LINE_OPENS_S)  # what is on its way


def _token(wanted: Announcement, key: str, secret: str) -> str:
    grants = api.VideoGrants(
        room_join=True, room=wanted.room, can_publish=True, can_subscribe=False
    )
    token = api.AccessToken(key, secret).with_identity(wanted.jti).with_ttl(_TTL)
    return token.with_grants(grants).to_jwt()


async def _close(name: str, url: str, key: str, secret: str) -> None:
    try:
        async with api.LiveKitAPI(url, key, secret) as livekit:
            await livekit.room.delete_room(api.DeleteRoomRequest(room=name))
    except (api.TwirpError, OSError, TimeoutError) as error:
        logger.warning("the room was not closed", extra={"reason": str(error)})
