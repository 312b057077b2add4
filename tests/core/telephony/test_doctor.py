from typing import Any

import pytest
from livekit.protocol import sip
from pydantic import SecretStr
from tests.support.builders import NOON

from speaknode.kit.errors import InvalidError, UnavailableError
from speaknode.phone_numbers.errors import PhoneNumberNotFoundError
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.telephony.doctor import SipDoctor
from speaknode.telephony.models import Gateway, LoopAnswer, LoopCall, OpenAccount
from speaknode.telephony.ports import SipTrunkPlan
from speaknode.telephony.schemas import Diagnosis, DoctorQuery, LoopRequest
from speaknode.telephony.sip import trunks
from speaknode.telephony.sip.config import SipSettings
from speaknode.telephony.sip.trunks import Existing

NUMBER, PBX = "+15550001", "203.0.113.7"
PLAN = SipTrunkPlan(
    account_id="tel_1",
    space_id="spc_1",
    name="pbx",
    numbers=(NUMBER,),
    allowed_addresses=(f"{PBX}/32",),
)
TRUNK = Existing("inbound_trunk", "ST_1", "tel_1", trunks.inbound_trunk(PLAN))
RULE = Existing("dispatch_rule", "SDR_1", "tel_1", trunks.dispatch_rule(PLAN, "ST_1"))


class World:
    """Gateway, numbers and accounts at once."""

    def __init__(self, *existing: Existing, agent: str | None = "agt_1", domain: str = "x") -> None:
        self._existing, self._agent = list(existing), agent
        self._gateway = Gateway(domain=domain, port=5060, outbound_addresses=["198.51.100.1"])
        self.looped: list[LoopCall] = []

    def everything(self) -> list[Existing]:
        return self._existing

    def describe(self) -> Gateway:
        return self._gateway

    def loop(self, wanted: LoopCall) -> LoopAnswer:
        self.looped.append(wanted)
        return LoopAnswer(answered=False, sip_status=403, detail="403 Forbidden")

    def owned(self, space_id: str, number: str) -> PhoneNumber:
        if number != NUMBER:
            raise PhoneNumberNotFoundError(number)
        return PhoneNumber(
            id="pn_1",
            space_id=space_id,
            number=number,
            telephony_account_id="tel_1",
            agent_id=self._agent,
            created_at=NOON,
            updated_at=NOON,
        )

    def opened(self, space_id: str, account_id: str) -> tuple[object, OpenAccount]:
        settings = SipSettings(
            server="pbx.example", inbound_username="pbx", inbound_password=SecretStr("word")
        )
        return self, OpenAccount(id=account_id, space_id=space_id, name="pbx", settings=settings)

    def diagnose(self, number: str = NUMBER, **asked: Any) -> Diagnosis:
        return self.doctor().diagnose("spc_1", DoctorQuery(number=number, **asked))

    def doctor(self) -> SipDoctor:
        return SipDoctor(gateway=self, numbers=self, accounts=self)


def test_a_call_that_comes_through() -> None:
    found = World(TRUNK, RULE).diagnose(from_address=PBX)
    assert (found.ok, found.agent_id) == (True, "agt_1")
    assert [verdict.id for verdict in found.verdicts] == ["ST_1", "SDR_1"]


def rival(account_id: str | None) -> Existing:
    info = sip.SIPInboundTrunkInfo(name="their own name", numbers=[NUMBER])
    return Existing("inbound_trunk", "ST_2", account_id, info)


@pytest.mark.parametrize(
    ("world", "asked", "told"),
    [
        (World(), {}, "no inbound trunk"),
        (World(TRUNK), {}, "no dispatch rule"),
        (World(TRUNK, RULE), {"from_address": "198.51.100.9"}, "not among its allowed addresses"),
        (World(TRUNK, RULE), {"number": "+15559999"}, "not bound in this space"),
        (World(TRUNK, RULE, rival(None)), {}, "another trunk of the gateway"),
        (World(TRUNK, RULE, agent=None), {}, "no agent is bound"),
    ],
)
def test_why_it_does_not(world: World, asked: dict[str, Any], told: str) -> None:
    found = world.diagnose(**asked)
    assert not found.ok
    assert told in found.summary


def test_a_trunk_of_another_space_is_not_named() -> None:
    found = World(TRUNK, RULE, rival("tel_of_others")).diagnose()
    assert "their own name" not in found.model_dump_json()
    assert "their own name" in World(TRUNK, RULE, rival(None)).diagnose().model_dump_json()


def test_nonsense_is_named() -> None:
    for asked in ({"number": "x"}, {"from_address": "x"}):
        with pytest.raises(InvalidError):
            World(TRUNK, RULE).diagnose(**asked)


def test_a_test_call_knows_the_password_and_why_it_was_refused() -> None:
    world = World(TRUNK, RULE)
    report = world.doctor().call("spc_1", LoopRequest(number=NUMBER))
    assert world.looped == [LoopCall(number=NUMBER, username="pbx", password="word")]
    assert (report.answered, report.sip_status) == (False, 403)
    assert "198.51.100.1 is not among its allowed addresses" in report.diagnosis.summary
    assert "word" not in report.model_dump_json()


def test_a_test_call_needs_a_gateway_and_a_number_of_the_space() -> None:
    with pytest.raises(UnavailableError):
        World(domain="").doctor().call("spc_1", LoopRequest(number=NUMBER))
    with pytest.raises(PhoneNumberNotFoundError):
        World().doctor().call("spc_1", LoopRequest(number="+15559999"))
