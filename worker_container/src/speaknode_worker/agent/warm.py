"""What a job process prepares before its call comes, beyond what it inherits (`preload`)."""

import logging
import time

from livekit import rtc
from livekit.agents import JobProcess

logger = logging.getLogger(__name__)


def prewarm(_process: JobProcess) -> None:
    started = time.perf_counter()
    # The first request of any kind starts LiveKit's runtime with its threads: 100 ms and more.
    rtc.AudioResampler(48_000, 16_000)
    logger.info("job process is warm", extra={"took_s": round(time.perf_counter() - started, 2)})
