"""ElevenLabs: voices and Scribe recognition."""

from typing import Literal

from pydantic import Field

from speaknode.providers.models import ProviderKind, ProviderSettings, ProviderSpec


class ElevenLabsSttSettings(ProviderSettings):
    tag_audio_events: bool | None = None


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
    ),
    ProviderSpec(
        kind=ProviderKind.TTS,
        name="elevenlabs",
        title="ElevenLabs",
        settings=ElevenLabsTtsSettings,
        factory="speaknode_worker.agent.hosted.elevenlabs:tts",
        env_keys=("ELEVEN_API_KEY", "ELEVENLABS_API_KEY"),
        default_model="eleven_flash_v2_5",
    ),
)
