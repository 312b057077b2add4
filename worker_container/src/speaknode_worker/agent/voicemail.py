"""A message for a machine that answered: after its greeting and beep, whole, and then the call is over."""

import asyncio
from typing import Any

from livekit.agents import AgentSession, RunContext, StopResponse, function_tool
from livekit.agents.llm import RawFunctionTool

from speaknode.agents.abilities import LeaveVoicemail
from speaknode.sessions.models import EndReason
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.ending import Ending
from speaknode_worker.agent.prompt import fill

QUIET_S = 1.5
"""Longer than the breath between a greeting and its beep; a machine records from the beep on."""
_GREETING_S = 30.0
_LOOK_EVERY_S = 0.1
SCHEMA = {
    "name": "leave_voicemail",
    "description": "An answering machine took the call: leave the prepared message and hang up.",
    "parameters": {"type": "object", "properties": {}},
}


def tool(settings: LeaveVoicemail, talk: Conversation) -> RawFunctionTool[..., Any]:
    async def leave_voicemail(raw_arguments: dict[str, object], context: RunContext[Any]) -> None:
        await context.wait_for_playout()
        await leave(settings.message, talk, context.session)
        raise StopResponse

    return function_tool(leave_voicemail, raw_schema=SCHEMA)


async def leave(message: str, talk: Conversation, session: AgentSession[Any]) -> None:
    if talk.wanted is not None:
        return
    talk.wanted = Ending(EndReason.VOICEMAIL)
    talk.silence.stop()
    await until_quiet(session)
    said = session.say(fill(message, talk.variables), allow_interruptions=False)
    talk.floor.protected = said
    await said.wait_for_playout()
    session.shutdown(drain=True)


async def until_quiet(
    session: AgentSession[Any], *, quiet_s: float = QUIET_S, at_most_s: float = _GREETING_S
) -> None:
    """Returns when nobody has spoken for `quiet_s`; a greeting without end is spoken over."""
    loop = asyncio.get_running_loop()
    began = spoke = loop.time()
    while (now := loop.time()) - spoke < quiet_s and now - began < at_most_s:
        if session.user_state == "speaking":
            spoke = now
        await asyncio.sleep(_LOOK_EVERY_S)
