"""What a provider file declares: one `ProviderSpec` for each thing it can do."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class ProviderKind(StrEnum):
    LLM = "llm"
    STT = "stt"
    TTS = "tts"
    VAD = "vad"
    REALTIME = "realtime"
    """Hears, thinks and speaks in one."""


class ProviderSettings(BaseModel):
    """Base of a provider's `params`: checked by the API, handed to the factory in the worker."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NoSettings(ProviderSettings):
    """For providers that need none."""


class ProviderSpec(BaseModel):
    """`factory` is `module:callable`, imported only in the worker: the API never loads a vendor's SDK."""

    model_config = ConfigDict(frozen=True)

    kind: ProviderKind
    name: str
    title: str
    settings: type[ProviderSettings] = NoSettings
    factory: str
    env_keys: tuple[str, ...] = ()
    default_model: str | None = None
    offline: bool = False
    ignores: frozenset[str] = frozenset()
    """Settings of an agent that this provider has nothing for: refused beside it, rather than without effect."""
