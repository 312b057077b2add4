"""Twilio as a carrier: its media either by Elastic SIP trunk or by Media Streams."""

import time
from collections.abc import Callable, Iterable

from speaknode.kit.errors import InvalidError, NotFoundError
from speaknode.telephony.models import (
    AvailableNumber,
    BoundNumber,
    CarrierCall,
    Gateway,
    OpenAccount,
    OutboundCall,
    SipDial,
    TestResult,
)
from speaknode.telephony.ports import CarrierContext, SipTrunkPlan, Tell, untold
from speaknode.telephony.twilio import calls, numbers
from speaknode.telephony.twilio.client import TwilioClient, TwilioRefusedError
from speaknode.telephony.twilio.config import TwilioSettings
from speaknode.telephony.twilio.elastic import ElasticTrunk

_UNAUTHENTICATED = (20003, 401, 403)
SIGNALLING = ("54.172.60.0/30", "54.244.51.0/30")
"""Where Twilio's trunks call from (North America): origination answers no digest challenge."""


class TwilioCarrier:
    def __init__(
        self,
        context: CarrierContext,
        client: Callable[[TwilioSettings], TwilioClient] = TwilioClient,
    ) -> None:
        self._context, self._make_client = context, client

    def test(self, account: OpenAccount) -> TestResult:
        began = time.monotonic()
        try:
            found = self._client(account).account()
        except (TwilioRefusedError, NotFoundError) as error:
            refused = isinstance(error, NotFoundError) or error.number in _UNAUTHENTICATED
            return TestResult(ok=False, detail="wrong credentials" if refused else error.message)
        took = round((time.monotonic() - began) * 1000, 1)
        status, kind = found.get("status"), found.get("type")
        return TestResult(
            ok=status == "active", detail=f"{kind} account, {status}", latency_ms=took
        )

    def connect(
        self, account: OpenAccount, bound: list[BoundNumber], tell: Tell = untold
    ) -> dict[str, str]:
        client, settings = self._client(account), _settings(account)
        self._check_reachable(settings)
        sids = {number.number: _required(client, number) for number in bound}
        before = set(filter(None, account.state.get("numbers", "").split(",")))
        account.state["numbers"] = ",".join(sorted(before.union(sids.values())))
        if settings.media == "stream":
            self._drop_trunk(client, account)
            for sid in sids.values():
                numbers.point_at_webhook(client, sid, account, self._context.public_url)
            for sid in before - set(sids.values()):
                _let_go(client, sid)
            return {"numbers": ",".join(sorted(sids.values()))}
        trunk = self._trunk(client, account)
        state = trunk.ensure(self._context.gateway.describe(), sorted(sids.values()))
        synced = self._context.gateway.sync(_plan(account, bound, state, trunk))
        return {**state, **synced, "numbers": ",".join(sorted(sids.values()))}

    def disconnect(self, account: OpenAccount) -> None:
        client = self._client(account)
        for sid in filter(None, account.state.get("numbers", "").split(",")):
            _let_go(client, sid)
        self._drop_trunk(client, account)

    def gateway(self, account: OpenAccount) -> Gateway | None:
        return None

    def list_numbers(self, account: OpenAccount) -> Iterable[AvailableNumber]:
        return numbers.owned(self._client(account))

    def search_numbers(
        self, account: OpenAccount, *, country: str, contains: str | None
    ) -> Iterable[AvailableNumber]:
        return numbers.search(self._client(account), country=country, contains=contains)

    def buy_number(self, account: OpenAccount, number: str) -> AvailableNumber:
        return numbers.buy(self._client(account), number)

    def sip_dial(self, account: OpenAccount, call: OutboundCall) -> SipDial | None:
        if _settings(account).media == "stream":
            return None
        trunk_id = account.state.get("outbound_trunk_id")
        if trunk_id is None:
            raise InvalidError("the account has no outbound trunk yet", code="account_not_ready")
        return SipDial(
            trunk_id=trunk_id,
            to=call.to,
            from_=call.from_,
            ring_timeout_s=call.ring_timeout_s,
            max_duration_s=call.max_duration_s,
        )

    def dial(self, account: OpenAccount, call: OutboundCall) -> CarrierCall:
        self._check_reachable(_settings(account))
        return calls.dial(self._client(account), account, call, self._context.public_url)

    def hang_up(self, account: OpenAccount, call: CarrierCall) -> None:
        calls.hang_up(self._client(account), call)

    def _check_reachable(self, settings: TwilioSettings) -> None:
        """A number pointed at nowhere would leave its callers with Twilio's own error."""
        if settings.media == "stream":
            needed = {
                "SPEAKNODE_PUBLIC_URL": self._context.public_url,
                "SPEAKNODE_BRIDGE_URL": self._context.bridge_url,
            }
        else:
            needed = {"SPEAKNODE_SIP_DOMAIN": self._context.gateway.describe().domain}
        if missing := [name for name, value in needed.items() if not value]:
            raise InvalidError(
                f"Twilio cannot reach this installation: {' and '.join(missing)} must be set",
                code="no_public_url",
            )

    def _client(self, account: OpenAccount) -> TwilioClient:
        return self._make_client(_settings(account))

    def _trunk(self, client: TwilioClient, account: OpenAccount) -> ElasticTrunk:
        name = "speaknode-" + account.id.replace("_", "-")
        return ElasticTrunk(client, name, account.state, secret=self._context.secret)

    def _drop_trunk(self, client: TwilioClient, account: OpenAccount) -> None:
        if "trunk_sid" in account.state:
            self._trunk(client, account).remove()
            self._context.gateway.remove(account.id)


def _settings(account: OpenAccount) -> TwilioSettings:
    settings: TwilioSettings = account.settings
    return settings


def _required(client: TwilioClient, number: BoundNumber) -> str:
    sid = numbers.sid_of(client, number)
    if sid is None:
        raise InvalidError(
            f"the Twilio account has no number {number.number}", code="number_not_owned"
        )
    return sid


def _let_go(client: TwilioClient, sid: str) -> None:
    try:
        numbers.let_go(client, sid)
    except NotFoundError:
        return  # it was released at Twilio


def _plan(
    account: OpenAccount, bound: list[BoundNumber], state: dict[str, str], trunk: ElasticTrunk
) -> SipTrunkPlan:
    return SipTrunkPlan(
        account_id=account.id,
        space_id=account.space_id,
        name=account.name,
        numbers=tuple(sorted(number.number for number in bound)),
        allowed_addresses=SIGNALLING,
        address=state["termination"],
        transport="tcp",
        outbound_username=trunk.username,
        outbound_password=trunk.password,
    )
