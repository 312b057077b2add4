"""Giving the conversation to another agent of the space: when its LLM says so, or when variables do."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any, Protocol

from livekit.agents import (
    AgentSession,
    ConversationItemAddedEvent,
    RunContext,
    ToolError,
    function_tool,
    llm,
    tts,
)
from livekit.agents.llm import RawFunctionTool

from speaknode.agents import expressions
from speaknode.agents.abilities import Handoff, HandoffContext
from speaknode.agents.models import AgentConfig
from speaknode.kit.ids import new_id
from speaknode.sessions.models import HandedOff, HandoffTarget, HandoffTrigger, SessionSpec
from speaknode_worker.agent.assembly import keep_interruptions_of, make_agent, recast
from speaknode_worker.agent.cast import Casting
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.handoff_context import SWITCH_AGENT, taken_along
from speaknode_worker.agent.plugins import ProviderError
from speaknode_worker.agent.prompt import fill
from speaknode_worker.agent.reports import Reporter, now
from speaknode_worker.agent.voice import VoiceAgent

MAX_HANDOFFS = 10
MAX_BETWEEN_TURNS = 2
"""Agents that hand a caller round without a word of theirs are going in a circle."""
_TAKE_OVER = (
    "You have just taken over this conversation from a colleague. Answer what the caller wants; do not"
    " introduce the conversation anew."
)
logger = logging.getLogger(__name__)


class MakeTools(Protocol):
    def __call__(self, target: HandoffTarget) -> Sequence[llm.Tool | llm.Toolset]: ...


FetchKeys = Callable[[AgentConfig], Awaitable[Mapping[str, str]]]


async def no_keys(_: AgentConfig) -> Mapping[str, str]:
    return {}


class Handoffs:
    def __init__(
        self,
        spec: SessionSpec,
        *,
        reporter: Reporter,
        conversation: Conversation,
        tools: MakeTools,
        keys: FetchKeys = no_keys,
    ) -> None:
        """`keys`: of an agent's providers; fetched when it takes over."""
        self._reporter, self._talk, self._tools = reporter, conversation, tools
        self._keys = keys
        first = HandoffTarget(
            agent_id=spec.agent_id,
            agent_version=spec.agent_version,
            config=spec.config,
            tools=spec.tools,
        )
        self._targets = {**spec.handoff_targets, spec.agent_id: first}
        self.current = first
        self.entered: list[Callable[[HandoffTarget], Awaitable[None]]] = []
        """Called when another agent has taken over, before it speaks."""
        self._count = self._since_caller = 0
        self._switching = False
        self._tasks: set[asyncio.Task[None]] = set()

    def watch(self, session: AgentSession[Any]) -> None:
        session.on("conversation_item_added", self._on_item)

    def tool(self, target: HandoffTarget) -> RawFunctionTool[..., Any] | None:
        """For the agent's rules in words."""
        rules = self._named(target)
        if not rules:
            return None
        told = [
            f"- {name}: {fill(rule.condition or '', self._talk.variables)}"
            for name, rule in rules.items()
        ]
        schema = {
            "name": SWITCH_AGENT,
            "description": "Give the conversation to a colleague:\n" + "\n".join(told),
            "parameters": {
                "type": "object",
                "properties": {"agent": {"type": "string", "enum": list(rules)}},
                "required": ["agent"],
            },
        }

        async def switch_agent(
            raw_arguments: dict[str, object], context: RunContext[Any]
        ) -> VoiceAgent:
            rule = rules.get(str(raw_arguments.get("agent")))
            if rule is None:
                raise ToolError(f"unknown agent; choose one of {', '.join(rules)}")
            return await self._switch(context.session, rule, HandoffTrigger.CONDITION)

        return function_tool(switch_agent, raw_schema=schema)

    def _named(self, target: HandoffTarget) -> dict[str, Handoff]:
        """By the name of where they lead; a second rule to one agent has a number."""
        named: dict[str, Handoff] = {}
        for rule in target.config.handoffs:
            if rule.condition is None or rule.to not in self._targets:
                continue
            name = self._targets[rule.to].config.name
            same = sum(known.split(" #")[0] == name for known in named)
            named[f"{name} #{same + 1}" if same else name] = rule
        return named

    async def _switch(
        self, session: AgentSession[Any], rule: Handoff, trigger: HandoffTrigger
    ) -> VoiceAgent:
        """The next agent. Raises ToolError where there is none to be had; then this one goes on."""
        if self._count >= MAX_HANDOFFS or self._since_caller >= MAX_BETWEEN_TURNS:
            raise ToolError("the conversation was handed over too often; go on yourself")
        target, before = self._targets[rule.to], session.current_agent
        try:
            casting = await self._casting(target.config)
            agent = await self._make(session, target, rule, casting)
        except ProviderError as error:
            logger.warning("a hand-off is not possible", extra={"reason": str(error)})
            raise ToolError("the colleague is not available; go on yourself") from error
        if rule.keep_voice and isinstance(before.tts, tts.TTS):
            agent.update_options(tts=before.tts)
        if rule.message:
            session.say(fill(rule.message, self._talk.variables))
        agent.entered = lambda: self._enter(session, target, rule, trigger, casting)
        if isinstance(before, VoiceAgent):
            before.leaving = lambda: self._hear_out(session)
        return agent

    async def _hear_out(self, session: AgentSession[Any]) -> None:
        """What is said over the hand-off is the next agent's to answer."""
        self._talk.meanwhile.open()
        if session.current_agent.stt is not None or session.stt is not None:
            await self._talk.meanwhile.finished()

    async def _casting(self, config: AgentConfig) -> Casting:
        assert self._talk.casting is not None
        return recast(self._talk.casting, config, await self._keys(config))

    async def _make(
        self, session: AgentSession[Any], target: HandoffTarget, rule: Handoff, casting: Casting
    ) -> VoiceAgent:
        thinker = session.current_agent.llm or session.llm
        context = await taken_along(
            session.current_agent.chat_ctx,
            rule,
            thinker if isinstance(thinker, llm.LLM) else None,
        )
        return make_agent(
            target.config,
            self._locale(target),
            self._tools(target),
            casting=casting,
            rules=self._talk,
            chat_ctx=context,
            keep_voice=rule.keep_voice,
        )

    def _locale(self, target: HandoffTarget) -> str:
        """The language that is spoken, where the next agent speaks it."""
        spoken = self._talk.locale
        return spoken if spoken in target.config.locales else target.config.default_locale

    async def _enter(
        self,
        session: AgentSession[Any],
        target: HandoffTarget,
        rule: Handoff,
        trigger: HandoffTrigger,
        casting: Casting,
    ) -> None:
        before, self.current, self._switching = self.current, target, False
        self._count += 1
        self._since_caller += 1
        self._talk.take_over(target.config, self._locale(target), casting)
        keep_interruptions_of(target.config, session)
        self._talk.variables |= {
            "system.agent_id": target.agent_id,
            "system.agent_name": target.config.name,
        }
        self._reporter.handoff(
            HandedOff(
                id=new_id("hof"),
                from_agent_id=before.agent_id,
                to_agent_id=target.agent_id,
                to_agent_name=target.config.name,
                to_agent_version=target.agent_version,
                trigger=trigger,
                rule=rule.condition or rule.expression or "",
                context=rule.context,
                kept_voice=rule.keep_voice,
                at=now(),
            )
        )
        for tell in self.entered:
            await tell(target)
        self._speak(session, target, rule)

    def _speak(self, session: AgentSession[Any], target: HandoffTarget, rule: Handoff) -> None:
        greeting = target.config.locales[self._talk.locale].first_message
        greets = rule.context is HandoffContext.NONE and greeting
        if greeting and greets:
            self._talk.say_first(fill(greeting, self._talk.variables))
        if words := self._talk.meanwhile.close():
            session.generate_reply(
                user_input=words, instructions=_TAKE_OVER, input_modality="audio"
            )
        elif not greets:
            session.generate_reply(instructions=_TAKE_OVER)

    # Rules over variables

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        item = event.item
        if not isinstance(item, llm.ChatMessage):
            return
        if item.role == "user":
            self._since_caller = 0
        elif item.role == "assistant" and (rule := self._due()) is not None:
            self._switching = True
            self._spawn(self._go(rule))

    def _due(self) -> Handoff | None:
        if self._switching or self._since_caller or self._talk.wanted is not None:
            return None
        for rule in self.current.config.handoffs:
            if rule.expression is None or rule.to not in self._targets:
                continue
            try:
                holds = expressions.evaluate(
                    expressions.parse(rule.expression), self._talk.variables
                )
            except expressions.ExpressionError as error:
                logger.warning("a rule cannot be read", extra={"reason": str(error)})
                continue
            if holds:
                return rule
        return None

    async def _go(self, rule: Handoff) -> None:
        session = self._talk.session
        assert session is not None
        try:
            session.update_agent(await self._switch(session, rule, HandoffTrigger.EXPRESSION))
        except ToolError as error:
            self._switching = False  # else when the other agent has entered
            logger.info("no hand-off", extra={"reason": error.message})

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
