"""Switching to another language of the agent: ears, voice, thought and prompt change together or not at all."""

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from livekit.agents import RunContext, ToolError, function_tool
from livekit.agents.llm import RawFunctionTool
from livekit.agents.types import NOT_GIVEN

from speaknode.agents.models import AgentConfig
from speaknode_worker.agent.cast import Models
from speaknode_worker.agent.language import detect
from speaknode_worker.agent.plugins import ProviderError
from speaknode_worker.agent.prompt import instructions

if TYPE_CHECKING:
    from collections.abc import Callable

    from speaknode_worker.agent.conversation import Conversation

logger = logging.getLogger(__name__)


class Languages:
    def __init__(self, conversation: "Conversation") -> None:
        self._conversation = conversation
        self._switching = asyncio.Lock()
        self.changed: list[Callable[[str], None]] = []
        """Called with the new locale after a switch."""

    def tools(self, config: AgentConfig) -> list[RawFunctionTool[..., Any]]:
        if len(config.locales) < 2 or not config.language_detection.tool:
            return []
        schema = {
            "name": "switch_language",
            "description": "Go on in another language, when the caller asks for it or speaks it.",
            "parameters": {
                "type": "object",
                "properties": {"locale": {"type": "string", "enum": sorted(config.locales)}},
                "required": ["locale"],
            },
        }

        async def switch_language(
            raw_arguments: dict[str, object], context: RunContext[Any]
        ) -> str:
            locale = str(raw_arguments.get("locale"))
            if not await self.switch(locale):
                raise ToolError(f"the language {locale} cannot be spoken now")
            return f"You now speak {locale}."

        return [function_tool(switch_language, raw_schema=schema)]

    async def follow(self, text: str, reported: str | None) -> None:
        """Goes over to the language of these words, where the agent is to."""
        wish = self._conversation.config.language_detection
        locales = self._conversation.config.locales
        if not wish.enabled or len(locales) < 2:
            return
        found = self._reported(reported) or detect(text, locales, min_words=wish.min_words)
        if found is not None and found != self._conversation.locale:
            await self.switch(found)

    def _reported(self, language: str | None) -> str | None:
        """What a transcriber says that hears several; one that hears a single language only repeats it."""
        spoken = self._conversation.locale
        if not language or language[:2] == spoken[:2]:
            return None
        locales = self._conversation.config.locales
        exact = [locale for locale in locales if locale == language]
        return next(iter([*exact, *(one for one in locales if one[:2] == language[:2])]), None)

    async def switch(self, locale: str) -> bool:
        talk = self._conversation
        async with self._switching:
            if locale == talk.locale:
                return True
            if locale not in talk.config.locales or talk.casting is None:
                return False
            try:
                models = talk.casting.models(talk.config, locale)
            except ProviderError as error:
                logger.warning("the language was not switched", extra={"reason": str(error)})
                return False
            await self._apply(locale, models)
        return True

    async def _apply(self, locale: str, models: Models) -> None:
        """Nothing here can fail half-way: everything was made before."""
        talk = self._conversation
        session = talk.session
        assert session is not None
        talk.use(talk.config, locale)
        agent = session.current_agent
        agent.update_options(
            # a realtime model speaks all languages, and cannot be changed while it runs
            llm=NOT_GIVEN if models.is_realtime else models.llm,
            stt=models.stt if models.stt is not None else NOT_GIVEN,  # half an ear beats none
            tts=models.tts if models.tts is not None else NOT_GIVEN,
        )
        if models.stt is not None:
            session.update_options(turn_detection=models.turn_detection)
        prompt = instructions(talk.config.system_prompt, locale, talk.variables)
        await agent.update_instructions(prompt)
        for tell in self.changed:
            tell(locale)
        logger.info("the language was switched", extra={"locale": locale})
