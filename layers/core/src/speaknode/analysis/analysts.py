"""Which analyst reads a conversation: the agent's own model with its space's key, else the platform's."""

from collections.abc import Callable

from pydantic import SecretStr

from speaknode import providers
from speaknode.agents.speech import ProviderRef
from speaknode.analysis.extractive import ExtractiveAnalyst
from speaknode.analysis.ports import Analyst
from speaknode.kit.settings import Settings
from speaknode.providers import ProviderKind

OFFLINE = frozenset({"scripted"})
_ADDRESSES = {
    "groq": "https://api.groq.com/openai/v1",
    "google": "https://generativelanguage.googleapis.com/v1beta/openai",
    "anthropic": "https://api.anthropic.com/v1",
    "nvidia": "https://integrate.api.nvidia.com/v1",
}
"""Where vendors take OpenAI's chat completions."""
KeyOf = Callable[[str, str], SecretStr | None]


class ConfiguredAnalysts:
    def __init__(self, settings: Settings, key_of: KeyOf) -> None:
        """`key_of` a space and a provider: the space's own, else the platform's."""
        self._settings, self._key_of = settings, key_of

    def for_llm(self, llm: ProviderRef, space_id: str) -> Analyst:
        """Without a model that can be asked, rules say what rules can know."""
        if llm.provider in OFFLINE:
            return ExtractiveAnalyst()
        key = self._key(space_id, llm.provider)
        if key and (address := self._address(llm)):
            default = providers.spec(ProviderKind.LLM, llm.provider).default_model
            return _chat(
                address, key, llm.model or default or self._settings.analysis_model, llm.provider
            )
        key = self._settings.openai_api_key.get_secret_value()
        if not key:
            return ExtractiveAnalyst()
        # Another vendor's model name means nothing at this address.
        return _chat(self._settings.openai_base_url, key, self._settings.analysis_model, "openai")

    def _key(self, space_id: str, provider: str) -> str:
        found = self._key_of(space_id, provider)
        if found is None and provider == "openai":
            found = self._settings.openai_api_key
        return found.get_secret_value() if found else ""

    def _address(self, llm: ProviderRef) -> str | None:
        if llm.params.get("base_url"):
            return (
                None  # a server of the owner's choice the platform does not call with its own hands
            )
        known = self._settings.openai_base_url if llm.provider == "openai" else None
        return known or _ADDRESSES.get(llm.provider)


def _chat(base_url: str, key: str, model: str, provider: str) -> Analyst:
    from speaknode.analysis.llm import ChatAnalyst, OpenAiChat

    return ChatAnalyst(OpenAiChat(base_url=base_url, api_key=key, model=model, provider=provider))
