"""Which analyst reads a conversation: the agent's own kind of model where the platform can ask it."""

from speaknode.agents.speech import ProviderRef
from speaknode.analysis.extractive import ExtractiveAnalyst
from speaknode.analysis.ports import Analyst
from speaknode.kit.settings import Settings

OFFLINE = frozenset({"scripted"})


class ConfiguredAnalysts:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def for_llm(self, llm: ProviderRef) -> Analyst:
        """Without a model that can be asked, rules say what rules can know."""
        key = self._settings.openai_api_key.get_secret_value()
        if llm.provider in OFFLINE or not key:
            return ExtractiveAnalyst()
        from speaknode.analysis.llm import ChatAnalyst, OpenAiChat

        # Another vendor's model name means nothing at this address.
        model = llm.model if llm.provider == "openai" else None
        return ChatAnalyst(
            OpenAiChat(
                base_url=self._settings.openai_base_url,
                api_key=key,
                model=model or self._settings.analysis_model,
            )
        )
