"""How a conversation goes: whose turn it is, what interrupts, what happens in silence, how it ends."""

from enum import StrEnum

from pydantic import Field, ValidationInfo, field_validator

from speaknode.agents.speech import Line, Phrase
from speaknode.kit.models import Entity

ACK_PHRASES = (
    "mhm", "uh-huh", "mm-hmm", "yeah", "yes", "yep", "ok", "okay", "right", "sure", "I see", "got it",
    "угу", "ага", "да", "так", "понятно", "хорошо", "ясно",
)  # fmt: skip
STOP_PHRASES = (
    "stop", "wait", "hold on", "enough", "be quiet",
    "стоп", "стой", "подождите", "погодите", "хватит", "минутку",
)  # fmt: skip


class FirstMessageMode(StrEnum):
    AGENT = "agent"
    AGENT_GENERATED = "agent_generated"
    USER = "user"


class TurnDetector(StrEnum):
    AUTO = "auto"
    VAD = "vad"
    STT = "stt"
    MODEL = "model"


class TurnConfig(Entity):
    """When the caller has finished and the agent may speak."""

    detector: TurnDetector = Field(
        default=TurnDetector.AUTO,
        description="vad: by silence; stt: by the transcriber; model: by what was said; auto: the best there is.",
    )
    min_delay_ms: int = Field(default=500, ge=0, le=5000)
    max_delay_ms: int = Field(default=3000, ge=0, le=15_000, validate_default=True)
    preemptive: bool = Field(
        default=False, description="Think of an answer before it is certain that the turn is over."
    )

    @field_validator("max_delay_ms")
    @classmethod
    def _ordered(cls, value: int, info: ValidationInfo) -> int:
        if value < info.data.get("min_delay_ms", value):
            raise ValueError("must not be less than min_delay_ms")
        return value


class InterruptionConfig(Entity):
    """What makes the agent stop when the caller speaks over it."""

    enabled: bool = True
    min_words: int = Field(default=0, ge=0, le=20, description="0: sound alone will do.")
    min_ms: int = Field(
        default=500,
        ge=0,
        le=5000,
        description="Of speech. A short word that was heard to its end interrupts all the same.",
    )
    ack_phrases: list[Phrase] = Field(
        default=list(ACK_PHRASES), max_length=100, description="Never stop the agent."
    )
    stop_phrases: list[Phrase] = Field(
        default=list(STOP_PHRASES), max_length=100, description="Always stop the agent, at once."
    )
    resume: bool = Field(
        default=True, description="Go on where it stopped when the interruption was none."
    )


class BackchannelConfig(Entity):
    """Small words while the caller speaks at length."""

    enabled: bool = False
    frequency: float = Field(default=0.5, ge=0, le=1, description="Share of the chances it takes.")
    words: list[Phrase] = Field(default=["mhm", "uh-huh", "I see"], max_length=50)


class Denoise(StrEnum):
    OFF = "off"
    NOISE = "noise"
    NOISE_AND_VOICES = "noise_and_voices"


class IdleConfig(Entity):
    """What the agent says when the caller is silent; without messages, nothing."""

    after_ms: int = Field(default=10_000, ge=1000, le=300_000)
    messages: list[Line] = Field(default_factory=list, max_length=20)
    max_count: int = Field(default=2, ge=1, le=20, description="In a row; speech starts it anew.")


class EndCallConfig(Entity):
    """How the agent ends a conversation by itself."""

    tool: bool = Field(default=True, description="Whether the LLM has the tool `end_call`.")
    phrases: list[Phrase] = Field(
        default_factory=list, max_length=50, description="Said by the agent, they end the call."
    )
    message: Line | None = Field(
        default=None,
        description="The last words, however the agent ends it, unless it has just said them; null: none.",
    )


class LanguageDetection(Entity):
    """Switches to another locale of the agent when the caller speaks its language."""

    enabled: bool = False
    tool: bool = Field(default=True, description="Whether the LLM may switch when asked to.")
    min_words: int = Field(default=2, ge=1, le=20, description="A borrowed word switches nothing.")


class FillerConfig(Entity):
    """Said while the LLM is slow; without texts, nothing."""

    after_ms: int = Field(default=1200, ge=200, le=10_000)
    texts: list[Line] = Field(default_factory=list, max_length=20)
