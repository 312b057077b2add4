"""Azure OpenAI: OpenAI's models in a customer's own Azure."""

from pydantic import Field, HttpUrl

from speaknode.providers.models import OwnServer, ProviderKind, ProviderSettings, ProviderSpec


class AzureOpenAIRealtimeSettings(ProviderSettings):
    azure_endpoint: HttpUrl | None = Field(
        default=None, description="https://<resource>.openai.azure.com; null: the platform's."
    )
    speed: float | None = Field(default=None, ge=0.25, le=1.5)


SPECS = (
    ProviderSpec(
        kind=ProviderKind.REALTIME,
        name="azure_openai",
        title="Azure OpenAI",
        settings=AzureOpenAIRealtimeSettings,
        factory="speaknode_worker.agent.hosted.azure_openai:realtime",
        env_keys=("AZURE_OPENAI_API_KEY",),
        own_server=OwnServer(setting="azure_endpoint", env="AZURE_OPENAI_ENDPOINT"),
        default_model="gpt-realtime",
    ),
)
