"""LLM without a key: rules written on the agent. It says what they say and understands nothing else."""

from speaknode.providers.models import ProviderKind, ProviderSpec
from speaknode.providers.scripted.models import ScriptedSettings

SPECS = (
    ProviderSpec(
        kind=ProviderKind.LLM,
        name="scripted",
        title="Scripted rules (offline)",
        settings=ScriptedSettings,
        factory="speaknode_worker.agent.offline.scripted:create",
        default_model="rules",
        offline=True,
    ),
)
