"""What a human is told before they take a call: the owner's words, or what the conversation was about."""

import asyncio
import logging
from typing import Any

from livekit.agents import APIError, llm

from speaknode.agents.abilities import TransferDestination
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.prompt import fill

_SUMMARY_S = 8.0
_WORDS: dict[str, dict[str, str]] = {
    "ask": {
        "en": "To take the call, press one or say so. To decline, press two.",
        "ru": "Чтобы принять звонок, нажмите один или скажите об этом. Чтобы отказаться, нажмите два.",
    },
    "quote": {
        "en": "I have a caller for you. They said: {words}.",
        "ru": "У меня для вас звонок. Собеседник сказал: {words}.",
    },
    "bare": {"en": "I have a caller for you.", "ru": "У меня для вас звонок."},
}
_SUMMARISE = (
    "You are handing a caller over to a human colleague on the telephone. In at most three short spoken"
    " sentences, in the language {language}, tell the colleague who is calling and what they want."
    " Only what was said; no greeting, no list."
)
_ASIDE = (
    "You speak on the telephone with a human colleague to whom you want to hand over a caller. The caller"
    " waits and does not hear you. You have told what it is about; answer questions from the conversation"
    " below, in one or two sentences. Call `accept_call` when they agree to take the caller, `decline_call`"
    " when they do not, or when an answering machine speaks.\n\n"
)
logger = logging.getLogger(__name__)


def words(which: str, locale: str) -> str:
    return _WORDS[which].get(locale[:2]) or _WORDS[which]["en"]


def instructions(history: llm.ChatContext) -> str:
    """The instructions of the agent that speaks with the human."""
    return f"{_ASIDE}{transcript(history)}"


def transcript(history: llm.ChatContext) -> str:
    names = {"user": "Caller", "assistant": "You"}
    lines = [
        f"{names[message.role]}: {message.text_content}"
        for message in history.messages()
        if message.role in names and message.text_content
    ]
    return "\n".join(lines)


async def briefing(
    place: TransferDestination,
    history: llm.ChatContext,
    talk: Conversation,
    thinker: llm.LLM[Any] | None,
) -> str:
    if place.briefing:
        return fill(place.briefing, talk.variables)
    can_tell = thinker is not None and talk.config.llm.provider != "scripted"
    told = await _summary(thinker, history, talk.locale) if can_tell and thinker else ""
    return told or _quote(history, talk.locale)


def _quote(history: llm.ChatContext, locale: str) -> str:
    """Without a language model that could tell it: the caller's own last words."""
    said = [one.text_content for one in history.messages() if one.role == "user"]
    spoken = [text for text in said if text and not text.startswith("(")]
    if not spoken:
        return words("bare", locale)
    return words("quote", locale).format(words=spoken[-1].rstrip(" ."))


async def _summary(thinker: llm.LLM[Any], history: llm.ChatContext, locale: str) -> str:
    """Empty when the LLM fails or takes too long: the human is on the line already."""
    asked = llm.ChatContext.empty()
    asked.add_message(role="system", content=_SUMMARISE.format(language=locale))
    asked.add_message(role="user", content=transcript(history))
    said = ""
    try:
        async with asyncio.timeout(_SUMMARY_S), thinker.chat(chat_ctx=asked) as stream:
            async for chunk in stream:
                said += (chunk.delta.content or "") if chunk.delta else ""
    except (APIError, TimeoutError) as error:
        logger.warning("no summary for the human", extra={"reason": str(error)})
    return said.strip()
