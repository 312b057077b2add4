"""A conversation with a realtime model of a vendor's own protocol, in real time."""

# ruff: noqa: TID251  # livekit-agents' own session, for the tests of the worker

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from livekit import rtc
from livekit.agents import AgentSession, ConversationItemAddedEvent
from livekit.agents.llm import ChatMessage
from livekit.agents.voice import io
from tests.support import builders
from tests.support.openai_realtime import until
from tests.support.voice.mouth import Loudspeaker

from speaknode.agents.models import AgentConfig
from speaknode.egress.fetch import Egress
from speaknode.egress.policy import Policy
from speaknode.sessions.models import Channel
from speaknode_worker.agent.assembly import assemble
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.journal import Journal
from speaknode_worker.agent.reports import Reporter
from speaknode_worker.agent.tools import ToolContext
from speaknode_worker.agent.tools_all import ConversationTools


class Line(io.AudioInput):
    """Half a second of sound, and then nothing more."""

    def __init__(self) -> None:
        super().__init__(label="line")
        self._left = 10

    async def __anext__(self) -> rtc.AudioFrame:
        if not self._left:
            await until(lambda: False, within_s=3600)
        self._left -= 1
        return rtc.AudioFrame(b"\x01\x01" * 1200, 24_000, 1, 1200)


class Held:
    def __init__(self, talk: Conversation, session: AgentSession[Any]) -> None:
        self.talk, self.items = talk, list[ChatMessage]()
        session.on("conversation_item_added", self._on_item)

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        if isinstance(event.item, ChatMessage):
            self.items.append(event.item)

    def said(self, role: str = "assistant") -> list[str]:
        return [(item.text_content or "").strip() for item in self.items if item.role == role]


@asynccontextmanager
async def talk_with(
    realtime: dict[str, Any], channel: Channel, *, keys: dict[str, str], **changes: Any
) -> AsyncIterator[Held]:
    base = {"name": "Ada", "system_prompt": "You are Ada.", "realtime": realtime}
    config = AgentConfig.model_validate(base | changes)
    spec = builders.spec_of(builders.session(channel=channel)).model_copy(update={"config": config})
    reporter = Reporter(spec.session_id, lambda _: None)
    talk = Conversation(config, spec.locale)
    shared = ToolContext(
        reporter=reporter,
        egress=Egress(Policy()),
        variables=talk.variables,
        journal=Journal(""),
    )
    tools = ConversationTools(spec, shared, talk)
    made = assemble(
        spec,
        at=builders.NOON,
        reporter=reporter,
        tools=tools.first(),
        conversation=talk,
        variables=talk.variables,
        keys=keys,
    )
    talk.watch(made.session)
    tools.watch(made.session)
    if channel is not Channel.TEXT:
        made.session.input.audio, made.session.output.audio = Line(), Loudspeaker()
    held = Held(talk, made.session)
    await made.session.start(made.agent)
    try:
        yield held
    finally:
        await made.session.aclose()
