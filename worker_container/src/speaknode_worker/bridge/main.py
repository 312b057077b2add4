"""The bridge: `python -m speaknode_worker.bridge.main`."""

import asyncio
import logging
import os
import signal
import sys

from aiohttp import web

from speaknode import wiring
from speaknode.kit.settings import settings
from speaknode_worker import native_log
from speaknode_worker.bridge.server import Bridge, JsonLines, Rooms

logger = logging.getLogger(__name__)


def _log() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)  # its lines would show tokens


async def serve(stop: asyncio.Event) -> None:
    config = settings()
    secret = config.livekit_api_secret.get_secret_value()
    bridge = Bridge(
        Rooms(config.livekit_url, config.livekit_api_key, secret),
        max_calls=int(os.environ.get("SPEAKNODE_BRIDGE_CALLS", "200")),
        tokens=wiring.media_tokens(),
    )
    runner = web.AppRunner(bridge.app(), handle_signals=False)
    await runner.setup()
    host = os.environ.get("SPEAKNODE_BRIDGE_HOST", "127.0.0.1")
    port = int(os.environ.get("SPEAKNODE_PORT_BRIDGE", "8082"))
    await web.TCPSite(runner, host, port).start()
    logger.info("bridge listens", extra={"host": host, "port": port})
    try:
        await stop.wait()
        await bridge.drain(float(os.environ.get("SPEAKNODE_BRIDGE_DRAIN_S", "600")))
    finally:
        await runner.cleanup()


async def run() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await serve(stop)


def main() -> None:
    _log()
    native_log.stay_native()
    asyncio.run(run())


if __name__ == "__main__":
    main()
