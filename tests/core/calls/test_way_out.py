from typing import Any

import pytest
from tests.support.builders import NOON
from tests.support.telephony import Books

from speaknode.agents.models import AgentConfig
from speaknode.calls.way_out import way_out
from speaknode.kit.errors import UnavailableError
from speaknode.kit.models import Page
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.sessions.models import Channel, HandoffTarget, SessionSpec
from speaknode.telephony.models import OpenAccount, OutboundCall, SipDial, TelephonyAccount

NUMBER = PhoneNumber(
    id="pn_1",
    space_id="spc_1",
    number="+15550001",
    telephony_account_id="tel_bridge",
    created_at=NOON,
    updated_at=NOON,
)


class Carrier:
    def __init__(self, account_id: str) -> None:
        self._account_id = account_id

    def sip_dial(self, account: OpenAccount, call: OutboundCall) -> SipDial | None:
        if self._account_id == "tel_broken":
            raise UnavailableError("later")
        if self._account_id == "tel_bridge":
            return None
        trunk = f"of {self._account_id}"
        return SipDial(trunk_id=trunk, to=call.to, from_=call.from_, domain="pbx.example")


class Accounts(Books):
    def __init__(self, *account_ids: str) -> None:
        super().__init__()
        self._ids = account_ids

    def opened(self, space_id: str, account_id: str) -> tuple[Any, OpenAccount]:
        account = OpenAccount(id=account_id, space_id=space_id, name="a", settings=None)
        return Carrier(account_id), account

    def list(
        self, space_id: str, cursor: str | None = None, limit: int = 20
    ) -> Page[TelephonyAccount]:
        fields: dict[str, Any] = {"carrier": "sip", "name": "a", "created_at": NOON}
        fields |= {"updated_at": NOON, "space_id": space_id}
        return Page(items=[TelephonyAccount(id=one, **fields) for one in self._ids])


def config(*destinations: str) -> AgentConfig:
    places = [
        {"name": f"place{index}", "description": "x", "destination": destination}
        for index, destination in enumerate(destinations)
    ]
    fields = {"name": "Ada", "system_tools": {"transfer_call": places}}
    return AgentConfig.model_validate(fields)


def spec(own: AgentConfig, **fields: Any) -> SessionSpec:
    return SessionSpec(
        session_id="ses_1",
        space_id="spc_1",
        agent_id="agt_1",
        agent_version=1,
        channel=Channel.PHONE_IN,
        locale="en",
        config=own,
        **fields,
    )


@pytest.mark.parametrize(
    ("others", "trunk"),
    [
        (("tel_bridge",), None),
        (("tel_broken", "tel_bridge", "tel_pbx"), "of tel_pbx"),
    ],
)
def test_another_account_rings_where_the_numbers_own_cannot(
    others: tuple[str, ...], trunk: str | None
) -> None:
    found = way_out(spec(config("+14155550100")), NUMBER, Accounts(*others))
    assert (found.trunk_id if found else None) == trunk
    assert found is None or found.domain is None, "its numbers are not those of the caller's PBX"


def test_the_numbers_own_account_comes_first() -> None:
    number = NUMBER.model_copy(update={"telephony_account_id": "tel_own"})
    found = way_out(spec(config("+14155550100")), number, Accounts("tel_pbx"))
    assert found is not None
    assert (found.trunk_id, found.from_) == ("of tel_own", "+15550001")
    assert found.domain == "pbx.example"


def test_places_of_an_agent_that_takes_over_count() -> None:
    target = HandoffTarget(
        agent_id="agt_2", agent_version=1, config=config("+14155550100"), tools=[]
    )
    with_handoff = spec(config(), handoff_targets={"agt_2": target})
    assert way_out(with_handoff, NUMBER, Accounts("tel_pbx")) is not None


def test_the_numbers_human_counts() -> None:
    with_human = spec(config(), fallback_number="+15559999")
    assert way_out(with_human, NUMBER, Accounts("tel_pbx")) is not None


def test_nothing_is_opened_where_nobody_is_rung() -> None:
    nothing: Any = None
    assert way_out(spec(config("sip:ann@pbx.example")), NUMBER, nothing) is None
    dial = SipDial(trunk_id="ST_1", to="+1", from_="+1")
    assert way_out(spec(config("+14155550100"), dial=dial), NUMBER, nothing) == dial
