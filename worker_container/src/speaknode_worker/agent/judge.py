"""Who answered a call: livekit-agents' AMD does the listening and the timing, the agent's own LLM the judging.

AMD's own question knows no call screeners, and waits for an LLM that gives no verdict; ours knows them, and doubt
is a human.
"""

import asyncio
import json
import logging
import uuid
from typing import Any, NoReturn

from livekit.agents import AMD, AgentSession, APIError, function_tool, llm
from livekit.agents.types import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    NotGivenOr,
)
from livekit.agents.voice.amd import AMDCategory, AMDPredictionEvent

from speaknode.agents import answering
from speaknode.agents.answering import AnsweredBy

_WITHIN_S = 4.0
_LATE_WORDS_S = 1.0
"""A short greeting is judged before its words are there; they are no turn to be answered."""
_LABELS = {
    AnsweredBy.HUMAN: AMDCategory.HUMAN,
    AnsweredBy.UNSURE: AMDCategory.HUMAN,
    AnsweredBy.MACHINE: AMDCategory.MACHINE_VM,
    AnsweredBy.UNAVAILABLE: AMDCategory.MACHINE_UNAVAILABLE,
    AnsweredBy.IVR: AMDCategory.MACHINE_IVR,
    AnsweredBy.SCREENER: AMDCategory.MACHINE_IVR,
}
QUESTION = """We made a telephone call and somebody, or something, took it. From what was said first, tell who it is,
by calling the tool once:
human: a person ("Hello?", "This is John."), in any language.
machine: a voicemail or answering machine that takes a message ("Leave a message after the tone").
unavailable: a recording that takes no message (mailbox full or not set up, number not in service).
ivr: a menu that asks for keys or for a choice ("Press 1 to continue").
screener: an assistant or service that asks who is calling and why, before it puts the call through.
unsure: none of these is clear yet."""
_SCHEMA = {
    "name": answering.TOOL,
    "description": "Who took the call.",
    "parameters": {
        "type": "object",
        "properties": {"who": {"type": "string", "enum": [kind.value for kind in AnsweredBy]}},
        "required": ["who"],
    },
}
logger = logging.getLogger(__name__)


async def who_answers(session: AgentSession[Any], *, patience_s: float) -> AnsweredBy | None:
    """While it listens the agent says nothing. None: the call was over before anybody could tell."""
    if session.stt is None or not isinstance(session.llm, llm.LLM):
        return AnsweredBy.UNSURE
    judge = Judge(session.llm)
    listening = _Listening(
        session,
        llm=judge,
        stt=None,
        ivr_detection=False,
        suppress_compatibility_warning=True,
        detection_options={"no_speech_threshold": patience_s},
    )
    async with listening:
        try:
            heard = await listening.execute()
        except RuntimeError:
            return None
        await listening.until_turn_is_over(heard)
    return _kind(heard, judge.last)


def _kind(heard: AMDPredictionEvent, judged: AnsweredBy) -> AnsweredBy:
    """AMD's category decides; within it, what was judged is finer."""
    if heard.category is AMDCategory.UNCERTAIN:
        return AnsweredBy.UNSURE
    if _LABELS[judged] is heard.category and heard.reason == "llm":
        return judged
    return next(kind for kind, label in _LABELS.items() if label is heard.category)


class _Listening(AMD):
    """Words that come before the verdict are kept, and answered by nobody."""

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self._over = asyncio.Event()

    def _on_user_speech_started(self) -> None:
        self._over.clear()
        super()._on_user_speech_started()

    def _on_end_of_turn(self, info: Any) -> bool:
        super()._on_end_of_turn(info)
        self._over.set()
        return True

    async def until_turn_is_over(self, heard: AMDPredictionEvent) -> None:
        if heard.category is not AMDCategory.UNCERTAIN:
            try:
                await asyncio.wait_for(self._over.wait(), _LATE_WORDS_S)
            except TimeoutError:
                logger.debug("the first words were not written down")


class Judge(llm.LLM[Any]):
    """Answers AMD's question with the agent's LLM."""

    def __init__(self, model: llm.LLM[Any]) -> None:
        super().__init__()
        self._model = model
        self.last = AnsweredBy.UNSURE

    @property
    def model(self) -> str:
        return self._model.model

    @property
    def provider(self) -> str:
        return self._model.provider

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
        return _Verdict(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)

    async def rule(self, transcript: str) -> AnsweredBy:
        """Never raises: who cannot be told is a human."""
        try:
            self.last = await asyncio.wait_for(self._ask(transcript), _WITHIN_S)
        except (TimeoutError, APIError, ValueError) as error:
            logger.warning("nobody could tell who answered", extra={"reason": str(error)})
            self.last = AnsweredBy.UNSURE
        return self.last

    async def _ask(self, transcript: str) -> AnsweredBy:
        asked = llm.ChatContext.empty()
        asked.add_message(role="system", content=QUESTION)
        asked.add_message(role="user", content=transcript)
        verdict = function_tool(_not_to_be_run, raw_schema=_SCHEMA)
        stream = self._model.chat(chat_ctx=asked, tools=[verdict], tool_choice="required")
        answer = await stream.collect()
        for call in answer.tool_calls:
            if call.name == answering.TOOL:
                return AnsweredBy(json.loads(call.arguments or "{}").get("who"))
        return AnsweredBy.UNSURE


async def _not_to_be_run(raw_arguments: dict[str, object]) -> NoReturn:
    raise AssertionError("its arguments are the verdict")


class _Verdict(llm.LLMStream):
    def __init__(self, judge: Judge, **fields: Any) -> None:
        super().__init__(judge, **fields)
        self._judge = judge

    async def _run(self) -> None:
        said = [item for item in self._chat_ctx.items if isinstance(item, llm.ChatMessage)]
        kind = await self._judge.rule(said[-1].text_content or "")
        call = llm.FunctionToolCall(
            name="save_prediction",
            arguments=json.dumps({"label": _LABELS[kind].value}),
            call_id=uuid.uuid4().hex,
        )
        delta = llm.ChoiceDelta(role="assistant", tool_calls=[call])
        self._event_ch.send_nowait(llm.ChatChunk(id=uuid.uuid4().hex, delta=delta))
