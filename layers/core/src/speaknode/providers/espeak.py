"""TTS without a key: espeak-ng's robotic voices, English and Russian among them."""

from pydantic import Field

from speaknode.providers.models import ProviderKind, ProviderSettings, ProviderSpec


class EspeakSettings(ProviderSettings):
    words_per_minute: int = Field(default=150, ge=80, le=400, description="At speed 1.0.")
    pitch: int = Field(default=50, ge=0, le=99)


SPECS = (
    ProviderSpec(
        kind=ProviderKind.TTS,
        name="espeak",
        title="eSpeak NG (offline)",
        settings=EspeakSettings,
        factory="speaknode_worker.agent.offline.espeak:create",
        offline=True,
    ),
)
