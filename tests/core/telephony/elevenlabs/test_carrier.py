"""ElevenLabs' agent behind our numbers: made known there, reached by one trunk, let go again."""

import json

import pytest
from tests.core.telephony.twilio.test_carrier import MemoryGateway
from tests.support.elevenlabs.api import AGENT, KEY, FakeElevenLabs

from speaknode.kit.errors import InvalidError
from speaknode.telephony import registry
from speaknode.telephony.elevenlabs.carrier import ElevenLabsCarrier
from speaknode.telephony.elevenlabs.client import ElevenLabsClient
from speaknode.telephony.elevenlabs.config import ElevenLabsSettings
from speaknode.telephony.models import BoundNumber, Capability, OpenAccount, OutboundCall
from speaknode.telephony.ports import CarrierContext

ONE, TWO = BoundNumber(number="+15550001"), BoundNumber(number="+15550002")


def account(state: dict[str, str] | None = None, **settings: str) -> OpenAccount:
    given = {"api_key": KEY, "agent_id": AGENT} | settings
    parsed = ElevenLabsSettings.model_validate(given)
    return OpenAccount(
        id="tel_1", space_id="spc_1", name="Reception", settings=parsed, state=state or {}
    )


@pytest.fixture
def eleven() -> FakeElevenLabs:
    return FakeElevenLabs()


@pytest.fixture
def gateway() -> MemoryGateway:
    return MemoryGateway()


@pytest.fixture
def carrier(eleven: FakeElevenLabs, gateway: MemoryGateway) -> ElevenLabsCarrier:
    context = CarrierContext(gateway=gateway, public_url="", bridge_url="", secret="s")
    return ElevenLabsCarrier(
        context, lambda settings: ElevenLabsClient(settings, transport=eleven.transport)
    )


def test_it_is_found_by_its_folder() -> None:
    spec = registry.spec("elevenlabs")
    assert spec.can(Capability.EXTERNAL_AGENT)
    assert not spec.can(Capability.INBOUND)


def test_a_number_of_ours_reaches_the_agent(
    carrier: ElevenLabsCarrier, eleven: FakeElevenLabs, gateway: MemoryGateway
) -> None:
    state = carrier.connect(account(), [ONE])
    (row,) = eleven.numbers.values()
    assert (row["phone_number"], row["assigned_agent"]["agent_id"]) == ("+15550001", AGENT)
    plan = gateway.plans["tel_1"]
    assert (plan.address, plan.transport) == ("sip.rtc.elevenlabs.io:5060", "tcp")
    assert (plan.outbound_username, plan.outbound_password) == (
        row["inbound_trunk"]["username"], row["_password"],
    )  # fmt: skip
    call = OutboundCall(session_id="ses_1", space_id="spc_1", to="+15550001", from_="+15552222")
    dial = carrier.sip_dial(account(state), call)
    assert (dial.trunk_id, dial.to, dial.headers) == ("ST_1", "+15550001", {"X-CALL-ID": "ses_1"})


def test_it_is_repaired_and_never_doubled(
    carrier: ElevenLabsCarrier, eleven: FakeElevenLabs
) -> None:
    state = carrier.connect(account(), [ONE, TWO])
    assert carrier.connect(account(state), [ONE, TWO]) == state
    assert len(eleven.numbers) == 2
    number_id = json.loads(state["numbers"])["+15550001"]
    eleven.numbers[number_id]["assigned_agent"] = {"agent_id": "somebody-else"}
    carrier.connect(account(state), [ONE, TWO])
    assert eleven.numbers[number_id]["assigned_agent"]["agent_id"] == AGENT


def test_what_is_unbound_is_let_go(
    carrier: ElevenLabsCarrier, eleven: FakeElevenLabs, gateway: MemoryGateway
) -> None:
    state = carrier.connect(account(), [ONE, TWO])
    state = carrier.connect(account(state), [ONE])
    assert [row["phone_number"] for row in eleven.numbers.values()] == ["+15550001"]
    assert carrier.connect(account(state), []) == {}
    assert (eleven.numbers, gateway.plans) == ({}, {})


def test_deleting_leaves_nothing_behind(
    carrier: ElevenLabsCarrier, eleven: FakeElevenLabs, gateway: MemoryGateway
) -> None:
    state = carrier.connect(account(), [ONE])
    carrier.disconnect(account(state))
    carrier.disconnect(account(state))
    assert (eleven.numbers, gateway.plans) == ({}, {})


def test_a_number_that_is_there_by_another_provider_is_not_taken(
    carrier: ElevenLabsCarrier, eleven: FakeElevenLabs
) -> None:
    eleven.numbers["phnum_9"] = {
        "phone_number_id": "phnum_9", "phone_number": "+15550001", "provider": "twilio",
    }  # fmt: skip
    with pytest.raises(InvalidError, match="another provider"):
        carrier.connect(account(), [ONE])


def test_connection_test(carrier: ElevenLabsCarrier) -> None:
    assert carrier.test(account()).detail == "agent Reception"
    assert carrier.test(account(api_key="wrong")).detail == "wrong credentials"
    assert carrier.test(account(agent_id="agent_other")).detail == "there is no such agent"
    with pytest.raises(InvalidError, match="no such agent"):
        carrier.connect(account(agent_id="agent_other"), [])


def test_a_workspace_with_its_data_elsewhere() -> None:
    settings = account(residency="eu").settings
    assert settings.api_url == "https://api.eu.residency.elevenlabs.io"
    assert settings.sip_server == "sip.rtc.eu.residency.elevenlabs.io:5060"
