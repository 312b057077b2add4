"""Deepgram: streaming recognition and Aura voices."""

from pydantic import Field

from speaknode.providers.models import ProviderKind, ProviderSettings, ProviderSpec


class DeepgramSttSettings(ProviderSettings):
    punctuate: bool | None = None
    smart_format: bool | None = None
    numerals: bool | None = None
    filler_words: bool | None = None
    profanity_filter: bool | None = None
    endpointing_ms: int | None = Field(default=None, ge=0, le=5000)
    detect_language: bool | None = Field(
        default=None, description="Of several languages, whichever is spoken."
    )
    mip_opt_out: bool | None = Field(default=None, description="Not used for training by Deepgram.")


class DeepgramTtsSettings(ProviderSettings):
    mip_opt_out: bool | None = None


SPECS = (
    ProviderSpec(
        kind=ProviderKind.STT,
        name="deepgram",
        title="Deepgram",
        settings=DeepgramSttSettings,
        factory="speaknode_worker.agent.hosted.deepgram:stt",
        env_keys=("DEEPGRAM_API_KEY",),
        default_model="nova-3",
        taken_by={"detect_language": "nova-[23]"},
    ),
    ProviderSpec(
        kind=ProviderKind.TTS,
        name="deepgram",
        title="Deepgram",
        settings=DeepgramTtsSettings,
        factory="speaknode_worker.agent.hosted.deepgram:tts",
        env_keys=("DEEPGRAM_API_KEY",),
        default_model="aura-2-andromeda-en",
        ignores=frozenset({"speed"}),
    ),
)
