"""Azure AI Speech."""

from pydantic import Field

from speaknode.providers.models import CloudRegion, ProviderKind, ProviderSettings, ProviderSpec


class AzureSttSettings(ProviderSettings):
    speech_region: CloudRegion | None = None
    segmentation_silence_timeout_ms: int | None = Field(default=None, ge=100, le=5000)
    explicit_punctuation: bool | None = None


class AzureTtsSettings(ProviderSettings):
    speech_region: CloudRegion | None = None
    deployment_id: str | None = Field(default=None, max_length=100)


SPECS = (
    ProviderSpec(
        kind=ProviderKind.STT,
        name="azure",
        title="Azure",
        settings=AzureSttSettings,
        factory="speaknode_worker.agent.hosted.azure:stt",
        env_keys=("AZURE_SPEECH_KEY",),
    ),
    ProviderSpec(
        kind=ProviderKind.TTS,
        name="azure",
        title="Azure",
        settings=AzureTtsSettings,
        factory="speaknode_worker.agent.hosted.azure:tts",
        env_keys=("AZURE_SPEECH_KEY",),
    ),
)
