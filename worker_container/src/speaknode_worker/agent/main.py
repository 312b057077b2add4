"""The worker; `__main__` starts it."""

import math
import os
import threading
from typing import Any

from livekit.agents import AgentServer, JobExecutorType, JobRequest, cli

from speaknode import wiring
from speaknode.events.reports import AnyReport
from speaknode.kit.settings import settings
from speaknode.sessions.join_token import AGENT_NAME
from speaknode_worker.agent import job, slots, spool, warm
from speaknode_worker.agent.keeper import Keeper


class Platform:
    """The keeper's way out."""

    def send(self, report: AnyReport) -> None:
        wiring.report_queue().send(report)

    def s3(self) -> Any:
        return wiring.client("s3")

    def bucket(self) -> str:
        return settings().recordings_bucket


def make_server() -> AgentServer:
    config = settings()
    places = slots.Slots(int(os.environ.get("SPEAKNODE_WORKER_JOBS", "8")))
    server = AgentServer(
        job_executor_type=JobExecutorType.PROCESS,
        num_idle_processes=int(os.environ.get("SPEAKNODE_WORKER_IDLE", "1")),
        initialize_process_timeout=60.0,  # a busy machine warms slowly, and must not be killed for it
        drain_timeout=int(os.environ.get("SPEAKNODE_WORKER_DRAIN_S", "600")),
        ws_url=config.livekit_url,
        api_key=config.livekit_api_key,
        api_secret=config.livekit_api_secret.get_secret_value(),
        host=os.environ.get("SPEAKNODE_WORKER_HOST", "127.0.0.1"),
        port=int(os.environ.get("SPEAKNODE_PORT_WORKER", "8081")),
        setup_fnc=warm.prewarm,
        load_fnc=places.load,
        load_threshold=math.inf,  # the cap is kept in `slots`, where accepted jobs count at once
        preload_modules=["speaknode_worker.agent.job", "speaknode_worker.agent.preload"],
    )

    async def on_request(request: JobRequest) -> None:
        await slots.answer(request, places, server)

    server.rtc_session(
        job.entrypoint,
        agent_name=AGENT_NAME,
        on_request=on_request,
        on_session_end=job.on_session_end,
    )
    return server


def main() -> None:
    server, takes_calls = make_server(), threading.Event()
    server.on("worker_registered", lambda *_: takes_calls.set())
    keeper = Keeper(spool.root(), Platform(), takes_calls)
    keeper.start()
    try:
        cli.run_app(server)
    finally:
        keeper.stop()
