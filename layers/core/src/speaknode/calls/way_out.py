"""How a human is rung whom a call may be given to: by the number's own trunk, else by another of the space."""

from collections.abc import Iterator

from speaknode.agents.models import AgentConfig
from speaknode.calls.ports import Accounts
from speaknode.kit.errors import SpeaknodeError
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.sessions.models import SessionSpec
from speaknode.telephony.models import OutboundCall, SipDial

MAX_ACCOUNTS = 20


def way_out(spec: SessionSpec, number: PhoneNumber, accounts: Accounts) -> SipDial | None:
    """None: nobody may be rung, or no account of the space can; it never fails the call itself."""
    configs = [spec.config, *(target.config for target in spec.handoff_targets.values())]
    may_ring = spec.fallback_number is not None or any(map(_rings_numbers, configs))
    if spec.dial is not None or not may_ring:
        return spec.dial
    call = OutboundCall(
        session_id=spec.session_id,
        space_id=spec.space_id,
        to=number.number,
        from_=number.number,
        max_duration_s=number.settings.max_duration_s,
    )
    for account_id in _candidates(number, accounts):
        try:
            carrier, account = accounts.opened(number.space_id, account_id)
            if (dial := carrier.sip_dial(account, call)) is not None:
                return dial if account_id == number.telephony_account_id else _of_others(dial)
        except SpeaknodeError:
            continue
    return None


def _of_others(dial: SipDial) -> SipDial:
    """The caller's telephone is at another PBX, which knows nothing of this one's numbers."""
    return dial.model_copy(update={"domain": None})


def _rings_numbers(config: AgentConfig) -> bool:
    return any(place.destination.startswith("+") for place in config.system_tools.transfer_call)


def _candidates(number: PhoneNumber, accounts: Accounts) -> Iterator[str]:
    yield number.telephony_account_id
    try:
        known = accounts.list(number.space_id, limit=MAX_ACCOUNTS).items
    except SpeaknodeError:
        return
    for account in known:
        if account.id != number.telephony_account_id:
            yield account.id
