"""The scripted engine as a livekit-agents LLM."""

import asyncio
import json
import uuid
from typing import Any

from livekit.agents import llm
from livekit.agents.types import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    NotGivenOr,
)

from speaknode.agents import answering
from speaknode.agents.models import VariableValue
from speaknode.providers.scripted.models import ScriptedSettings
from speaknode_worker.agent.offline import AFTER_START_S
from speaknode_worker.agent.offline.scripted.dialogue import (
    Action,
    CallTool,
    Dialogue,
    Event,
    Heard,
    Returned,
    Said,
    Say,
)
from speaknode_worker.agent.plugins import BuildLlm

END_CALL = "end_call"


def create(build: BuildLlm) -> llm.LLM[Any]:
    settings = ScriptedSettings.model_validate(build.ref.params)
    return ScriptedLLM(settings, language=build.language, variables=build.variables)


class ScriptedLLM(llm.LLM[Any]):
    def __init__(
        self,
        settings: ScriptedSettings,
        *,
        language: str = "en",
        variables: dict[str, VariableValue] | None = None,
    ) -> None:
        super().__init__()
        self.dialogue = Dialogue(settings, language, variables)

    @property
    def model(self) -> str:
        return "rules"

    @property
    def provider(self) -> str:
        return "scripted"

    async def _prewarm_impl(self) -> None:
        await asyncio.sleep(AFTER_START_S)
        self.dialogue.prepare()

    def chat(
        self,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        parallel_tool_calls: NotGivenOr[bool] = NOT_GIVEN,
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,
    ) -> llm.LLMStream:
        return _Stream(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)


class _Stream(llm.LLMStream):
    def __init__(
        self,
        engine: ScriptedLLM,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool],
        conn_options: APIConnectOptions,
    ) -> None:
        super().__init__(engine, chat_ctx=chat_ctx, tools=tools, conn_options=conn_options)
        self._engine = engine

    async def _run(self) -> None:
        events = events_of(self._chat_ctx)
        if self._has(answering.TOOL):
            delta = self._verdict(events)
        else:
            delta = self._delta(self._engine.dialogue.decide(events))
        said = len((delta.content or "").split()) if delta else 0
        heard = len(events[-1].text.split()) if events and isinstance(events[-1], Heard) else 0
        # There are no tokens here: words are counted, so that a token limit still limits.
        usage = llm.CompletionUsage(
            completion_tokens=said, prompt_tokens=heard, total_tokens=said + heard
        )
        self._event_ch.send_nowait(llm.ChatChunk(id=uuid.uuid4().hex, delta=delta, usage=usage))

    def _delta(self, action: Action) -> llm.ChoiceDelta | None:
        match action:
            case Say(text, end=end):
                calls = [_call(END_CALL, {})] if end and self._has(END_CALL) else []
                return llm.ChoiceDelta(role="assistant", content=text, tool_calls=calls)
            case CallTool(name, arguments):
                return llm.ChoiceDelta(role="assistant", tool_calls=[_call(name, arguments)])
            case _:
                return None

    def _verdict(self, events: list[Event]) -> llm.ChoiceDelta | None:
        heard = " ".join(event.text for event in events if isinstance(event, Heard))
        found = self._engine.dialogue.answered_by(heard)
        calls = [_call(answering.TOOL, {"who": found.value})] if found else []
        return llm.ChoiceDelta(role="assistant", tool_calls=calls)

    def _has(self, name: str) -> bool:
        return any(tool.id == name for tool in self._tools)


def _call(name: str, arguments: dict[str, Any]) -> llm.FunctionToolCall:
    return llm.FunctionToolCall(
        name=name,
        arguments=json.dumps(arguments, ensure_ascii=False),
        call_id=f"call_{uuid.uuid4().hex}",
    )


def events_of(chat_ctx: llm.ChatContext) -> list[Event]:
    events: list[Event] = []
    for item in chat_ctx.items:
        if isinstance(item, llm.ChatMessage):
            text = item.text_content or ""
            if item.role == "user":
                events.append(Heard(text))
            elif item.role == "assistant" and text:
                events.append(Said())
        elif isinstance(item, llm.FunctionCallOutput):
            events.append(Returned(item.name, _parsed(item.output), item.is_error))
    return events


def _parsed(output: str) -> Any:
    try:
        return json.loads(output)
    except ValueError:
        return output
