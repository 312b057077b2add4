"""One process, many rooms: each of LiveKit's objects is given its own events only.

livekit's client hands every event to every subscriber, each by a wake-up of the loop: a frame of one call would
wake all calls, and the calls that a core holds fall with their square. It is made for one room in a process.
"""

from collections.abc import Callable

from livekit import rtc
from livekit.rtc import _ffi_client
from livekit.rtc._proto.ffi_pb2 import FfiEvent


def of_stream(stream: rtc.AudioStream) -> None:
    handle = stream._ffi_handle.handle
    _narrow(
        stream._ffi_queue,
        lambda event: (
            event.WhichOneof("message") == "audio_stream_event"
            and event.audio_stream_event.stream_handle == handle
        ),
    )


def of_room(room: rtc.Room) -> None:
    """Only what every room must hear is left besides: a frame that was captured is awaited by who sent it."""
    assert room._ffi_handle is not None, "it is connected"
    handle = room._ffi_handle.handle

    def wanted(event: FfiEvent) -> bool:
        match event.WhichOneof("message"):
            case "room_event":
                return bool(event.room_event.room_handle == handle)
            case "audio_stream_event" | "capture_audio_frame":
                return False
        return True

    _narrow(room._ffi_queue, wanted)


def _narrow(queue: object, wanted: Callable[[FfiEvent], bool]) -> None:
    events = _ffi_client.FfiClient.instance.queue
    with events._lock:
        events._subscribers[:] = [
            (each, loop, wanted if each is queue else filter_fn)
            for each, loop, filter_fn in events._subscribers
        ]
