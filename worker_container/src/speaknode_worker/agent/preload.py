"""What is made once per worker: imported in the fork server, inherited by every job process copy-on-write.

A module of side effects, as `preload_modules` of livekit-agents wants it; after it everything is
frozen for the collector, so the pages stay shared. Whatever is done here a call neither waits for
nor pays memory for. Nothing here may start a thread or open a connection: neither survives a fork.
"""

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.compat import HTTPHeaders
from botocore.session import get_session
from livekit.agents.llm import AgentConfigUpdate, Tool
from livekit.agents.tokenize import blingfire
from livekit.agents.tokenize.basic import hyphenate_word
from livekit.agents.utils import http_context
from pydantic import BaseModel

from speaknode import providers, wiring
from speaknode.egress.transport import tls_context
from speaknode.kit.errors import NotFoundError
from speaknode.tools import parameters
from speaknode.wiring.parts.ground import connect
from speaknode_worker import log_levels
from speaknode_worker.agent.offline import espeak_ng, pocketsphinx

logger = logging.getLogger(__name__)
LATE_IMPORTS = (
    "anyio._backends._asyncio",
    "anyio.streams.tls",
    "av.subtitles.stream",
    "encodings.utf_16_le",
    "livekit.agents.llm.async_toolset",
    "livekit.agents.voice.recorder_io",
    "multiprocessing.popen_forkserver",
    "numpy.fft",
    "numpy.random",
    "openai.resources.audio",
    "openai.resources.chat",
    "openai.resources.realtime",
    "pyrnnoise.rnnoise",
    "speaknode_worker.agent.warm",
)
"""Modules that livekit-agents, httpx and the SDKs import in each process, most in the middle of a conversation."""
HOT_MODELS = ("livekit.", "openai.types.chat.")
"""Models that wait for names: pydantic would finish them at their first use."""


def preload() -> None:
    for name in LATE_IMPORTS:
        import_module(name)
    log_levels.settle()
    hyphenate_word("ready")  # reads its patterns: 100 ms
    blingfire.SentenceTokenizer().tokenize("Ready.")
    tls_context()
    asyncio.run(_authorities())
    _vendors()
    parameters.prewarm()
    _finish(BaseModel)
    AgentConfigUpdate.__private_attributes__["_tools"].default_factory = _no_tools
    pocketsphinx.prewarm()
    espeak_ng.synthesise("ready", "en-us", 150, 50, lambda *_: None, threading.Event())
    _storage()  # last: an abstract class that is told of one more forgets what is none of its own


def _vendors() -> None:
    """Half a second to two for each SDK; a broken one costs the agents that use it, and nobody else."""
    for name in {spec.factory.partition(":")[0] for spec in providers.all_specs().values()}:
        try:
            import_module(name)
        except ImportError as error:
            logger.warning(
                "a provider cannot be used", extra={"factory": name, "reason": str(error)}
            )


def _finish(base: type[BaseModel]) -> None:
    for model in base.__subclasses__():
        if model.__module__.startswith(HOT_MODELS):
            model.model_rebuild(raise_errors=False)
        _finish(model)


def _no_tools() -> list[Tool]:
    """In `list`'s place, of which pydantic asks the signature at each use: reading it takes hold of every module
    there is, and a fork then owns 11 MB of pages more.
    """
    return []


async def _authorities() -> None:
    """livekit-agents keeps its TLS context for the process, and reads 200 ms for it at the first call's end."""
    async with http_context.open():
        http_context.http_session()


@contextmanager
def unplugged(client: Any) -> Iterator[None]:
    """Requests of boto3's `client` are made in full, which reads and keeps much the first time, but nothing is sent."""
    client.meta.events.register("before-send", _nothing)
    try:
        yield
    finally:
        client.meta.events.unregister("before-send", _nothing)


def _nothing(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
    return AWSResponse(request.url, 200, HTTPHeaders(), _Empty())


class _Empty:
    def stream(self) -> Iterator[bytes]:
        yield b"{}"


def _storage() -> None:
    # Clients without credentials would be inherited for ever; a server that fails is started anew.
    if get_session().get_credentials() is None:
        raise RuntimeError("there are no credentials for AWS")
    dynamodb = connect({}).client  # only now it reads the description of DynamoDB
    with unplugged(dynamodb), suppress(NotFoundError):
        wiring.sessions().load_spec("none")
    HeadersDict(ready="yes").copy()  # as each request does that is really sent
    wiring.report_queue()
    wiring.tool_journal()
    wiring.credentials()
    wiring.knowledge()


preload()
