"""Anthropic's `/v1/messages`, as server-sent events."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass

from aiohttp import web
from tests.support.hosted.wire import Json, Mood, Vendor, drop, stay_mute


@dataclass
class FakeAnthropic(Vendor):
    key_header = "x-api-key"
    call: tuple[str, Json] | None = None

    def refusal(self, status: int) -> Json:
        kinds = {401: "authentication_error", 429: "rate_limit_error"}
        error = {"type": kinds.get(status, "api_error"), "message": f"refused with {status}"}
        return {"type": "error", "error": error, "request_id": "req_1"}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        if self.mood is Mood.MUTE:
            await _send(response, {"type": "ping"})
            await stay_mute()
        for event in self._events():
            await _send(response, event)
            if event["type"] != "content_block_delta":
                continue
            if self.mood is Mood.DROPS:
                await asyncio.sleep(0)
                await drop(request)
                return response
            if self.mood is Mood.ERRS:
                error = {"type": "overloaded_error", "message": "Overloaded"}
                await _send(response, {"type": "error", "error": error})
                return response
        return response

    def _events(self) -> Iterator[Json]:
        usage: Json = {"input_tokens": 12, "output_tokens": 1, "cache_read_input_tokens": 3}
        usage["cache_creation_input_tokens"] = 0
        message: Json = {"id": "msg_1", "type": "message", "role": "assistant", "content": []}
        message |= {"model": "claude", "stop_reason": None, "stop_sequence": None, "usage": usage}
        yield {"type": "message_start", "message": message}
        if self.mood is not Mood.EMPTY:
            yield from self._text()
            yield from self._tool_use()
        reason = "tool_use" if self.call else "end_turn"
        delta = {"stop_reason": reason, "stop_sequence": None}
        yield {"type": "message_delta", "delta": delta, "usage": {"output_tokens": 7}}
        yield {"type": "message_stop"}

    def _text(self) -> Iterator[Json]:
        text = {"type": "text", "text": ""}
        yield {"type": "content_block_start", "index": 0, "content_block": text}
        for word in self.words:
            delta = {"type": "text_delta", "text": word}
            yield {"type": "content_block_delta", "index": 0, "delta": delta}
        yield {"type": "content_block_stop", "index": 0}

    def _tool_use(self) -> Iterator[Json]:
        if self.call is None:
            return
        name, arguments = self.call
        block = {"type": "tool_use", "id": "toolu_1", "name": name, "input": {}}
        yield {"type": "content_block_start", "index": 1, "content_block": block}
        written = json.dumps(arguments)
        for part in (written[:4], written[4:]):
            delta = {"type": "input_json_delta", "partial_json": part}
            yield {"type": "content_block_delta", "index": 1, "delta": delta}
        yield {"type": "content_block_stop", "index": 1}


async def _send(response: web.StreamResponse, event: Json) -> None:
    await response.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())
