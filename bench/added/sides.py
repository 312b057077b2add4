"""The two conversations that are compared."""

# fakes of livekit-agents' own parts, for measurements

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from livekit.agents import Agent, AgentSession
from livekit.agents.voice.transcription.synchronizer import TranscriptSynchronizer
from tests.support import builders
from tests.support.voice.models import FakeLLM, FakeTTS, Reply
from tests.support.voice.talk import Screen

from bench.added.line import Line
from bench.added.models import TimedSTT
from speaknode.agents.conversation import Denoise
from speaknode.agents.models import AgentConfig
from speaknode.kit.clock import utc_now
from speaknode.knowledge import index as indexing
from speaknode.knowledge.models import Chunk, Knowledge, KnowledgeStatus
from speaknode.knowledge.retrieval import Book, Library
from speaknode.sessions.models import Channel
from speaknode_worker.agent import assembly, plugins
from speaknode_worker.agent.backchannel import Backchannel
from speaknode_worker.agent.cast import Models
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.denoise import RATE, denoiser
from speaknode_worker.agent.knowledge import KnowledgeLookup
from speaknode_worker.agent.observe import Observer
from speaknode_worker.agent.reports import Reporter, ReportSender
from speaknode_worker.agent.spool import SessionSpool

SAID = "what are your opening hours"
ANSWER = "We are open from nine to five."
_ROOM_RATE = 24_000
"""livekit-agents' own, where no filter wants another."""


@dataclass
class Side:
    name: str
    line: Line
    session: AgentSession[Any]


def config() -> AgentConfig:
    """Everything on that stands in a turn's way."""
    return AgentConfig.model_validate(
        {
            "name": "Everything",
            "system_prompt": "You answer the telephone of a shop.",
            "denoise": Denoise.NOISE,
            "turn": {"detector": "vad"},
            "backchannel": {"enabled": True},
            "first_message_mode": "user",
            "silence_timeout_s": 3600,
            "max_duration_s": 14_400,
            "language_detection": {"enabled": True},
        }
    )


def _made(kind: str) -> Any:
    engines: dict[str, Any] = {
        "llm": lambda: FakeLLM(Reply(ANSWER)),
        "stt": lambda: TimedSTT(SAID),
        "tts": FakeTTS,
    }
    return lambda **_: engines[kind]()


@asynccontextmanager
async def ours() -> AsyncIterator[Side]:
    wanted = config()
    noise_filter = denoiser(wanted.denoise)
    assert noise_filter is not None
    line = Line(SAID, rate=RATE, through=noise_filter._process)
    spec = builders.spec_of(builders.session(channel=Channel.WEB))
    spec = spec.model_copy(update={"config": wanted})
    conversation = Conversation(wanted, spec.locale)
    conversation.knowledge = KnowledgeLookup(_library())
    with (
        patch.object(plugins, "make_llm", _made("llm")),
        patch.object(plugins, "make_stt", _made("stt")),
        patch.object(plugins, "make_tts", _made("tts")),
        tempfile.TemporaryDirectory(prefix="speaknode-bench-") as scratch,
    ):
        spool = SessionSpool.claim(Path(scratch), spec.session_id)
        assert spool is not None
        sender = ReportSender(spool, lambda _: None)
        reporter = Reporter(spec.session_id, sender.put)
        assembled = assembly.assemble(
            spec, at=utc_now(), reporter=reporter, tools=conversation.tools(),
            conversation=conversation, variables=conversation.variables,
        )  # fmt: skip
        session = assembled.session
        Observer(reporter, spec.locale).watch(session)
        conversation.watch(session)
        Backchannel(
            lambda: wanted.backchannel, words=lambda: conversation.texts.backchannel, say=_say
        ).watch(session)
        reporter.started(worker_id="bench", record=False)
        conversation.begin(assembled.first_message)
        async with _connected("Speaknode, everything on", line, session, assembled.agent) as side:
            yield side
        sender.close(within_s=5)
        spool.release()


@asynccontextmanager
async def bare() -> AsyncIterator[Side]:
    wanted = config()
    line = Line(SAID, rate=_ROOM_RATE)
    ears = assembly.make_vad(wanted.vad)
    models = Models(
        llm=FakeLLM(Reply(ANSWER)), stt=TimedSTT(SAID), tts=FakeTTS(), turn_detection="vad"
    )
    session: AgentSession[None] = AgentSession(
        vad=ears,
        stt=models.stt,  # type: ignore[arg-type]  # never None here
        llm=models.llm,
        tts=models.tts,  # type: ignore[arg-type]  # the same
        turn_handling=assembly.turn_handling(wanted, models),
        aec_warmup_duration=None,
    )
    agent = Agent(instructions=wanted.system_prompt)
    async with _connected("bare AgentSession", line, session, agent) as side:
        yield side


@asynccontextmanager
async def _connected(
    name: str, line: Line, session: AgentSession[Any], agent: Agent
) -> AsyncIterator[Side]:
    sync = TranscriptSynchronizer(next_in_chain_audio=line.out, next_in_chain_text=Screen())
    session.input.audio = line
    session.output.audio, session.output.transcription = sync.audio_output, sync.text_output
    await session.start(agent)
    try:
        yield Side(name, line, session)
    finally:
        line.open()  # what waits for a frame cannot be closed
        await session.aclose()
        await sync.aclose()


def _say(session: AgentSession[Any], word: str) -> None:
    session.say(word, add_to_chat_ctx=False)


def _library() -> Library:
    now = utc_now()
    document = Knowledge(
        id="knw_1", space_id="spc_1", name="Shop", kind="text", status=KnowledgeStatus.READY,
        created_at=now, updated_at=now,
    )  # fmt: skip
    texts = ["Opening hours: nine to five.", "Delivery takes two days.", "We repair bicycles."]
    return Library((Book(document, indexing.build([Chunk(text=text) for text in texts])),))
