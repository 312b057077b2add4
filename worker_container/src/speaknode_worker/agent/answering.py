"""A call that we made is taken: find out by whom, and do what the agent's `answering` says."""

from collections.abc import Callable
from typing import Any

from livekit.agents import AgentSession

from speaknode.agents.answering import AnsweredBy, IvrAction, MachineAction, ScreenerAction
from speaknode.agents.conversation import FirstMessageMode
from speaknode.sessions.models import EndReason
from speaknode_worker.agent import voicemail
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.judge import who_answers
from speaknode_worker.agent.prompt import fill

_INTRODUCE = "A call screener asks who is calling. Say it in one sentence, and why."


async def meet(
    session: AgentSession[Any],
    talk: Conversation,
    first_message: str | None,
    *,
    told: Callable[[AnsweredBy], None],
) -> None:
    """Returns when the conversation goes its way, or has been given up."""
    talk.start_clock()
    found = await who_answers(session, patience_s=talk.config.answering.patience_s)
    if found is None:
        return
    told(found)
    match found:
        case AnsweredBy.MACHINE | AnsweredBy.UNAVAILABLE:
            await _machine(found, session, talk, first_message)
        case AnsweredBy.IVR:
            _ivr(session, talk)
        case AnsweredBy.SCREENER:
            _screener(session, talk)
        case _:
            _human(session, talk, first_message)


def _human(session: AgentSession[Any], talk: Conversation, first_message: str | None) -> None:
    spoken = any(item.type == "message" and item.role == "user" for item in session.history.items)
    if talk.config.first_message_mode is FirstMessageMode.USER and spoken:
        session.generate_reply()
    else:
        talk.begin(first_message)


async def _machine(
    found: AnsweredBy, session: AgentSession[Any], talk: Conversation, first_message: str | None
) -> None:
    wanted = talk.config.answering
    if wanted.machine is MachineAction.GO_ON:
        talk.begin(first_message)
    elif (
        wanted.message
        and found is AnsweredBy.MACHINE
        and wanted.machine is not MachineAction.HANG_UP
    ):
        await voicemail.leave(wanted.message, talk, session)
    else:
        talk.end_soon(EndReason.VOICEMAIL)


def _ivr(session: AgentSession[Any], talk: Conversation) -> None:
    if talk.config.answering.ivr is IvrAction.HANG_UP:
        talk.end_soon(EndReason.IVR)
    else:
        session.generate_reply()  # to the menu, which is in the history


def _screener(session: AgentSession[Any], talk: Conversation) -> None:
    wanted = talk.config.answering
    if wanted.screener is ScreenerAction.HANG_UP:
        talk.end_soon(EndReason.SCREENER)
    elif wanted.introduction:
        session.say(fill(wanted.introduction, talk.variables))
    else:
        session.generate_reply(instructions=_INTRODUCE)
