"""Google: Gemini, and Cloud speech with application credentials."""

from pydantic import Field

from speaknode.providers.models import CloudRegion, ProviderKind, ProviderSettings, ProviderSpec

_SERVICE_ACCOUNT = "google_cloud"
"""Cloud speech wants a service account (its JSON), Gemini an API key: two secrets of one vendor."""


class GoogleLlmSettings(ProviderSettings):
    max_output_tokens: int | None = Field(default=None, ge=1, le=100_000)
    top_p: float | None = Field(default=None, ge=0, le=1)
    vertexai: bool | None = None
    project: str | None = Field(default=None, max_length=100)
    location: CloudRegion | None = None


class GoogleSttSettings(ProviderSettings):
    punctuate: bool | None = None
    profanity_filter: bool | None = None
    location: CloudRegion | None = None


class GoogleTtsSettings(ProviderSettings):
    pitch: float | None = Field(default=None, ge=-20, le=20)
    volume_gain_db: float | None = Field(default=None, ge=-96, le=16)
    prompt: str | None = Field(default=None, max_length=2000)


class GoogleRealtimeSettings(ProviderSettings):
    max_output_tokens: int | None = Field(default=None, ge=1, le=100_000)
    top_p: float | None = Field(default=None, ge=0, le=1)
    proactivity: bool | None = Field(default=None, description="It may choose not to answer.")
    enable_affective_dialog: bool | None = None
    vertexai: bool | None = None
    project: str | None = Field(default=None, max_length=100)
    location: CloudRegion | None = None


SPECS = (
    ProviderSpec(
        kind=ProviderKind.LLM,
        name="google",
        title="Google",
        settings=GoogleLlmSettings,
        factory="speaknode_worker.agent.hosted.google:llm",
        env_keys=("GOOGLE_API_KEY",),
        default_model="gemini-2.5-flash",
    ),
    ProviderSpec(
        kind=ProviderKind.STT,
        name="google",
        title="Google",
        settings=GoogleSttSettings,
        factory="speaknode_worker.agent.hosted.google:stt",
        env_keys=("GOOGLE_APPLICATION_CREDENTIALS",),
        credential_name=_SERVICE_ACCOUNT,
        default_model="latest_long",
    ),
    ProviderSpec(
        kind=ProviderKind.TTS,
        name="google",
        title="Google",
        settings=GoogleTtsSettings,
        factory="speaknode_worker.agent.hosted.google:tts",
        env_keys=("GOOGLE_APPLICATION_CREDENTIALS",),
        credential_name=_SERVICE_ACCOUNT,
    ),
    ProviderSpec(
        kind=ProviderKind.REALTIME,
        name="google",
        title="Google Gemini Live",
        settings=GoogleRealtimeSettings,
        factory="speaknode_worker.agent.hosted.google:realtime",
        env_keys=("GOOGLE_API_KEY",),
        default_model="gemini-2.5-flash-native-audio-preview-12-2025",
    ),
)
