"""Agents that say what they hear, one in each of the rooms named on standard input: the far end of the room hop."""

import asyncio
import sys

from livekit import rtc
from tests.support.livekit_server import LiveKitServer

RATE = 8000
FRAME_MS, QUEUE_MS = 20, 200


async def echo(source: rtc.AudioSource, track: rtc.Track) -> None:
    heard = rtc.AudioStream(track, sample_rate=RATE, num_channels=1, frame_size_ms=FRAME_MS)
    async for event in heard:
        if source.queued_duration * 1000 + FRAME_MS <= QUEUE_MS:
            await source.capture_frame(event.frame)


async def join(server: LiveKitServer, name: str, echoes: set[asyncio.Task[None]]) -> rtc.Room:
    room, source = rtc.Room(), rtc.AudioSource(RATE, 1, queue_size_ms=QUEUE_MS)

    def subscribed(track: rtc.Track, *_: object) -> None:
        echoes.add(asyncio.create_task(echo(source, track)))

    room.on("track_subscribed", subscribed)
    await room.connect(server.url, server.token(name, "echo", kind="agent"))
    track = rtc.LocalAudioTrack.create_audio_track("echo", source)
    await room.local_participant.publish_track(track)
    return room


async def serve(server: LiveKitServer, names: list[str]) -> None:
    echoes: set[asyncio.Task[None]] = set()
    rooms = [await join(server, name, echoes) for name in names]
    print("ready", flush=True)
    await asyncio.Event().wait()
    assert rooms, "they are held until the end"


if __name__ == "__main__":
    asyncio.run(serve(LiveKitServer(sys.argv[1]), sys.stdin.read().split()))
