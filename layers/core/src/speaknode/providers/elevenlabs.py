"""ElevenLabs: voices and Scribe recognition."""

from typing import Literal

from pydantic import Field

from speaknode.providers.models import ProviderKind, ProviderSettings, ProviderSpec

_EXPRESSIVE = r"eleven_v[34]"
"""Models of dialogue: they speak as the text says, and have one dial left."""


class ElevenLabsSttSettings(ProviderSettings):
    tag_audio_events: bool | None = None
    vad_silence_threshold_secs: float | None = Field(
        default=None,
        ge=0.3,
        le=3,
        description="Of silence, then the words are final; null: half a second.",
    )


class ElevenLabsTtsSettings(ProviderSettings):
    stability: float | None = Field(default=None, ge=0, le=1)
    similarity_boost: float | None = Field(default=None, ge=0, le=1)
    style: float | None = Field(default=None, ge=0, le=1)
    use_speaker_boost: bool | None = None
    auto_mode: bool | None = None
    apply_text_normalization: Literal["auto", "off", "on"] | None = None


SPECS = (
    ProviderSpec(
        kind=ProviderKind.STT,
        name="elevenlabs",
        title="ElevenLabs",
        settings=ElevenLabsSttSettings,
        factory="speaknode_worker.agent.hosted.elevenlabs:stt",
        env_keys=("ELEVEN_API_KEY", "ELEVENLABS_API_KEY"),
        default_model="scribe_v2_realtime",
        taken_by={
            "tag_audio_events": r"scribe_v\d$",
            "vad_silence_threshold_secs": ".*_realtime$",
        },
    ),
    ProviderSpec(
        kind=ProviderKind.TTS,
        name="elevenlabs",
        title="ElevenLabs",
        settings=ElevenLabsTtsSettings,
        factory="speaknode_worker.agent.hosted.elevenlabs:tts",
        env_keys=("ELEVEN_API_KEY", "ELEVENLABS_API_KEY"),
        default_model="eleven_flash_v2_5",
        taken_by=dict.fromkeys(
            ("similarity_boost", "style", "use_speaker_boost", "auto_mode"), rf"(?!{_EXPRESSIVE})"
        ),
    ),
)
