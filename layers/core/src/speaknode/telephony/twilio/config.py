"""Twilio's settings and its place in the registry."""

from enum import StrEnum
from typing import Literal

from pydantic import Field, SecretStr

from speaknode.telephony.models import Capability, CarrierSettings
from speaknode.telephony.ports import CarrierSpec


class Answering(StrEnum):
    """Twilio's own answering-machine detection, on calls that it dials."""

    OFF = "off"
    DETECT = "detect"
    MESSAGE_END = "message_end"


class TwilioSettings(CarrierSettings):
    account_sid: str = Field(pattern=r"^AC[0-9a-fA-F]{32}$")
    auth_token: SecretStr = Field(
        min_length=16,
        max_length=128,
        description="The primary token: webhooks are signed with it, API keys sign none.",
    )
    media: Literal["sip", "stream"] = Field(
        default="stream",
        description="`sip`: an Elastic SIP trunk into LiveKit. `stream`: Media Streams into the bridge.",
    )
    answering_machine: Answering = Answering.OFF


SPEC = CarrierSpec(
    name="twilio",
    title="Twilio",
    settings=TwilioSettings,
    capabilities=frozenset(
        {
            Capability.INBOUND,
            Capability.OUTBOUND,
            Capability.LIST_NUMBERS,
            Capability.BUY_NUMBERS,
            Capability.SETUP,
        }
    ),
    factory="speaknode.telephony.twilio.carrier:TwilioCarrier",
    webhook="speaknode.telephony.twilio.webhook:TwilioWebhook",
)
