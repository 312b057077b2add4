"""Custom SIP: its settings and its place in the registry."""

import ipaddress
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, model_validator

from speaknode.telephony.models import Capability, CarrierSettings
from speaknode.telephony.ports import CarrierSpec

_SERVER = re.compile(
    r"^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(:\d{1,5})?$"
)


def _address(value: str) -> str:
    """LiveKit skips a mask that it cannot read, and lets everybody in when it can read none: so none may pass here."""
    try:
        return str(ipaddress.ip_network(value))
    except ValueError as error:
        raise ValueError("must be an IP address or a network such as 203.0.113.7/32") from error


def _server(value: str) -> str:
    if not _SERVER.match(value):
        raise ValueError("must be host or host:port, without sip:")
    return value


class SipSettings(CarrierSettings):
    server: Annotated[str, AfterValidator(_server)] = Field(
        max_length=255, description="host[:port] of the PBX or trunk, for calls that we make."
    )
    transport: Literal["udp", "tcp", "tls"] = "udp"
    media_encryption: Literal["disable", "allow", "require"] = Field(
        default="disable", description="SRTP, both ways; its keys are only secret over tls."
    )
    country: str | None = Field(
        default=None, pattern=r"^[A-Z]{2}$", description="Where calls go (ISO 3166-1 alpha-2)."
    )
    allowed_addresses: list[Annotated[str, AfterValidator(_address)]] = Field(
        default_factory=list, max_length=100, description="Who may send us calls."
    )
    inbound_username: str | None = Field(default=None, max_length=128)
    inbound_password: SecretStr | None = Field(default=None, max_length=128)
    outbound_username: str | None = Field(default=None, max_length=128)
    outbound_password: SecretStr | None = Field(default=None, max_length=128)

    @model_validator(mode="after")
    def _pairs(self) -> "SipSettings":
        for side in ("inbound", "outbound"):
            name, word = getattr(self, f"{side}_username"), getattr(self, f"{side}_password")
            if (name is None) != (word is None):
                raise ValueError(f"{side}_username and {side}_password go together")
        if not self.allowed_addresses and self.inbound_username is None:
            raise ValueError("allowed_addresses or inbound_username is needed: who may call in?")
        return self


SPEC = CarrierSpec(
    name="sip",
    title="Custom SIP",
    settings=SipSettings,
    capabilities=frozenset({Capability.INBOUND, Capability.OUTBOUND}),
    factory="speaknode.telephony.sip.carrier:SipCarrier",
)
