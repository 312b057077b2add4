"""What is made once per worker: imported in the fork server, inherited by every job process copy-on-write.

A module of side effects, as `preload_modules` of livekit-agents wants it; after it everything is
frozen for the collector, so the pages stay shared. Whatever is done here a call neither waits for
nor pays memory for. Nothing here may start a thread or open a connection: neither survives a fork.
"""

import asyncio
import threading
from importlib import import_module

from botocore.session import get_session
from livekit.agents.tokenize.basic import hyphenate_word
from livekit.agents.utils import http_context

from speaknode import providers, wiring
from speaknode.egress.transport import tls_context
from speaknode.tools import parameters
from speaknode.wiring.parts.ground import connect
from speaknode_worker.agent.offline import espeak_ng, pocketsphinx

LATE_IMPORTS = (
    "anyio._backends._asyncio",
    "anyio.streams.tls",
    "livekit.agents.llm.async_toolset",
    "livekit.agents.voice.recorder_io",
    "numpy.fft",
    "numpy.random",
)
"""Modules that livekit-agents and httpx import in the middle of a conversation, on the loop of the sound."""


def preload() -> None:
    for name in LATE_IMPORTS:
        import_module(name)
    hyphenate_word("ready")  # reads its patterns: 100 ms
    tls_context()
    asyncio.run(_authorities())
    providers.all_specs()
    parameters.prewarm()
    _storage()
    pocketsphinx.prewarm()
    espeak_ng.synthesise("ready", "en-us", 150, 50, lambda _: None, threading.Event())


async def _authorities() -> None:
    """livekit-agents keeps its TLS context for the process, and reads 200 ms for it at the first call's end."""
    async with http_context.open():
        http_context.http_session()


def _storage() -> None:
    # Clients without credentials would be inherited for ever; a server that fails is started anew.
    if get_session().get_credentials() is None:
        raise RuntimeError("there are no credentials for AWS")
    _ = connect({}).client  # only now it reads the description of DynamoDB
    wiring.sessions()
    wiring.report_queue()
    wiring.tool_journal()
    wiring.credentials()
    wiring.knowledge()


preload()
