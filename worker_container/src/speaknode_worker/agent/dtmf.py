"""Keys of the telephone: those that the agent presses, and those that the caller does."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

from livekit import rtc
from livekit.agents import function_tool
from livekit.agents.llm import RawFunctionTool

from speaknode.agents.abilities import CollectDtmf
from speaknode.agents.answering import IvrAction
from speaknode.sessions.models import SessionSpec
from speaknode_worker.agent.conversation import Conversation

_CODES = {**{str(digit): digit for digit in range(10)}, "*": 10, "#": 11}
_DIGITS = re.compile(r"[0-9*#w]{1,32}")
_BETWEEN_S = 0.3
"""Switchboards miss keys that follow each other faster."""
_PAUSE_S = 0.5
SEND_SCHEMA = {
    "name": "send_dtmf",
    "description": "Press keys of the telephone, for a menu that asks for them. `w` waits half a second.",
    "parameters": {
        "type": "object",
        "properties": {"digits": {"type": "string", "pattern": f"^{_DIGITS.pattern}$"}},
        "required": ["digits"],
    },
}


async def press(room: rtc.Room, digits: str) -> None:
    for digit in digits:
        if digit == "w":
            await asyncio.sleep(_PAUSE_S)
            continue
        await room.local_participant.publish_dtmf(code=_CODES[digit], digit=digit)
        await asyncio.sleep(_BETWEEN_S)


def send_tool(room: rtc.Room) -> RawFunctionTool[..., Any]:
    async def send_dtmf(raw_arguments: dict[str, object]) -> str:
        digits = str(raw_arguments.get("digits", ""))
        if not _DIGITS.fullmatch(digits):
            return "refused: 1 to 32 of 0-9, *, # and w"
        await press(room, digits)
        return f"pressed {digits}"

    return function_tool(send_dtmf, raw_schema=SEND_SCHEMA)


def tools(spec: SessionSpec, room: rtc.Room) -> list[RawFunctionTool[..., Any]]:
    if not spec.channel.is_phone:
        return []  # whoever reads or looks at a page has no keys that could be pressed for them
    listens = spec.channel.is_outbound and spec.config.answering.detect
    menus = listens and spec.config.answering.ivr is IvrAction.GO_ON
    return [send_tool(room)] if menus or spec.config.system_tools.send_dtmf else []


def listen(room: rtc.Room, talk: Conversation) -> None:
    """What the caller keys in is said as a turn of theirs, while an agent that wants it listens."""
    room.on("sip_dtmf_received", lambda _: talk.silence.heard())
    Collector(lambda: talk.config.system_tools.collect_dtmf, talk.on_keys).watch(room)


class Collector:
    """Gathers what the caller presses until the terminator, the last digit allowed, or a pause."""

    def __init__(
        self, settings: Callable[[], CollectDtmf | None], done: Callable[[str], None]
    ) -> None:
        self._settings, self._done = settings, done
        self._digits = ""
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, room: rtc.Room) -> None:
        room.on("sip_dtmf_received", self._on_key)

    def _on_key(self, event: rtc.SipDTMF) -> None:
        self.key(event.digit)

    def key(self, digit: str) -> None:
        self._stop_timer()
        settings = self._settings()
        if settings is None:
            self._digits = ""
            return
        if digit == settings.terminator:
            self._finish()
            return
        self._digits += digit
        if len(self._digits) >= settings.max_digits:
            self._finish()
            return
        wait_s = settings.timeout_ms / 1000
        self._timer = asyncio.get_running_loop().call_later(wait_s, self._finish)

    def _finish(self) -> None:
        self._stop_timer()
        digits, self._digits = self._digits, ""
        if digits:
            self._done(digits)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
