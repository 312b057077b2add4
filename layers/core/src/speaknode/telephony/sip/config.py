"""Custom SIP: its settings and its place in the registry."""

import ipaddress
import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator

from speaknode.telephony.models import Capability, CarrierSettings
from speaknode.telephony.ports import CarrierSpec

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_NAME = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}")


def _address(value: str) -> str:
    """LiveKit skips a mask that it cannot read, and lets everybody in when it can read none: so none may pass here."""
    try:
        return str(ipaddress.ip_network(value))
    except ValueError as error:
        raise ValueError("must be an IP address or a network such as 203.0.113.7/32") from error


def _server(value: str) -> str:
    if not _is_server(value):
        raise ValueError("must be host or host:port, without sip:")
    return value


def _is_server(value: str) -> bool:
    try:
        where = urlsplit(f"//{value}")
        host, port = where.hostname or "", where.port
        if ":" in host or host.rpartition(".")[2].isdigit():
            ipaddress.ip_address(host)
            is_host = True
        else:
            is_host = _NAME.fullmatch(host) is not None
    except ValueError:
        return False
    # What urlsplit took for more than host and port, or left out, would go to LiveKit as it is.
    is_whole = where.netloc == value and "@" not in value and not value.endswith(":")
    return is_host and is_whole and port != 0


def _word() -> Any:
    """Empty, it would ask nobody for anything."""
    return Field(default=None, min_length=1, max_length=128, validate_default=True)


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
    inbound_username: str | None = _word()
    inbound_password: SecretStr | None = _word()
    outbound_username: str | None = _word()
    outbound_password: SecretStr | None = _word()

    @field_validator("inbound_username")
    @classmethod
    def _not_everybody(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("allowed_addresses") == []:
            raise ValueError("this or allowed_addresses is needed: who may call in?")
        return value

    @field_validator("inbound_password", "outbound_password")
    @classmethod
    def _pairs(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        username = f"{info.field_name}".replace("password", "username")
        if username in info.data and (info.data[username] is None) != (value is None):
            raise ValueError(f"goes together with {username}")
        return value


SPEC = CarrierSpec(
    name="sip",
    title="Custom SIP",
    settings=SipSettings,
    capabilities=frozenset({Capability.INBOUND, Capability.OUTBOUND}),
    factory="speaknode.telephony.sip.carrier:SipCarrier",
)
