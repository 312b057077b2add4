"""A whole conversation on fakes, assembled by the worker's own code."""

# ruff: noqa: TID251  # fakes of livekit-agents' own parts, for the tests of the worker

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from livekit.agents import AgentSession, ConversationItemAddedEvent
from livekit.agents.llm import ChatContext, ChatMessage
from livekit.agents.voice import io
from livekit.agents.voice.transcription.synchronizer import TranscriptSynchronizer
from tests.support import builders
from tests.support.voice.ears import FakeSTT, FakeVAD, Microphone, Speaker
from tests.support.voice.models import FakeLLM, FakeTTS, Reply
from tests.support.voice.mouth import Loudspeaker
from tests.support.voice.realtime import FakeRealtime

from speaknode.agents.models import AgentConfig
from speaknode.egress.fetch import Egress
from speaknode.egress.policy import Policy
from speaknode.events.reports import AnyReport
from speaknode.sessions.models import Channel, HandoffTarget, SessionSpec
from speaknode.tools.execution import Door
from speaknode.tools.models import Tool
from speaknode_worker.agent import assembly, cast, plugins
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.journal import Journal
from speaknode_worker.agent.observe import Observer
from speaknode_worker.agent.played import keep_to_what_is_played
from speaknode_worker.agent.reports import Reporter
from speaknode_worker.agent.tools import ToolContext
from speaknode_worker.agent.tools_all import ConversationTools


@dataclass
class Fakes:
    """In the order in which providers are asked for: the first, then its fallbacks."""

    llm: list[FakeLLM] = field(default_factory=lambda: [FakeLLM(Reply("Very well."))])
    stt: list[FakeSTT] = field(default_factory=lambda: [FakeSTT()])
    tts: list[FakeTTS] = field(default_factory=lambda: [FakeTTS()])
    realtime: list[FakeRealtime] = field(default_factory=list)


@dataclass
class Talk:
    session: AgentSession[Any]
    conversation: Conversation
    caller: Speaker
    out: Loudspeaker
    fakes: Fakes
    reports: list[AnyReport]
    tools: ConversationTools
    voices: list[str] = field(default_factory=list)
    """Languages in which voices were made."""
    keys: list[tuple[str, str]] = field(default_factory=list)
    """What was made with which space's or platform's keys."""

    items: list[ChatMessage] = field(default_factory=list)

    def __post_init__(self) -> None:
        """In the order in which they came: livekit-agents sorts by a clock that is not virtual."""
        self.session.on("conversation_item_added", self._on_item)

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        if isinstance(event.item, ChatMessage):
            self.items.append(event.item)

    def said(self, role: str = "assistant") -> list[str]:
        return [(item.text_content or "").strip() for item in self.items if item.role == role]


class Screen(io.TextOutput):
    def __init__(self) -> None:
        super().__init__(label="screen", next_in_chain=None)

    async def capture_text(self, text: str) -> None:
        """Nobody reads it."""

    def flush(self) -> None:
        """Nothing is held."""


class _Factory:
    """In the plug-ins' place."""

    def __init__(self, fakes: Fakes) -> None:
        self._fakes = fakes
        self.voices: list[str] = []
        self.keys: list[tuple[str, str]] = []
        self._made = {"llm": 0, "stt": 0, "tts": 0, "realtime": 0}

    def next_of(self, kind: str) -> Any:
        def make(**fields: Any) -> Any:
            models = getattr(self._fakes, kind)
            self._made[kind] += 1
            self.keys += [(kind, key) for key in fields["keys"].values()]
            if kind == "tts":
                self.voices.append(fields["language"])
            return models[(self._made[kind] - 1) % len(models)]

        return make

    @contextmanager
    def in_place(self, ear: FakeVAD) -> Iterator[None]:
        with (
            patch.object(plugins, "make_llm", self.next_of("llm")),
            patch.object(plugins, "make_stt", self.next_of("stt")),
            patch.object(plugins, "make_tts", self.next_of("tts")),
            patch.object(plugins, "make_realtime", self.next_of("realtime")),
            patch.object(cast, "detector", lambda _: "vad"),
            patch.object(assembly, "make_vad", lambda *_: ear),
        ):
            yield


def _targets(others: dict[str, AgentConfig]) -> dict[str, HandoffTarget]:
    return {
        name: HandoffTarget(agent_id=name, agent_version=1, config=config)
        for name, config in others.items()
    }


async def _key(config: AgentConfig) -> dict[str, str]:
    return {"fake": f"key of {config.name}"}


def _tools(
    spec: SessionSpec, reporter: Reporter, talk: Conversation, door: Door | None
) -> ConversationTools:
    shared = ToolContext(
        reporter=reporter,
        egress=door or Egress(Policy()),
        variables=talk.variables,
        journal=Journal(spec.session_id, over=talk.gone),
    )
    return ConversationTools(spec, shared, talk, keys=_key)


def _spec(
    config: AgentConfig, locale: str, others: dict[str, AgentConfig], webhooks: Sequence[Tool]
) -> SessionSpec:
    made = builders.spec_of(builders.session(channel=Channel.WEB, locale=locale))
    targets = _targets(others)
    return made.model_copy(update={"config": config, "tools": webhooks, "handoff_targets": targets})


@asynccontextmanager
async def talking(
    config: AgentConfig,
    fakes: Fakes | None = None,
    *,
    locale: str = "en",
    begin: bool = True,
    others: dict[str, AgentConfig] | None = None,
    webhooks: Sequence[Tool] = (),
    door: Door | None = None,
    history: ChatContext | None = None,
) -> AsyncIterator[Talk]:
    """`others`: agents it can be handed to, by id; `door`: where webhooks go; `history`: what was said."""
    fakes = fakes or Fakes()
    ear, out = FakeVAD(), Loudspeaker()
    reports: list[AnyReport] = []
    made = _Factory(fakes)
    spec = _spec(config, locale, others or {}, webhooks)
    conversation = Conversation(config, locale)
    with made.in_place(ear):
        reporter = Reporter(spec.session_id, reports.append)
        tools = _tools(spec, reporter, conversation, door)
        assembled = assembly.assemble(
            spec,
            at=builders.NOON,
            reporter=reporter,
            tools=tools.first(),
            conversation=conversation,
            variables=conversation.variables,
            history=history,
        )
        session = assembled.session
        Observer(reporter, locale).watch(session)
        conversation.watch(session)
        tools.watch(session)
        sync = TranscriptSynchronizer(next_in_chain_audio=out, next_in_chain_text=Screen())
        session.input.audio = Microphone()
        session.output.audio, session.output.transcription = sync.audio_output, sync.text_output
        await session.start(assembled.agent)
        keep_to_what_is_played(session)
        caller = Speaker(ear, *fakes.stt)
        talk = Talk(session, conversation, caller, out, fakes, reports, tools)
        talk.voices, talk.keys = made.voices, made.keys
        try:
            if begin:
                conversation.begin(assembled.first_message)
            yield talk
        finally:
            await session.aclose()
            await sync.aclose()
