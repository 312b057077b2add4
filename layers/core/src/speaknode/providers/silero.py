"""Voice activity: silero, shipped inside livekit-agents' local inference."""

from speaknode.providers.models import ProviderKind, ProviderSpec

SPECS = (
    ProviderSpec(
        kind=ProviderKind.VAD,
        name="silero",
        title="Silero (offline)",
        factory="speaknode_worker.agent.assembly:make_vad",
        offline=True,
    ),
)
