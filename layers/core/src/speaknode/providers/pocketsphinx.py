"""STT without a key: English phrases that the agent expects."""

from pydantic import Field

from speaknode.providers.models import ProviderKind, ProviderSettings, ProviderSpec


class PocketsphinxSettings(ProviderSettings):
    phrases: list[str] = Field(
        default_factory=list,
        max_length=200,
        description="Further phrases to expect, besides the scripted LLM's patterns and the keyterms.",
    )
    min_fit: float = Field(
        default=-1.2,
        ge=-10,
        le=10,
        description="How well an expected phrase must explain the sound; higher refuses more.",
    )
    dictation: bool = Field(
        default=True, description="Try free dictation (poor) when no phrase fits."
    )


SPECS = (
    ProviderSpec(
        kind=ProviderKind.STT,
        name="pocketsphinx",
        title="PocketSphinx (offline, English)",
        settings=PocketsphinxSettings,
        factory="speaknode_worker.agent.offline.pocketsphinx:create",
        default_model="en-us",
        offline=True,
    ),
)
