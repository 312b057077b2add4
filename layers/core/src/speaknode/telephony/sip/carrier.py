"""Custom SIP: all of it is LiveKit's trunks and dispatch rules; the far side is configured by its owner."""

from collections.abc import Iterable

from pydantic import SecretStr

from speaknode.kit.errors import InvalidError
from speaknode.telephony.errors import NotCapableError
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
from speaknode.telephony.sip import options
from speaknode.telephony.sip.config import SipSettings


class SipCarrier:
    def __init__(self, context: CarrierContext) -> None:
        self._gateway = context.gateway

    def test(self, account: OpenAccount) -> TestResult:
        settings: SipSettings = account.settings
        return options.ping(settings.server, settings.transport)

    def connect(
        self, account: OpenAccount, numbers: list[BoundNumber], tell: Tell = untold
    ) -> dict[str, str]:
        return self._gateway.sync(plan_of(account, numbers))

    def disconnect(self, account: OpenAccount) -> None:
        self._gateway.remove(account.id)

    def gateway(self, account: OpenAccount) -> Gateway:
        return self._gateway.describe()

    def list_numbers(self, account: OpenAccount) -> Iterable[AvailableNumber]:
        raise NotCapableError("sip", "list numbers: a PBX does not tell them")

    def search_numbers(
        self, account: OpenAccount, *, country: str, contains: str | None
    ) -> Iterable[AvailableNumber]:
        raise NotCapableError("sip", "sell numbers")

    def buy_number(self, account: OpenAccount, number: str) -> AvailableNumber:
        raise NotCapableError("sip", "sell numbers")

    def sip_dial(self, account: OpenAccount, call: OutboundCall) -> SipDial:
        trunk_id = account.state.get("outbound_trunk_id")
        if trunk_id is None:
            raise InvalidError("the account has no outbound trunk yet", code="account_not_ready")
        return SipDial(
            trunk_id=trunk_id,
            to=call.to,
            from_=call.from_,
            domain=account.settings.server,
            ring_timeout_s=call.ring_timeout_s,
            max_duration_s=call.max_duration_s,
        )

    def dial(self, account: OpenAccount, call: OutboundCall) -> CarrierCall:
        raise NotCapableError("sip", "dial by itself: the worker does, by LiveKit SIP")

    def hang_up(self, account: OpenAccount, call: CarrierCall) -> None:
        """Closing the room hangs up."""


def plan_of(account: OpenAccount, numbers: list[BoundNumber]) -> SipTrunkPlan:
    settings: SipSettings = account.settings
    return SipTrunkPlan(
        account_id=account.id,
        space_id=account.space_id,
        name=account.name,
        numbers=tuple(sorted(number.number for number in numbers)),
        allowed_addresses=tuple(settings.allowed_addresses),
        inbound_username=settings.inbound_username,
        inbound_password=_plain(settings.inbound_password),
        address=settings.server,
        transport=settings.transport,
        media_encryption=settings.media_encryption,
        country=settings.country,
        outbound_username=settings.outbound_username,
        outbound_password=_plain(settings.outbound_password),
    )


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None
