"""The agent: what it says, hears and may do. A version of it never changes."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator

from speaknode.kit.models import Entity
from speaknode.widget.models import WidgetConfig

Language = Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$", examples=["en", "ru"])]
VariableValue = str | int | float | bool | None
DRAFT = 0


class ProviderRef(Entity):
    """Which provider does a job, with settings checked against that provider's own schema."""

    provider: str
    model: str | None = None
    params: dict[str, Any] = Field(default_factory=dict)


class LlmConfig(ProviderRef):
    provider: str = "scripted"


class SttConfig(ProviderRef):
    provider: str = "pocketsphinx"
    keyterms: list[str] = Field(default_factory=list, max_length=200)


class TtsConfig(ProviderRef):
    provider: str = "espeak"
    voice: str | None = None


class VadConfig(Entity):
    model: str = "silero"
    sensitivity: float = Field(default=0.5, ge=0, le=1, description="Higher hears quieter speech.")
    min_speech_ms: int = Field(default=50, ge=0, le=2000)
    min_silence_ms: int = Field(default=550, ge=50, le=5000)


class LocaleConfig(Entity):
    first_message: str | None = Field(default=None, max_length=2000)
    tts: TtsConfig = TtsConfig()
    speed: float = Field(default=1.0, ge=0.5, le=2.0)


class VariableType(StrEnum):
    STRING = "string"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"


class Variable(Entity):
    """One typed input of a conversation, as in an OpenAPI schema."""

    name: str = Field(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]{0,63}$")
    type: VariableType = VariableType.STRING
    description: str = Field(default="", max_length=500)
    default: VariableValue = None
    nullable: bool = False


class AgentConfig(Entity):
    """Everything of an agent that a version freezes."""

    name: str = Field(min_length=1, max_length=50)
    system_prompt: str = Field(default="", max_length=100_000)
    temperature: float = Field(default=0.7, ge=0, le=1)
    token_limit: int | None = Field(default=None, ge=100, le=10_000_000)
    default_locale: Language = "en"
    locales: dict[Language, LocaleConfig] = Field(
        default_factory=lambda: {"en": LocaleConfig()}, min_length=1
    )
    llm: LlmConfig = LlmConfig()
    stt: SttConfig = SttConfig()
    vad: VadConfig = VadConfig()
    first_message_interruptible: bool = True
    silence_timeout_s: int = Field(default=30, ge=5, le=3600)
    max_duration_s: int = Field(default=1800, ge=10, le=14_400)
    variables: list[Variable] = Field(default_factory=list, max_length=100)
    tool_ids: list[str] = Field(default_factory=list, max_length=50)
    widget: WidgetConfig = WidgetConfig()

    @model_validator(mode="after")
    def _consistent(self) -> "AgentConfig":
        if self.default_locale not in self.locales:
            raise ValueError(f"default_locale {self.default_locale!r} is not one of locales")
        names = [variable.name for variable in self.variables]
        if len(names) != len(set(names)):
            raise ValueError("variables must have different names")
        return self


class Agent(AgentConfig):
    """The editable draft with its publication state."""

    id: str
    space_id: str
    created_at: datetime
    updated_at: datetime
    revision: int = Field(
        default=1, description="Goes up with every change; send it back as If-Match."
    )
    latest_version: int = Field(
        default=DRAFT, description="Number of the newest version; 0: none yet."
    )
    published_version: int | None = None
    is_published: bool = False

    def config(self) -> AgentConfig:
        return AgentConfig.model_validate(self.model_dump(include=set(AgentConfig.model_fields)))


class AgentVersion(Entity):
    """A frozen agent: version numbers count from 1."""

    agent_id: str
    space_id: str
    version: int
    created_at: datetime
    config: AgentConfig
