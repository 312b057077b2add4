"""An LLM and a TTS that do as a test tells them, when it tells them."""

# ruff: noqa: TID251  # fakes of livekit-agents' own parts, for the tests of the worker

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from livekit.agents import APIConnectionError, llm, tts
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions

NEVER_S = 10_000.0
RATE = 16_000
LETTER_S = 0.05
"""How long a letter takes to say."""


@dataclass(frozen=True)
class Reply:
    text: str = ""
    after_s: float = 0.1
    breaks_off: bool = False
    """After the text: an error."""
    stalls: bool = False
    """After the text, and before the calls: nothing, for ever."""
    calls: Sequence[tuple[str, dict[str, Any]]] = ()
    tokens: int = 10


MUTE = Reply(after_s=NEVER_S)
DOWN = Reply(breaks_off=True)


@dataclass
class Asked:
    at: float
    text: str
    instructions: str
    history: list[str] = field(default_factory=list)


class FakeLLM(llm.LLM[Any]):
    def __init__(self, *replies: Reply, label: str = "fake") -> None:
        super().__init__()
        self.replies, self.asked, self._name = list(replies), list[Asked](), label

    @property
    def model(self) -> str:
        return self._name

    @property
    def provider(self) -> str:
        return "fake"

    def chat(self, *, chat_ctx: llm.ChatContext, tools: Any = None, **fields: Any) -> llm.LLMStream:
        options = fields.get("conn_options", DEFAULT_API_CONNECT_OPTIONS)
        said = [item for item in chat_ctx.items if isinstance(item, llm.ChatMessage)]
        system = [item.text_content or "" for item in said if item.role == "system"]
        talk = [item.text_content or "" for item in said if item.role != "system"]
        now = asyncio.get_running_loop().time()
        self.asked.append(Asked(now, talk[-1] if talk else "", "\n".join(system), talk))
        # the last reply is given again and again
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return _Thinking(self, reply, chat_ctx=chat_ctx, tools=tools or [], conn_options=options)


class _Thinking(llm.LLMStream):
    def __init__(self, engine: FakeLLM, reply: Reply, **fields: Any) -> None:
        super().__init__(engine, **fields)
        self._reply = reply

    async def _run(self) -> None:
        reply = self._reply
        await asyncio.sleep(reply.after_s)
        for word in reply.text.split(" ") if reply.text else []:
            self._send(llm.ChoiceDelta(role="assistant", content=f"{word} "))
        if reply.stalls:
            await asyncio.sleep(NEVER_S)
        calls = [
            llm.FunctionToolCall(name=name, arguments=json.dumps(given), call_id=f"call_{index}")
            for index, (name, given) in enumerate(reply.calls)
        ]
        if calls:
            self._send(llm.ChoiceDelta(role="assistant", tool_calls=calls))
        if reply.breaks_off:
            raise APIConnectionError("broken off", retryable=False)
        usage = llm.CompletionUsage(
            completion_tokens=reply.tokens, prompt_tokens=0, total_tokens=reply.tokens
        )
        self._event_ch.send_nowait(llm.ChatChunk(id="1", usage=usage))

    def _send(self, delta: llm.ChoiceDelta) -> None:
        self._event_ch.send_nowait(llm.ChatChunk(id="1", delta=delta))


class FakeTTS(tts.TTS[Any]):
    def __init__(self, *, after_s: float = 0.1, fails: bool = False, label: str = "fake") -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=False), sample_rate=RATE, num_channels=1
        )
        self.after_s, self.fails, self.name = after_s, fails, label
        self.spoken: list[tuple[float, str]] = []

    @property
    def model(self) -> str:
        return self.name

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        return _Speaking(tts=self, input_text=text, conn_options=conn_options)


class _Speaking(tts.ChunkedStream):
    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        engine = self._tts
        assert isinstance(engine, FakeTTS)
        await asyncio.sleep(engine.after_s)
        if engine.fails:
            raise APIConnectionError("no voice", retryable=False)
        engine.spoken.append((asyncio.get_running_loop().time(), self._input_text))
        output_emitter.initialize(
            request_id="1", sample_rate=RATE, num_channels=1, mime_type="audio/pcm"
        )
        samples = int(len(self._input_text) * LETTER_S * RATE)
        output_emitter.push(b"\x00\x00" * samples)
        output_emitter.flush()
