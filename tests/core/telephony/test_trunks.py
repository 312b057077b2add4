"""What LiveKit is to have, and what counts as a difference to what it has."""

from typing import Any

import pytest
from livekit.protocol import sip

from speaknode.telephony.ports import SipTrunkPlan
from speaknode.telephony.sip import trunks


class Api:
    """LiveKit, as far as it is asked; it keeps what it is given and adds what is its own."""

    def __init__(self) -> None:
        self.sip = self
        self.updated: list[str] = []

    async def create_inbound_trunk(self, request: Any) -> Any:
        return sip.SIPInboundTrunkInfo(sip_trunk_id="ST_in")

    async def create_outbound_trunk(self, request: Any) -> Any:
        return sip.SIPOutboundTrunkInfo(sip_trunk_id="ST_out")

    async def create_dispatch_rule(self, request: Any) -> Any:
        return sip.SIPDispatchRuleInfo(sip_dispatch_rule_id="SDR_1")

    async def update_inbound_trunk(self, id_: str, wanted: Any) -> None:
        self.updated.append(id_)

    update_outbound_trunk = update_dispatch_rule = update_inbound_trunk

    async def delete_trunk(self, request: Any) -> None:
        self.updated.append(f"-{request.sip_trunk_id}")

    async def delete_dispatch_rule(self, request: Any) -> None:
        self.updated.append(f"-{request.sip_dispatch_rule_id}")


def plan(**changes: Any) -> SipTrunkPlan:
    fields: dict[str, Any] = {
        "account_id": "tel_1",
        "space_id": "spc_1",
        "name": "pbx",
        "address": "pbx.example",
    }
    fields |= {"numbers": ("+15550001",), "allowed_addresses": ("203.0.113.7/32",)}
    return SipTrunkPlan(**fields | changes)


def stored(made: SipTrunkPlan) -> list[trunks.Existing]:
    inbound, outbound = trunks.inbound_trunk(made), trunks.outbound_trunk(made)
    rule = trunks.dispatch_rule(made, "ST_in")
    inbound.sip_trunk_id, outbound.sip_trunk_id, rule.sip_dispatch_rule_id = "ST_in", "ST_out", "R"
    inbound.created_at.seconds = 1
    return [
        trunks.Existing("inbound_trunk", "ST_in", "tel_1", inbound),
        trunks.Existing("outbound_trunk", "ST_out", "tel_1", outbound),
        trunks.Existing("dispatch_rule", "R", "tel_1", rule),
    ]


async def settle(wanted: SipTrunkPlan, found: list[trunks.Existing]) -> tuple[Any, list[str]]:
    api = Api()
    server: Any = api
    return await trunks.make_so(server, wanted, found), api.updated


async def test_what_is_missing_is_made() -> None:
    state, updated = await settle(plan(), [])
    assert state == {
        "inbound_trunk_id": "ST_in",
        "outbound_trunk_id": "ST_out",
        "dispatch_rule_id": "SDR_1",
    }
    assert updated == []


async def test_what_is_as_it_should_be_is_left_alone() -> None:
    assert (await settle(plan(), stored(plan())))[1] == []


@pytest.mark.parametrize(
    ("drifted", "repaired"),
    [
        ({"allowed_addresses": ("0.0.0.0/0",)}, ["ST_in"]),
        ({"numbers": ("+15550001", "+15550002")}, ["ST_in", "ST_out"]),
        ({"address": "elsewhere.example"}, ["ST_out"]),
        ({"transport": "tls"}, ["ST_out"]),
        ({"media_encryption": "require"}, ["ST_in", "ST_out"]),
        ({"inbound_username": "a", "inbound_password": "b"}, ["ST_in"]),
    ],
)
async def test_drift_is_repaired(drifted: dict[str, Any], repaired: list[str]) -> None:
    assert (await settle(plan(), stored(plan(**drifted))))[1] == repaired


async def test_a_second_one_and_what_nobody_needs_any_more_go() -> None:
    twice = [
        *stored(plan()),
        trunks.Existing("inbound_trunk", "ST_x", "tel_1", stored(plan())[0].info),
    ]
    assert (await settle(plan(), twice))[1] == ["-ST_x"]
    assert (await settle(plan(numbers=()), stored(plan())))[1] == ["-ST_in", "ST_out", "-R"]


@pytest.mark.parametrize(
    ("name", "encryption"),
    [
        ("disable", sip.SIP_MEDIA_ENCRYPT_DISABLE),
        ("allow", sip.SIP_MEDIA_ENCRYPT_ALLOW),
        ("require", sip.SIP_MEDIA_ENCRYPT_REQUIRE),
    ],
)
def test_media_encryption_goes_both_ways(name: str, encryption: int) -> None:
    wanted = plan(media_encryption=name)
    assert trunks.inbound_trunk(wanted).media.encryption == encryption
    assert trunks.outbound_trunk(wanted).media.encryption == encryption


async def test_a_line_that_fell_silent_is_noticed_on_every_trunk() -> None:
    found = stored(plan())
    for existing in found[:2]:
        assert existing.info.media.media_timeout.seconds == trunks.MEDIA_SILENCE_S
        existing.info.media.ClearField("media_timeout")
    assert (await settle(plan(), found))[1] == ["ST_in", "ST_out"]
