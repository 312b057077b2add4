"""Keys of a conversation's providers: the space's own, then the platform's; what is left has the environment's."""

import asyncio
import logging
from collections.abc import Iterator

from speaknode import providers, wiring
from speaknode.agents.models import AgentConfig, ProviderRef
from speaknode.credentials.models import PLATFORM
from speaknode.kit.errors import SpeaknodeError
from speaknode.providers import ProviderKind
from speaknode_worker.agent.plugins import LentKey

logger = logging.getLogger(__name__)


async def fetch(space_id: str, config: AgentConfig) -> dict[str, str]:
    """Those of one agent: each agent of a conversation has its own providers."""
    names = needed(config)
    return await asyncio.to_thread(_resolve, space_id, names) if names else {}


def needed(config: AgentConfig) -> list[str]:
    """Names of the keys that its providers want."""
    specs = (providers.spec(kind, ref.provider) for kind, ref in _refs(config))
    return sorted({spec.credential for spec in specs if spec.env_keys})


def _refs(config: AgentConfig) -> Iterator[tuple[ProviderKind, ProviderRef]]:
    for llm in (config.llm, *config.llm.fallbacks):
        yield ProviderKind.LLM, llm
    for ear in (config.stt, *config.stt.fallbacks):
        yield ProviderKind.STT, ear
    if config.realtime:
        for model in (config.realtime, *config.realtime.fallbacks):
            yield ProviderKind.REALTIME, model
    for locale in config.locales.values():
        for voice in (locale.tts, *locale.tts.fallbacks):
            yield ProviderKind.TTS, voice


def _resolve(space_id: str, names: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        try:
            key = _key(space_id, name)
        except SpeaknodeError as error:
            logger.warning(
                "a provider's key cannot be read", extra={"provider": name, "reason": error.message}
            )
            continue
        if key is not None:
            found[name] = key
    return found


def _key(space_id: str, name: str) -> str | None:
    credentials = wiring.credentials()
    if own := credentials.kept_by(space_id, name):
        return own.get_secret_value()
    lent = credentials.kept_by(PLATFORM, name)
    return LentKey(lent.get_secret_value()) if lent else None
