"""Ids of tool calls. LLMs make them, and some count from nought in every answer: a second `call_0` is another call."""

import re
import uuid
from collections.abc import Iterable

from livekit.agents.llm import ChatContext, FunctionCall, FunctionToolCall

_FIT = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What every provider takes back, and what fits into a header and a key of the database."""


class CallIds:
    """Of one conversation, whichever of its agents calls."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def know(self, chat_ctx: ChatContext) -> None:
        """Those of the history, which may be another worker's."""
        self._taken |= {item.call_id for item in chat_ctx.items if isinstance(item, FunctionCall)}

    def keep_apart(self, calls: Iterable[FunctionToolCall]) -> None:
        for call in calls:
            if call.call_id in self._taken or not _FIT.fullmatch(call.call_id):
                call.call_id = f"call_{uuid.uuid4().hex}"
            self._taken.add(call.call_id)
