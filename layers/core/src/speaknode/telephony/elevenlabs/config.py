"""ElevenLabs' settings and its place in the registry."""

from typing import Literal

from pydantic import Field, SecretStr

from speaknode.telephony.models import Capability, CarrierSettings
from speaknode.telephony.ports import CarrierSpec


class ElevenLabsSettings(CarrierSettings):
    api_key: SecretStr = Field(min_length=1, max_length=200)
    agent_id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,100}$", description="The agent at ElevenLabs.")
    webhook_secret: SecretStr | None = Field(
        default=None,
        max_length=200,
        description="Of its post-call webhook; without it conversations are fetched every minute.",
    )
    residency: Literal["global", "eu", "in", "sg"] = Field(
        default="global", description="Where the ElevenLabs workspace keeps its data."
    )

    @property
    def api_url(self) -> str:
        return f"https://api.{self._domain}"

    @property
    def sip_server(self) -> str:
        return f"sip.rtc.{self._domain}:5060"

    @property
    def _domain(self) -> str:
        isolated = "" if self.residency == "global" else f"{self.residency}.residency."
        return f"{isolated}elevenlabs.io"


SPEC = CarrierSpec(
    name="elevenlabs",
    title="ElevenLabs agent",
    settings=ElevenLabsSettings,
    capabilities=frozenset({Capability.EXTERNAL_AGENT}),
    factory="speaknode.telephony.elevenlabs.carrier:ElevenLabsCarrier",
    webhook="speaknode.telephony.elevenlabs.webhook:ElevenLabsWebhook",
    history="speaknode.telephony.elevenlabs.history:ElevenLabsHistory",
)
