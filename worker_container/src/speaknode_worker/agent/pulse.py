"""A telephone that vanishes says no goodbye, but its packets stop coming.

Of one that called us LiveKit SIP tells it as soon. Of one that we called it waits first for the answer to its own
BYE, which takes half a minute: so here we count what comes of its audio ourselves.
"""

import asyncio
from collections.abc import Callable

from livekit import rtc

from speaknode.telephony.sip.trunks import MEDIA_SILENCE_S

EVERY_S = 1.0


class Pulse:
    """`stopped` is told once, when nothing has come of the party for as long as LiveKit SIP would bear it."""

    def __init__(self, stopped: Callable[[], None]) -> None:
        self._stopped = stopped
        self._watching: asyncio.Task[None] | None = None

    def watch(self, room: rtc.Room, identity: str) -> None:
        self._watching = asyncio.create_task(self._watch(room, identity))

    def close(self) -> None:
        if self._watching is not None:
            self._watching.cancel()

    async def _watch(self, room: rtc.Room, identity: str) -> None:
        now = asyncio.get_running_loop().time
        heard, at = 0, now()
        while now() - at < MEDIA_SILENCE_S:
            await asyncio.sleep(EVERY_S)
            count = await _packets(room, identity)
            if count != heard:
                heard, at = count, now()
        self._stopped()


async def _packets(room: rtc.Room, identity: str) -> int:
    """How many have come of the party's audio so far."""
    party = room.remote_participants.get(identity)
    published = party.track_publications.values() if party else ()
    tracks = [publication.track for publication in published if publication.track is not None]
    stats = [each for track in tracks for each in await track.get_stats()]
    return sum(s.inbound_rtp.received.packets_received for s in stats if s.HasField("inbound_rtp"))
