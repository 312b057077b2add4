"""Our bridge, its door, codecs, gate and pacing as they are; without a LiveKit the place in the room echoes."""

import asyncio
import sys

from aiohttp import web
from tests.support.livekit_server import KEY, SECRET

from speaknode_worker.bridge.call import Call
from speaknode_worker.bridge.server import Bridge, Rooms


class EchoSeat:
    """What the caller says is what the agent says: the bridge without the room."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self.ended = asyncio.Event()

    async def join(self, url: str, token: str) -> None: ...

    async def speak(self, pcm: bytes) -> None:
        self._call.hear(pcm)

    async def press(self, digit: str) -> None: ...

    async def leave(self) -> None: ...


async def serve(port: int, livekit: str) -> None:
    seat = None if livekit else EchoSeat
    bridge = Bridge(Rooms(livekit, KEY, SECRET), max_calls=1000, seat=seat)
    runner = web.AppRunner(bridge.app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), "".join(sys.argv[2:])))
