"""Twilio by its REST API: numbers, the trunk, calls that are made once."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from tests.support.twilio.rest import SID, TOKEN, FakeTwilio

from speaknode.kit.errors import InvalidError, UnavailableError
from speaknode.kit.ids import new_id
from speaknode.telephony import registry
from speaknode.telephony.models import (
    BoundNumber,
    CarrierCall,
    Gateway,
    OpenAccount,
    OutboundCall,
)
from speaknode.telephony.ports import CarrierContext, SipTrunkPlan
from speaknode.telephony.twilio.carrier import TwilioCarrier
from speaknode.telephony.twilio.client import TwilioClient, TwilioTimeoutError
from speaknode.telephony.twilio.config import TwilioSettings

HOOKS = "https://voice.example/hooks/twilio/spc_1/tel_1"


class MemoryGateway:
    def __init__(self) -> None:
        self.plans: dict[str, SipTrunkPlan] = {}
        self.domain, self.addresses = "sip.example", list[str]()

    def describe(self) -> Gateway:
        return Gateway(domain=self.domain, port=5060, outbound_addresses=self.addresses)

    def sync(self, plan: SipTrunkPlan) -> dict[str, str]:
        self.plans[plan.account_id] = plan
        return {"outbound_trunk_id": "ST_1"}

    def remove(self, account_id: str) -> None:
        self.plans.pop(account_id, None)

    def remove_orphans(self, known: set[str]) -> int:
        return 0


@pytest.fixture
def twilio() -> FakeTwilio:
    return FakeTwilio()


@pytest.fixture
def gateway() -> MemoryGateway:
    return MemoryGateway()


@pytest.fixture
def carrier(twilio: FakeTwilio, gateway: MemoryGateway) -> TwilioCarrier:
    context = CarrierContext(
        gateway=gateway,
        public_url="https://voice.example",
        bridge_url="wss://b.example",
        secret="s",
    )
    return TwilioCarrier(
        context, lambda settings: TwilioClient(settings, transport=twilio.transport)
    )


def account(state: dict[str, str] | None = None, **settings: str) -> OpenAccount:
    given = {"account_sid": SID, "auth_token": TOKEN, **settings}
    parsed = TwilioSettings.model_validate(given)
    return OpenAccount(id="tel_1", space_id="spc_1", name="tw", settings=parsed, state=state or {})


def call(**changes: str) -> OutboundCall:
    return OutboundCall(
        session_id=new_id("ses"), space_id="spc_1", to="+15550111", from_="+15550001"
    ).model_copy(update=changes)


def test_it_is_found_by_the_registry() -> None:
    spec = registry.spec("twilio")
    assert spec.settings is TwilioSettings


def test_the_connection_test_tells_bad_credentials_apart(carrier: TwilioCarrier) -> None:
    assert carrier.test(account()).ok
    wrong = carrier.test(account(auth_token="f" * 32))
    assert (wrong.ok, wrong.detail) == (False, "wrong credentials")


def test_numbers_are_listed_over_pages_and_bought_once(
    carrier: TwilioCarrier, twilio: FakeTwilio
) -> None:
    for number in range(5):
        twilio.own(f"+1555000{number}")
    assert len(list(carrier.list_numbers(account()))) == 5
    found = list(carrier.search_numbers(account(), country="US", contains=None))
    first = carrier.buy_number(account(), found[0].number)
    assert carrier.buy_number(account(), found[0].number) == first
    with pytest.raises(InvalidError, match="21422"):
        carrier.buy_number(account(), "+15559999")


def test_stream_numbers_ring_at_the_webhook(carrier: TwilioCarrier, twilio: FakeTwilio) -> None:
    sid, other = twilio.own("+15550001"), twilio.own("+15550002")
    both = [BoundNumber(number="+15550001"), BoundNumber(number="+15550002", carrier_ref=other)]
    state = carrier.connect(account(), both)
    row = twilio.numbers[sid]
    assert (row["voice_url"], row["status_callback"]) == (f"{HOOKS}/voice", f"{HOOKS}/status")
    assert row["voice_fallback_url"] == row["voice_url"]
    # Unbinding one leaves the other.
    state = carrier.connect(account(state), both[:1])
    assert twilio.numbers[other]["voice_url"] == ""
    carrier.disconnect(account(state))
    assert twilio.numbers[sid]["voice_url"] == ""


def test_a_number_of_somebody_else_is_named(carrier: TwilioCarrier) -> None:
    with pytest.raises(InvalidError, match=r"\+15550009"):
        carrier.connect(account(), [BoundNumber(number="+15550009")])


def test_the_trunk_is_made_once_and_repaired(
    carrier: TwilioCarrier, twilio: FakeTwilio, gateway: MemoryGateway
) -> None:
    number = twilio.own("+15550001")
    bound = [BoundNumber(number="+15550001")]
    state = carrier.connect(account(media="sip"), bound)
    again = carrier.connect(account(state, media="sip"), bound)
    lost = carrier.connect(account(media="sip"), bound)  # our state was not saved
    assert again == state
    assert lost["trunk_sid"] == state["trunk_sid"]
    [trunk] = twilio.trunks.values()
    assert [row["sip_url"] for row in trunk["OriginationUrls"].values()] == [
        "sip:sip.example:5060;transport=tcp"
    ]
    assert list(trunk["PhoneNumbers"]) == [number]
    plan = gateway.plans["tel_1"]
    [credentials] = twilio.credential_lists.values()
    assert credentials["users"] == {plan.outbound_username: plan.outbound_password}
    assert plan.outbound_password
    assert plan.outbound_password not in str(lost)  # everybody of the space may read the state
    twilio.trunks.clear()
    repaired = carrier.connect(account(lost, media="sip"), bound)
    assert list(twilio.trunks) == [repaired["trunk_sid"]]
    carrier.disconnect(account(repaired, media="sip"))
    assert not (twilio.trunks or twilio.credential_lists or gateway.plans)


@pytest.mark.parametrize("media", ["sip", "stream"])
@pytest.mark.parametrize("does_it", [True, False])
@pytest.mark.parametrize("step", range(16))
def test_a_set_up_that_dies_at_any_step_goes_on_and_leaves_nothing(
    carrier: TwilioCarrier,
    twilio: FakeTwilio,
    gateway: MemoryGateway,
    media: str,
    *,
    does_it: bool,
    step: int,
) -> None:
    number, gateway.addresses = twilio.own("+15550001"), ["203.0.113.7"]
    bound, dying = [BoundNumber(number="+15550001")], account(media=media)

    def dies(request: httpx.Request) -> bool:
        made = request.method == "POST"
        return len(twilio.requests) == step + 1 and (does_it or not made)

    twilio.loses = dies
    with suppress(UnavailableError):
        carrier.connect(dying, bound)
    twilio.loses = lambda request: False
    if does_it:  # what was made without our hearing of it is found by the next run
        carrier.connect(dying, bound)
        assert len(twilio.trunks) == len(twilio.credential_lists) == (media == "sip")
    carrier.disconnect(dying)
    assert not (twilio.trunks or twilio.credential_lists or twilio.address_lists)
    assert twilio.numbers[number]["voice_url"] == ""


def test_a_call_carries_its_session_and_its_events(
    carrier: TwilioCarrier, twilio: FakeTwilio
) -> None:
    wanted = call()
    made = carrier.dial(account(answering_machine="detect"), wanted)
    form = twilio.calls[made.ref]["form"]
    assert form["Url"] == [f"{HOOKS}/answer?session={wanted.session_id}"]
    assert form["StatusCallbackEvent"] == ["initiated", "ringing", "answered", "completed"]
    assert (form["MachineDetection"], form["AsyncAmd"]) == (["Enable"], ["true"])


def test_a_call_that_timed_out_after_it_was_taken_is_found(
    carrier: TwilioCarrier, twilio: FakeTwilio
) -> None:
    twilio.loses = lambda request: request.method == "POST"
    wanted = call()
    made = carrier.dial(account(), wanted)
    assert carrier.dial(account(), wanted) == made
    assert list(twilio.calls) == [made.ref]


def test_an_older_call_to_the_same_person_is_another(
    carrier: TwilioCarrier, twilio: FakeTwilio
) -> None:
    twilio.now = datetime.now(UTC) - timedelta(hours=1)
    earlier = carrier.dial(account(), call())
    twilio.now = datetime.now(UTC)
    twilio.calls[earlier.ref]["date_created"] = "Fri, 20 Nov 2020 10:00:00 +0000"
    assert carrier.dial(account(), call()).ref != earlier.ref


def test_twilio_in_silence_is_worth_a_retry(carrier: TwilioCarrier, twilio: FakeTwilio) -> None:
    twilio.loses = lambda request: True
    with pytest.raises(TwilioTimeoutError) as silent:
        list(carrier.list_numbers(account()))
    assert isinstance(silent.value, UnavailableError)
    assert silent.value.retryable


def test_hanging_up_twice_is_fine(carrier: TwilioCarrier, twilio: FakeTwilio) -> None:
    made = carrier.dial(account(), call())
    carrier.hang_up(account(), made)
    assert twilio.calls[made.ref]["status"] == "completed"
    carrier.hang_up(account(), made)
    carrier.hang_up(account(), CarrierCall(ref="CA" + "0" * 32))


def test_only_our_addresses_may_use_the_trunk(
    carrier: TwilioCarrier, twilio: FakeTwilio, gateway: MemoryGateway
) -> None:
    twilio.own("+15550001")
    bound = [BoundNumber(number="+15550001")]

    def allowed() -> set[str]:
        [rows] = [row["addresses"] for row in twilio.address_lists.values()]
        return {f"{row['ip_address']}/{row['cidr_prefix_length']}" for row in rows.values()}

    gateway.addresses = ["203.0.113.7", "203.0.113.8", "198.51.100.0/24"]
    state = carrier.connect(account(media="sip"), bound)
    [trunk] = twilio.trunks.values()
    assert list(trunk["IpAccessControlLists"]) == list(twilio.address_lists)
    assert allowed() == {"203.0.113.7/32", "203.0.113.8/32", "198.51.100.0/24"}
    gateway.addresses = ["203.0.113.8", "203.0.113.9"]
    lost = carrier.connect(account(media="sip"), bound)  # our state was not saved
    assert (lost["address_list_sid"], allowed()) == (
        state["address_list_sid"], {"203.0.113.8/32", "203.0.113.9/32"},
    )  # fmt: skip
    gateway.addresses = []  # not known any more: the password alone decides
    state = carrier.connect(account(lost, media="sip"), bound)
    assert (twilio.address_lists, "address_list_sid" in state) == ({}, False)


@pytest.mark.parametrize(
    ("media", "missing"),
    [("stream", "SPEAKNODE_PUBLIC_URL and SPEAKNODE_BRIDGE_URL"), ("sip", "SPEAKNODE_SIP_DOMAIN")],
)
def test_an_installation_that_twilio_cannot_reach_is_told_what_is_missing(
    twilio: FakeTwilio, gateway: MemoryGateway, media: str, missing: str
) -> None:
    gateway.domain = ""
    nowhere = TwilioCarrier(
        CarrierContext(gateway=gateway, public_url="", bridge_url="", secret="s"),
        lambda settings: TwilioClient(settings, transport=twilio.transport),
    )
    sid = twilio.own("+15550001")
    with pytest.raises(InvalidError, match=missing):
        nowhere.connect(account(media=media), [BoundNumber(number="+15550001")])
    assert (twilio.numbers[sid]["voice_url"], twilio.trunks) == ("", {})
