"""livekit's own client and its queue of events; a room stands in, for it would need a server."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from livekit import rtc
from livekit.rtc import _ffi_client
from livekit.rtc._proto.ffi_pb2 import FfiEvent

from speaknode_worker.bridge import own_events

pytestmark = pytest.mark.unit


def _events() -> "_ffi_client.FfiQueue[FfiEvent]":
    queue: _ffi_client.FfiQueue[FfiEvent] = _ffi_client.FfiClient.instance.queue
    return queue


def _frame_of(stream: int) -> FfiEvent:
    event = FfiEvent()
    event.audio_stream_event.stream_handle = stream
    event.audio_stream_event.frame_received.SetInParent()
    return event


def _told(room: int) -> FfiEvent:
    event = FfiEvent()
    event.room_event.room_handle = room
    event.room_event.eos.SetInParent()
    return event


def _published() -> FfiEvent:
    event = FfiEvent()
    event.publish_track.async_id = 7
    return event


def _captured() -> FfiEvent:
    event = FfiEvent()
    event.capture_audio_frame.async_id = 7
    return event


@pytest.fixture
def holders() -> Iterator[list[Any]]:
    made: list[Any] = []
    yield made
    for each in made:
        _events().unsubscribe(each._ffi_queue)


def _holder(holders: list[Any], handle: int) -> Any:
    """As a room or a stream keeps them."""
    queue = _events().subscribe()
    holders.append(SimpleNamespace(_ffi_handle=SimpleNamespace(handle=handle), _ffi_queue=queue))
    return holders[-1]


async def _arrived(holder: Any) -> list[str]:
    await asyncio.sleep(0)
    queue = holder._ffi_queue
    return [queue.get_nowait().WhichOneof("message") for _ in range(queue.qsize())]


async def test_a_stream_is_woken_by_its_own_frames_only(holders: list[Any]) -> None:
    first, second = _holder(holders, 1), _holder(holders, 2)
    own_events.of_stream(first)
    own_events.of_stream(second)
    for event in (_frame_of(1), _frame_of(1), _frame_of(3), _told(1), _captured()):
        _events().put(event)
    assert await _arrived(first) == ["audio_stream_event"] * 2
    assert await _arrived(second) == []


async def test_a_room_hears_what_happens_in_it_and_the_answers_to_its_requests(
    holders: list[Any],
) -> None:
    room, other = _holder(holders, 1), _holder(holders, 2)
    own_events.of_room(room)
    own_events.of_room(other)
    for event in (_told(1), _frame_of(1), _captured(), _published()):
        _events().put(event)
    assert await _arrived(room) == ["room_event", "publish_track"]
    assert await _arrived(other) == ["publish_track"]


async def test_livekits_stream_still_gives_its_sound() -> None:
    """The real one: its names are livekit's own affair, and a new version may change them."""
    source = rtc.AudioSource(8000, 1)
    stream = rtc.AudioStream(
        rtc.LocalAudioTrack.create_audio_track("voice", source), sample_rate=8000, frame_size_ms=40
    )
    own_events.of_stream(stream)
    await source.capture_frame(rtc.AudioFrame(bytes(8000), 8000, 1, 4000))
    async with asyncio.timeout(20):
        event = await anext(aiter(stream))
    assert event.frame.samples_per_channel == 320
    await stream.aclose()
    await source.aclose()
