"""What a provider file declares: one `ProviderSpec` for each thing it can do."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

CloudRegion = Annotated[str, Field(max_length=50, pattern=r"^[a-z0-9-]+$", examples=["westeurope"])]
"""It becomes part of a server's name; nothing else of that name is to be written with it."""


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


class OwnServer(BaseModel):
    """A setting by which a space names a server of its own. The platform's key is not for that server."""

    model_config = ConfigDict(frozen=True)

    setting: str
    env: str | None = None
    """Names the operator's own server: there the platform's key may go."""

    @staticmethod
    def url(named: object) -> str:
        """Of the server as the setting names it: HTTPS where no scheme is written."""
        return str(named) if "://" in str(named) else f"https://{named}"


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
    credential_name: str | None = None
    """Under which its key is kept, where that is not the provider's own name."""
    offline: bool = False
    own_server: OwnServer | None = None
    ignores: frozenset[str] = frozenset()
    """Settings of an agent that this provider has nothing for: refused beside it, rather than without effect."""

    taken_by: dict[str, str] = {}
    """Settings that not every model of it takes: a pattern of those that do. Beside others they are refused."""

    def untaken(self, settings: Iterable[str], model: str | None) -> list[str]:
        """Those of the settings that would be without effect on the model."""
        named = model or self.default_model or ""
        return [
            setting
            for setting in settings
            if setting in self.taken_by and not re.match(self.taken_by[setting], named)
        ]

    @property
    def credential(self) -> str:
        return self.credential_name or self.name
