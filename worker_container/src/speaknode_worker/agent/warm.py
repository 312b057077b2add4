"""What a job process prepares before its call comes, so that the caller waits for none of it."""

import logging
import time

from livekit.agents import JobProcess

from speaknode import providers, wiring
from speaknode.egress.transport import tls_context
from speaknode_worker.agent.offline import espeak, pocketsphinx

logger = logging.getLogger(__name__)


def prewarm(_process: JobProcess) -> None:
    started = time.perf_counter()
    tls_context()  # 200 ms of blocking work, if the loop had to do it
    providers.all_specs()
    wiring.sessions()
    wiring.report_queue()
    pocketsphinx.prewarm()
    espeak.speak("ready")
    logger.info("job process is warm", extra={"took_s": round(time.perf_counter() - started, 2)})
