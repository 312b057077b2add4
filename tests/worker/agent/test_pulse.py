"""A telephone whose packets stop coming, and those whose do not."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from livekit.rtc._proto.stats_pb2 import RtcStats

from speaknode_worker.agent import pulse
from speaknode_worker.agent.pulse import Pulse


class Track:
    def __init__(self) -> None:
        self.packets, self.grows = 50, True

    async def get_stats(self) -> list[RtcStats]:
        self.packets += self.grows
        made = RtcStats()
        made.inbound_rtp.received.packets_received = self.packets
        return [made, RtcStats()]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "EVERY_S", 0.01)
    monkeypatch.setattr(pulse, "MEDIA_SILENCE_S", 0.1)


def room_of(*tracks: Track | None) -> Any:
    published = {str(index): SimpleNamespace(track=track) for index, track in enumerate(tracks)}
    return SimpleNamespace(
        remote_participants={"callee": SimpleNamespace(track_publications=published)}
    )


async def told(room: Any, *, within_s: float) -> bool:
    stopped = asyncio.Event()
    watched = Pulse(stopped.set)
    watched.watch(room, "callee")
    try:
        await asyncio.wait_for(stopped.wait(), within_s)
    except TimeoutError:
        return False
    finally:
        watched.close()
    return True


async def test_who_is_heard_of_is_there() -> None:
    assert not await told(room_of(None, Track()), within_s=0.4)


async def test_who_falls_silent_is_gone() -> None:
    track = Track()
    asyncio.get_running_loop().call_later(0.2, setattr, track, "grows", False)
    assert await told(room_of(track), within_s=10)


@pytest.mark.parametrize("room", [room_of(), SimpleNamespace(remote_participants={})])
async def test_who_never_said_anything_is_gone(room: Any) -> None:
    assert await told(room, within_s=10)
