"""The agent: what it says, hears and may do. A version of it never changes."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from speaknode.agents.abilities import Handoff, McpServer, SystemTools
from speaknode.agents.answering import Answering
from speaknode.agents.conversation import (
    BackchannelConfig,
    Denoise,
    EndCallConfig,
    FillerConfig,
    FirstMessageMode,
    IdleConfig,
    InterruptionConfig,
    LanguageDetection,
    TurnConfig,
)
from speaknode.agents.outcome import AnalysisConfig, ArtifactsConfig, PrivacyConfig, StoreMode
from speaknode.agents.speech import (
    Language,
    LlmConfig,
    LocaleConfig,
    LocaleTexts,
    ProviderRef,
    RealtimeConfig,
    SttConfig,
    TtsConfig,
    VadConfig,
    VoiceRef,
)
from speaknode.agents.variables import Variable, VariableType, VariableValue
from speaknode.kit.models import Entity, Id
from speaknode.widget.models import WidgetConfig

__all__ = [
    "DRAFT", "NAME_LIMIT", "Agent", "AgentConfig", "AgentVersion", "Language", "LlmConfig",
    "LocaleConfig", "LocaleTexts", "ProviderRef", "RealtimeConfig", "SplitPart", "SttConfig", "TtsConfig", "VadConfig",
    "Variable", "VariableType", "VariableValue", "VersionLabel", "VoiceRef",
]  # fmt: skip

DRAFT = 0
MAX_TOOLS = 50
MAX_LABELS = 50
NAME_LIMIT = 50
_RESERVED = ("draft", "published", "latest")


def _not_reserved(label: str) -> str:
    if label in _RESERVED:
        raise ValueError(f"{label!r} is always there; choose another name")
    return label


VersionLabel = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$", examples=["prod"]),
    AfterValidator(_not_reserved),
]


class AgentConfig(Entity):
    """Everything of an agent that a version freezes."""

    name: str = Field(min_length=1, max_length=NAME_LIMIT)
    system_prompt: str = Field(
        default="",
        max_length=100_000,
        description="Who it is and what it does; `{{variables}}` are filled in.",
    )
    temperature: float = Field(default=0.7, ge=0, le=1)
    token_limit: int | None = Field(
        default=None,
        ge=100,
        le=10_000_000,
        description="Of one conversation; then it ends politely.",
    )
    locales: dict[Language, LocaleConfig] = Field(
        default_factory=lambda: {"en": LocaleConfig()}, min_length=1, max_length=50
    )
    default_locale: Language = Field(default="en", validate_default=True)
    language_detection: LanguageDetection = LanguageDetection()
    llm: LlmConfig = LlmConfig()
    stt: SttConfig = SttConfig()
    realtime: RealtimeConfig | None = Field(
        default=None,
        description="A speech-to-speech model; fixed texts are still said by the locale's `tts`.",
    )
    vad: VadConfig = VadConfig()
    denoise: Denoise = Field(
        default=Denoise.OFF, description="What is filtered out of the caller's sound."
    )
    turn: TurnConfig = TurnConfig()
    interruption: InterruptionConfig = InterruptionConfig()
    backchannel: BackchannelConfig = BackchannelConfig()
    filler: FillerConfig = FillerConfig()
    first_message_mode: FirstMessageMode = Field(
        default=FirstMessageMode.AGENT,
        description="agent: says `first_message`; agent_generated: the LLM makes one; user: waits.",
    )
    first_message_interruptible: bool = True
    first_message_delay_ms: int = Field(default=0, ge=0, le=10_000)
    idle: IdleConfig = IdleConfig()
    silence_timeout_s: int = Field(
        default=30, ge=5, le=3600, description="Of silence on both sides; then the call ends."
    )
    max_duration_s: int = Field(default=1800, ge=10, le=14_400)
    end_call: EndCallConfig = EndCallConfig()
    variables: list[Variable] = Field(default_factory=list, max_length=100)
    tool_ids: list[Id] = Field(default_factory=list, max_length=MAX_TOOLS)
    system_tools: SystemTools = SystemTools()
    handoffs: list[Handoff] = Field(default_factory=list, max_length=20)
    knowledge_ids: list[Id] = Field(default_factory=list, max_length=50)
    mcp_servers: list[McpServer] = Field(default_factory=list, max_length=10)
    answering: Answering = Answering()
    analysis: AnalysisConfig = AnalysisConfig()
    privacy: PrivacyConfig = PrivacyConfig()
    artifacts: ArtifactsConfig = ArtifactsConfig()
    widget: WidgetConfig = WidgetConfig()

    @field_validator("default_locale")
    @classmethod
    def _is_a_locale(cls, value: Language, info: ValidationInfo) -> Language:
        if value not in info.data.get("locales", {value: None}):
            raise ValueError(f"default_locale {value!r} is not one of locales")
        return value

    @field_validator("variables")
    @classmethod
    def _different_names(cls, value: list[Variable]) -> list[Variable]:
        if len({variable.name for variable in value}) != len(value):
            raise ValueError("variables must have different names")
        return value

    def kept(self) -> ArtifactsConfig:
        """What is kept of a conversation: its artifacts, as far as privacy lets them be."""
        if self.privacy.store is StoreMode.METADATA_ONLY:
            return ArtifactsConfig(recording=False, tracks=False, transcript=False)
        if self.privacy.store is StoreMode.WITHOUT_PII:
            return self.artifacts.model_copy(update={"recording": False, "tracks": False})
        return self.artifacts

    def texts(self, locale: Language) -> LocaleTexts:
        """The fixed texts to use in a language: its own, else the agent's."""
        common = {
            "idle_messages": self.idle.messages,
            "end_call_message": self.end_call.message,
            "end_call_phrases": self.end_call.phrases,
            "filler_texts": self.filler.texts,
            "backchannel_words": self.backchannel.words,
            "ack_phrases": self.interruption.ack_phrases,
            "stop_phrases": self.interruption.stop_phrases,
        }
        return LocaleTexts.model_validate(
            common | self.locales[locale].texts.model_dump(exclude_none=True)
        )


class SplitPart(Entity):
    """One version's share of the conversations: its weight over the sum of weights."""

    version: int = Field(ge=1)
    weight: int = Field(ge=1, le=1000)


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
    split: list[SplitPart] = Field(
        default_factory=list,
        description="Versions that share the public's conversations; empty: `published_version` has all.",
    )
    labels: dict[VersionLabel, int] = Field(
        default_factory=dict, description=f"Names given to versions, {MAX_LABELS} at most."
    )

    def config(self) -> AgentConfig:
        return AgentConfig.model_validate(self.model_dump(include=set(AgentConfig.model_fields)))


class AgentVersion(Entity):
    """A frozen agent: version numbers count from 1."""

    agent_id: str
    space_id: str
    version: int
    created_at: datetime
    config: AgentConfig
