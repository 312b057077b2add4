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
    ("change", "field"),
    [
        ({"allowed_addresses": ["203.0.113.7/33"]}, "allowed_addresses/0"),
        ({"allowed_addresses": ["pbx.example"]}, "allowed_addresses/0"),
        ({"allowed_addresses": []}, "inbound_username"),
        ({"inbound_username": "a"}, "inbound_password"),
        ({"outbound_password": "b"}, "outbound_password"),
        ({"country": "us"}, "country"),
        ({"transport": "sctp"}, "transport"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_what_livekit_would_misread_is_refused(change: dict[str, Any], field: str) -> None:
    assert refused(change) == [f"/settings/{field}"]


def refused(change: dict[str, Any]) -> list[str]:
    with pytest.raises(InvalidError) as caught:
        sealing.parse(SPEC, BASE | change)
    return [field.pointer for field in caught.value.fields]


def test_an_empty_user_name_would_let_everybody_in() -> None:
    empty = {"allowed_addresses": [], "inbound_username": "", "inbound_password": ""}
    assert refused(empty) == ["/settings/inbound_username", "/settings/inbound_password"]


@pytest.mark.parametrize(
    "server", ["pbx.example:65535", "asterisk_1", "[2001:db8::1]:5060", "10.0.0.1", "PBX.example"]
)
def test_a_server_is_a_host_and_may_have_a_port(server: str) -> None:
    assert sealing.parse(SPEC, BASE | {"server": server}).model_dump()["server"] == server


@pytest.mark.parametrize(
    "server",
    [
        "sip:pbx.example",
        "pbx.example;transport=tcp",
        "pbx.example:99999",
        "pbx.example:0",
        "pbx.example:",
        "pbx..example",
        "pbx.example\n",
        "999.1.1.1",
        "[::::]:5060",
        "2001:db8::1",
        "user@pbx.example",
        "pbx.example/path",
        "",
    ],
)
def test_what_is_no_server(server: str) -> None:
    assert refused({"server": server}) == ["/settings/server"]


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
