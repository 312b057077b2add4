"""Cartesia: Sonic voices and Ink recognition."""

from pydantic import Field

from speaknode.providers.models import ProviderKind, ProviderSettings, ProviderSpec


class CartesiaSttSettings(ProviderSettings):
    audio_chunk_duration_ms: int | None = Field(default=None, ge=10, le=1000)


class CartesiaTtsSettings(ProviderSettings):
    emotion: str | None = Field(default=None, max_length=50)
    volume: float | None = Field(default=None, ge=0.5, le=2)
    pronunciation_dict_id: str | None = Field(default=None, max_length=100)


SPECS = (
    ProviderSpec(
        kind=ProviderKind.STT,
        name="cartesia",
        title="Cartesia",
        settings=CartesiaSttSettings,
        factory="speaknode_worker.agent.hosted.cartesia:stt",
        env_keys=("CARTESIA_API_KEY",),
        ignores=frozenset({"keyterms"}),
    ),
    ProviderSpec(
        kind=ProviderKind.TTS,
        name="cartesia",
        title="Cartesia",
        settings=CartesiaTtsSettings,
        factory="speaknode_worker.agent.hosted.cartesia:tts",
        env_keys=("CARTESIA_API_KEY",),
        default_model="sonic-3",
        taken_by=dict.fromkeys(("emotion", "volume", "pronunciation_dict_id"), "sonic-3"),
    ),
)
