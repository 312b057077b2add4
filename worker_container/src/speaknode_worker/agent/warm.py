"""What a job process prepares before its call comes, beyond what it inherits (`preload`)."""

import asyncio
import ctypes
import logging
import sys
import time

from livekit import rtc
from livekit.agents import JobProcess

from speaknode import wiring
from speaknode.kit.errors import SpeaknodeError
from speaknode_worker import native_log
from speaknode_worker.agent.offline import espeak_ng

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # of glibc's malloc.h
_MMAP_THRESHOLD, _ARENAS = 128 * 1024, 2
_SWITCH_S = 0.001
"""So long the loop of the sound waits for another thread of Python; of itself it would be 5 ms, each time."""
logger = logging.getLogger(__name__)


def prewarm(process: JobProcess) -> None:
    started = time.perf_counter()
    _give_memory_back()
    native_log.stay_native()
    sys.setswitchinterval(_SWITCH_S)
    espeak_ng.thread.submit(int).result()  # the thread itself
    # The first request of any kind starts LiveKit's runtime with its threads: 100 ms and more.
    rtc.AudioResampler(48_000, 16_000)
    process.userdata["webrtc"] = _start_webrtc()
    _reach_storage()
    logger.info("job process is warm", extra={"took_s": round(time.perf_counter() - started, 2)})


def _start_webrtc() -> rtc.LocalAudioTrack:
    """Its threads, 30 ms; they live as long as something of theirs is held."""
    loop = (
        asyncio.new_event_loop()
    )  # no job has begun, and a source wants one; nothing ever runs in it
    try:
        # Without a queue, which would wake up every 10 ms.
        source = rtc.AudioSource(48_000, 1, queue_size_ms=0, loop=loop)
        return rtc.LocalAudioTrack.create_audio_track("", source)
    finally:
        loop.close()


def _give_memory_back() -> None:
    """Sound comes in large buffers that live briefly; glibc would keep their room, for each thread: 8 MB a call."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(_M_MMAP_THRESHOLD, _MMAP_THRESHOLD)
        libc.mallopt(_M_ARENA_MAX, _ARENAS)


def _reach_storage() -> None:
    """The connection by which the session will be read; one that cannot be made now is made with the call."""
    try:
        wiring.sessions().load_spec("none")
    except SpeaknodeError as error:
        logger.debug("no session was read", extra={"reason": error.message})
