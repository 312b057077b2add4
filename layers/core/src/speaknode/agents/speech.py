"""Which models hear, think and speak for an agent, in each of its languages."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from speaknode.kit.models import Entity, Id

Language = Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$", examples=["en", "ru"])]
Phrase = Annotated[str, Field(min_length=1, max_length=200)]
Line = Annotated[str, Field(min_length=1, max_length=1000)]
MAX_FALLBACKS = 3


class ProviderRef(Entity):
    """Which provider does a job, with settings checked against that provider's own schema."""

    provider: str = Field(max_length=64, examples=["openai"])
    model: str | None = Field(
        default=None, max_length=200, description="null: the provider's default."
    )
    params: dict[str, Any] = Field(
        default_factory=dict, description="The provider's own settings; see `GET /v1/providers`."
    )


class VoiceRef(ProviderRef):
    """A provider that speaks."""

    voice: str | None = Field(
        default=None,
        max_length=200,
        description="null: the provider's default; see `GET /v1/voices`.",
    )


class LlmConfig(ProviderRef):
    provider: str = Field(default="scripted", max_length=64)
    temperature: float | None = Field(
        default=None, ge=0, le=1, description="null: the agent's `temperature`."
    )
    fallbacks: list[ProviderRef] = Field(
        default_factory=list,
        max_length=MAX_FALLBACKS,
        description="Tried in order when the first gives no useful output in time.",
    )


class SttConfig(ProviderRef):
    provider: str = Field(default="pocketsphinx", max_length=64)
    keyterms: list[Phrase] = Field(
        default_factory=list, max_length=200, description="Names and words to listen for."
    )
    fallbacks: list[ProviderRef] = Field(default_factory=list, max_length=MAX_FALLBACKS)


class TtsConfig(VoiceRef):
    provider: str = Field(default="espeak", max_length=64)
    fallbacks: list[VoiceRef] = Field(default_factory=list, max_length=MAX_FALLBACKS)


class WhenDown(StrEnum):
    END = "end"
    PIPELINE = "pipeline"


class RealtimeConfig(VoiceRef):
    """One model that hears, thinks and speaks, in the place of `stt` and `llm`."""

    provider: str = Field(max_length=64, examples=["openai"])
    fallbacks: list[VoiceRef] = Field(
        default_factory=list,
        max_length=MAX_FALLBACKS,
        description="Realtime models that go on when the first is down.",
    )
    when_down: WhenDown = Field(
        default=WhenDown.END,
        description="With no realtime model left: an apology and the end, or `stt`, `llm` and `tts` go on.",
    )


class VadConfig(Entity):
    model: Literal["silero"] = "silero"
    sensitivity: float = Field(default=0.5, ge=0, le=1, description="Higher hears quieter speech.")
    min_speech_ms: int = Field(default=50, ge=0, le=2000)
    min_silence_ms: int = Field(default=550, ge=50, le=5000)


class SoundPreset(StrEnum):
    NONE = "none"
    OFFICE = "office"
    CAFE = "cafe"
    STREET = "street"
    CALL_CENTER = "call_center"
    KEYBOARD = "keyboard"


class BackgroundSound(Entity):
    """Heard behind the agent's voice: a preset, or a file that was uploaded."""

    preset: SoundPreset = SoundPreset.NONE
    sound_id: Id | None = Field(
        default=None,
        description="Of an uploaded sound (`/v1/sounds`); plays in a loop.",
    )
    volume: float = Field(default=0.3, ge=0, le=1)

    @field_validator("sound_id")
    @classmethod
    def _one_source(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("preset") not in (None, SoundPreset.NONE):
            raise ValueError("give a preset or a sound, not both")
        return value


class LocaleTexts(Entity):
    """The agent's fixed texts in one language; what is null here is taken from the agent."""

    idle_messages: list[Line] | None = Field(default=None, max_length=20)
    end_call_message: Line | None = None
    end_call_phrases: list[Phrase] | None = Field(default=None, max_length=50)
    filler_texts: list[Line] | None = Field(default=None, max_length=20)
    backchannel_words: list[Phrase] | None = Field(default=None, max_length=50)
    ack_phrases: list[Phrase] | None = Field(default=None, max_length=100)
    stop_phrases: list[Phrase] | None = Field(default=None, max_length=100)


class LocaleConfig(Entity):
    """How the agent sounds in one language."""

    first_message: str | None = Field(
        default=None, max_length=2000, description="With `{{variables}}`; null: none."
    )
    tts: TtsConfig = TtsConfig()
    speed: float = Field(default=1.0, ge=0.5, le=2.0, description="Of speech; 1: as the voice is.")
    background_sound: BackgroundSound = BackgroundSound()
    texts: LocaleTexts = LocaleTexts()
