"""What the next agent knows of the conversation so far."""

import asyncio
import logging
from typing import Any

from livekit.agents import APIError, llm

from speaknode.agents.abilities import Handoff, HandoffContext

SWITCH_AGENT = "switch_agent"
_SUMMARY_S = 5.0
logger = logging.getLogger(__name__)


async def taken_along(
    history: llm.ChatContext, rule: Handoff, thinker: llm.LLM[Any] | None
) -> llm.ChatContext:
    context = history.copy(exclude_instructions=True, exclude_handoff=True)
    context.items = [item for item in context.items if not _is_switch(item)]
    match rule.context:
        case HandoffContext.NONE:
            return llm.ChatContext.empty()
        case HandoffContext.LAST_N:
            return context.copy(exclude_function_call=True).truncate(max_items=rule.last_n)
        case HandoffContext.SUMMARY if thinker is not None:
            return await _summary(context, thinker, rule.last_n)
        case _:
            return context


async def _summary(context: llm.ChatContext, thinker: llm.LLM[Any], last_n: int) -> llm.ChatContext:
    """By livekit-agents; with the caller's last words as they are. A slow or mute LLM must not hold the call."""
    try:
        async with asyncio.timeout(_SUMMARY_S):
            return await context._summarize(thinker, keep_last_turns=1)
    except (APIError, TimeoutError, RuntimeError) as error:
        logger.warning("no summary for the next agent", extra={"reason": str(error)})
        return context.copy(exclude_function_call=True).truncate(max_items=last_n)


def _is_switch(item: llm.ChatItem) -> bool:
    return isinstance(item, llm.FunctionCall | llm.FunctionCallOutput) and item.name == SWITCH_AGENT
