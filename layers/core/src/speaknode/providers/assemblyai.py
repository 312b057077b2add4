"""AssemblyAI: streaming recognition."""

from pydantic import Field

from speaknode.providers.models import ProviderKind, ProviderSettings, ProviderSpec


class AssemblyAISettings(ProviderSettings):
    format_turns: bool | None = None
    language_detection: bool | None = None
    end_of_turn_confidence_threshold: float | None = Field(default=None, ge=0, le=1)
    min_turn_silence: int | None = Field(default=None, ge=0, le=5000, description="Milliseconds.")
    max_turn_silence: int | None = Field(default=None, ge=0, le=10_000, description="Milliseconds.")


SPECS = (
    ProviderSpec(
        kind=ProviderKind.STT,
        name="assemblyai",
        title="AssemblyAI",
        settings=AssemblyAISettings,
        factory="speaknode_worker.agent.hosted.assemblyai:stt",
        env_keys=("ASSEMBLYAI_API_KEY",),
        default_model="universal-streaming-multilingual",
    ),
)
