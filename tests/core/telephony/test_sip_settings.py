from typing import Any

import pytest

from speaknode.kit.errors import InvalidError
from speaknode.telephony import registry, sealing
from speaknode.telephony.models import BoundNumber, OpenAccount
from speaknode.telephony.sip import options
from speaknode.telephony.sip.carrier import plan_of

SPEC = registry.spec("sip")
BASE: dict[str, Any] = {"server": "pbx.example:5060", "allowed_addresses": ["203.0.113.7"]}


def test_carriers_are_found() -> None:
    assert "sip" in registry.all_specs()
    with pytest.raises(InvalidError, match="unknown carrier"):
        registry.spec("carrier pigeon")


def test_an_address_is_kept_as_a_network() -> None:
    settings = sealing.parse(SPEC, BASE)
    assert sealing.public(settings)["allowed_addresses"] == ["203.0.113.7/32"]


@pytest.mark.parametrize(
    "change",
    [
        {"allowed_addresses": ["203.0.113.7/33"]},
        {"allowed_addresses": ["pbx.example"]},
        {"allowed_addresses": []},
        {"server": "sip:pbx.example"},
        {"server": "pbx.example;transport=tcp"},
        {"inbound_username": "a"},
        {"outbound_password": "b"},
        {"country": "us"},
        {"transport": "sctp"},
        {"unknown": 1},
    ],
)
def test_what_livekit_would_misread_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidError) as caught:
        sealing.parse(SPEC, BASE | change)
    assert all(field.pointer.startswith("/settings") for field in caught.value.fields)


def test_secrets_are_kept_apart() -> None:
    settings = sealing.parse(
        SPEC, BASE | {"outbound_username": "u", "outbound_password": "very secret"}
    )
    assert "very secret" not in str(sealing.public(settings))
    assert sealing.secrets(settings) == {"outbound_password": "very secret"}
    account = OpenAccount(id="tel_1", space_id="spc_1", name="pbx", settings=settings)
    assert "very secret" not in repr(account)
    plan = plan_of(account, [BoundNumber(number="+2"), BoundNumber(number="+1")])
    assert (plan.outbound_password, plan.numbers) == ("very secret", ("+1", "+2"))


@pytest.mark.parametrize(
    ("server", "transport", "found"),
    [
        ("pbx.example", "udp", ("pbx.example", 5060)),
        ("pbx.example", "tls", ("pbx.example", 5061)),
        ("10.0.0.1:5080", "tcp", ("10.0.0.1", 5080)),
        ("[2001:db8::1]:5080", "udp", ("2001:db8::1", 5080)),
        ("[2001:db8::1]", "udp", ("2001:db8::1", 5060)),
    ],
)
def test_where_options_go(server: str, transport: str, found: tuple[str, int]) -> None:
    assert options.split(server, transport) == found
