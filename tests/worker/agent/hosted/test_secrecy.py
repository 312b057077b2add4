"""A key is told to its vendor and to nobody else: not to logs at their most talkative, nor to traces or errors."""

import asyncio
import gc
import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any

import pytest
from livekit.agents import APIError, ErrorEvent, llm, stt, telemetry, tts
from livekit.agents.cli.log import JsonFormatter
from livekit.agents.utils import http_context
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from tests.support.hosted.anthropic import FakeAnthropic
from tests.support.hosted.assembled import lead, models
from tests.support.hosted.assemblyai import FakeAssemblyAI
from tests.support.hosted.azure import FakeAzure
from tests.support.hosted.cartesia import FakeCartesia
from tests.support.hosted.deepgram import FakeDeepgram
from tests.support.hosted.elevenlabs import FakeElevenLabs
from tests.support.hosted.gemini import FakeGemini
from tests.support.hosted.groq import FakeGroq
from tests.support.hosted.using import Speaking, answer, heard, speak
from tests.support.hosted.wire import KEY, Json, Mood, Vendor, serving

from speaknode.sessions.models import ErrorSource
from speaknode_worker.agent.observe import Observer

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.timeout(120)]
USES: list[Any] = [
    *(("llm", name, kind) for name, kind in
      [("anthropic", FakeAnthropic), ("groq", FakeGroq), ("google", FakeGemini)]),
    *(("stt", name, kind) for name, kind in
      [("deepgram", FakeDeepgram), ("elevenlabs", FakeElevenLabs), ("cartesia", FakeCartesia),
       ("assemblyai", FakeAssemblyAI), ("groq", FakeGroq), ("azure", FakeAzure)]),
    *(("tts", name, kind) for name, kind in
      [("deepgram", FakeDeepgram), ("elevenlabs", FakeElevenLabs), ("cartesia", FakeCartesia),
       ("azure", FakeAzure), ("groq", FakeGroq)]),
]  # fmt: skip


@pytest.fixture(autouse=True)
async def _job() -> AsyncIterator[None]:
    http_context._new_session_ctx()
    yield
    await http_context._close_http_ctx()


class _Everything(logging.Handler):
    """As the worker writes its logs."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonFormatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class _Reporter:
    def __init__(self) -> None:
        self.told: list[str] = []

    def error(self, source: ErrorSource, message: str, *, recoverable: bool) -> None:
        self.told.append(f"{source} {message} {recoverable}")


@pytest.fixture
def logs() -> Iterator[list[str]]:
    handler, root = _Everything(), logging.getLogger()
    levels = {logger: logger.level for logger in [root, *_loggers()]}
    for logger in levels:
        logger.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield handler.lines
    root.removeHandler(handler)
    for logger, level in levels.items():
        logger.setLevel(level)


def _loggers() -> Iterator[logging.Logger]:
    for name in (
        "livekit.agents",
        "livekit.plugins",
        "httpx",
        "httpx2",
        "httpcore",
        "aiohttp",
        "asyncio",
    ):
        yield logging.getLogger(name)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracer = telemetry.tracer
    monkeypatch.setattr(tracer, "_tracer_provider", provider)
    monkeypatch.setattr(tracer, "_tracer", provider.get_tracer("test"))
    return exporter


@pytest.mark.parametrize(("use", "provider", "kind"), USES)
async def test_a_key_is_never_seen(
    use: str,
    provider: str,
    kind: type[Vendor],
    logs: list[str],
    spans: InMemorySpanExporter,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    seen: list[str] = []
    for mood in (Mood.WELL, Mood.ERRS, Mood.DROPS, Mood.BUSY, Mood.BROKEN):
        async with serving(kind(mood)) as vendor:
            seen += await _tried(use, provider, vendor, monkeypatch)
            assert any(KEY in repr(asked.headers) for asked in vendor.asked)
    stranger = kind()
    stranger.key_prefix = "another "
    async with serving(stranger):
        seen += await _tried(use, provider, stranger, monkeypatch)
    seen += await _tried(use, provider, stranger, monkeypatch)  # nobody is there any more
    for _ in range(3):  # what nobody asked for is told when it is thrown away
        gc.collect()
        await asyncio.sleep(0)
    traces = [span.to_json() for span in spans.get_finished_spans()]
    assert logs
    assert traces or use == "stt"  # listening is not traced
    assert seen
    for told in [*logs, *traces, *seen, *capfd.readouterr()]:
        assert KEY not in told


async def _tried(
    use: str, provider: str, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """All that is told of its failure."""
    reporter = _Reporter()
    observer = Observer(reporter, "en")  # type: ignore[arg-type]  # as much of it as errors need
    with monkeypatch.context() as patched:
        lead(patched, provider, vendor)
        made = _made(use, provider)
        made.on("error", lambda error: observer._on_error(ErrorEvent(error=error, source=made)))
        try:
            await _used(use, made)
        except APIError as error:
            told = [str(error), repr(error), *traceback.format_exception(error)]
        else:
            told = []
        with suppress(APIError):
            await made.aclose()
    return told + reporter.told


def _made(use: str, provider: str) -> Any:
    ref: Json = {"provider": provider}
    if use == "llm":
        return models({"llm": ref}, written=True).llm
    if use == "stt":
        return models({"stt": ref}).stt
    ref |= {"params": {"speech_region": "westeurope"}} if provider == "azure" else {}
    return models({"locales": {"en": {"tts": ref}}}).tts


async def _used(use: str, made: llm.LLM[Any] | stt.STT[Any] | tts.TTS[Any]) -> None:
    if use == "llm":
        await answer(made)
    elif use == "tts":
        await speak(made)
    elif isinstance(made, stt.STT) and not made.capabilities.streaming:
        await made.recognize([*Speaking.frames(10)])
    elif isinstance(made, stt.STT):
        async with Speaking(made) as stream:
            await heard(stream)
