"""How a human is dialled; that they pick up is tests/e2e/test_sip_transfer.py."""

from typing import Any

import pytest
from livekit.protocol import sip

from speaknode.agents.abilities import TransferDestination
from speaknode.telephony.models import SipDial
from speaknode_worker.agent.side_room import HUMAN, NotTakenError, dial_request

TRUNK = SipDial(trunk_id="ST_1", to="+15550001", from_="+15550001")


def request(destination: str, way_out: SipDial | None = TRUNK, **fields: Any) -> Any:
    place = TransferDestination.model_validate(
        {"name": "doctor", "description": "pain", "destination": destination, **fields}
    )
    return dial_request(place, way_out, room="aside_1", from_="+15550001")


def test_a_number_goes_out_by_the_spaces_trunk() -> None:
    made = request("+14155550100", digits="ww12#", ring_timeout_s=20)
    assert (made.sip_trunk_id, made.sip_call_to) == ("ST_1", "+14155550100")
    assert (made.sip_number, made.dtmf, made.room_name) == ("+15550001", "ww12#", "aside_1")
    assert (made.participant_identity, made.ringing_timeout.seconds) == (HUMAN, 20)
    assert made.wait_until_answered


@pytest.mark.parametrize(
    ("destination", "user", "host", "transport"),
    [
        ("sip:ann@pbx.example", "ann", "pbx.example", sip.SIP_TRANSPORT_AUTO),
        ("sip:ann@pbx.example:5070;transport=tcp", "ann", "pbx.example:5070", sip.SIP_TRANSPORT_TCP),
        ("sips:200@10.0.0.7", "200", "10.0.0.7", sip.SIP_TRANSPORT_TLS),
    ],
)  # fmt: skip
def test_an_address_is_called_at_its_host(
    destination: str, user: str, host: str, transport: int
) -> None:
    made = request(destination, None)
    assert (made.sip_call_to, made.trunk.hostname) == (user, host)
    assert made.trunk.transport == transport
    assert made.sip_trunk_id == ""


@pytest.mark.parametrize(
    ("destination", "told"), [("+14155550100", "no telephony account"), ("sip:pbx", "no SIP")]
)
def test_what_cannot_be_rung_is_told(destination: str, told: str) -> None:
    with pytest.raises(NotTakenError, match=told):
        request(destination, None)
