"""The trunk doctor: plays LiveKit's matching through for one call, and says why it comes through or not."""

import ipaddress
from typing import Any, Protocol

from speaknode.kit.errors import InvalidError, SpeaknodeError, UnavailableError
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.phone_numbers.normal import normalised
from speaknode.telephony.models import Gateway, LoopAnswer, LoopCall, OpenAccount
from speaknode.telephony.schemas import Diagnosis, DoctorQuery, LoopReport, LoopRequest, Verdict
from speaknode.telephony.sip.config import SipSettings
from speaknode.telephony.sip.trunks import Existing


class GatewayView(Protocol):
    def describe(self) -> Gateway: ...
    def everything(self) -> list[Existing]: ...
    def loop(self, wanted: LoopCall) -> LoopAnswer: ...


class Accounts(Protocol):
    def opened(self, space_id: str, account_id: str) -> tuple[object, OpenAccount]: ...


class Numbers(Protocol):
    def owned(self, space_id: str, number: str) -> PhoneNumber: ...


class SipDoctor:
    def __init__(self, *, gateway: GatewayView, numbers: Numbers, accounts: Accounts) -> None:
        self._gateway, self._numbers, self._accounts = gateway, numbers, accounts

    def diagnose(self, space_id: str, query: DoctorQuery) -> Diagnosis:
        called, source = _number(query.number), _source(query.from_address)
        try:
            number = self._numbers.owned(space_id, called)
        except SpeaknodeError:
            return Diagnosis(
                ok=False,
                number=called,
                summary=f"{called} is not bound in this space",
                hints=["bind it by POST /v1/phone-numbers"],
            )
        everything = self._gateway.everything()
        ours = [e for e in everything if e.account_id == number.telephony_account_id]
        trunks = [judge_trunk(e, called, source, query.caller) for e in _of(ours, "inbound_trunk")]
        rules = [judge_rule(e, {t.id for t in trunks}, called) for e in _of(ours, "dispatch_rule")]
        rivals = _rivals(everything, number.telephony_account_id, called)
        return _conclude(number, trunks, rules, rivals)

    def call(self, space_id: str, request: LoopRequest) -> LoopReport:
        """Rings the number from our own gateway. Raises PhoneNumberNotFoundError for a number of others."""
        gateway = self._gateway.describe()
        if not gateway.domain:
            raise UnavailableError("there is no SIP gateway here", code="sip_unavailable")
        number = self._numbers.owned(space_id, _number(request.number))
        source = next(iter(gateway.outbound_addresses), None)
        asked = DoctorQuery(number=number.number, from_address=source, caller=number.number)
        _, account = self._accounts.opened(space_id, number.telephony_account_id)
        answer = self._gateway.loop(_loop_call(number, account))
        return LoopReport(
            **answer.model_dump(), number=number.number, diagnosis=self.diagnose(space_id, asked)
        )


def _loop_call(number: PhoneNumber, account: OpenAccount) -> LoopCall:
    """With what our own trunk asks of callers; other carriers than custom SIP ask nothing."""
    settings = account.settings
    if not isinstance(settings, SipSettings) or settings.inbound_password is None:
        return LoopCall(number=number.number)
    word = settings.inbound_password.get_secret_value()
    return LoopCall(number=number.number, username=settings.inbound_username, password=word)


def _conclude(
    number: PhoneNumber, trunks: list[Verdict], rules: list[Verdict], rivals: list[Verdict]
) -> Diagnosis:
    hints: list[str] = []
    if not trunks:
        summary, hints = (
            "no inbound trunk",
            ["it is made within a minute: see the account's status"],
        )
    elif not any(trunk.matches for trunk in trunks):
        summary = f"refused by the trunk: {trunks[0].why}"
        hints = ["change the account's settings, or what the PBX sends"]
    elif not any(rule.matches for rule in rules):
        summary, hints = (
            "no dispatch rule",
            ["it is made within a minute: see the account's status"],
        )
    elif rivals:
        summary = "another trunk of the gateway takes the same number"
        hints = ["delete the trunk that was made by hand"]
    elif number.agent_id is None:
        summary, hints = "no agent is bound to the number", ["PUT /v1/phone-numbers/{id}"]
    else:
        return Diagnosis(
            ok=True,
            number=number.number,
            summary=f"the call reaches agent {number.agent_id}",
            agent_id=number.agent_id,
            verdicts=[*trunks, *rules],
        )
    return Diagnosis(
        ok=False,
        number=number.number,
        summary=summary,
        agent_id=number.agent_id,
        verdicts=[*trunks, *rules, *rivals],
        hints=hints,
    )


def judge_trunk(existing: Existing, called: str, source: Any, caller: str | None) -> Verdict:
    info = existing.info
    why = "number, address and caller fit"
    matches = True
    if info.numbers and called not in info.numbers:
        matches, why = False, f"{called} is not among its numbers ({', '.join(info.numbers)})"
    elif source is not None and not _allowed(source, info.allowed_addresses):
        allowed = ", ".join(info.allowed_addresses)
        matches, why = False, f"{source} is not among its allowed addresses ({allowed})"
    elif caller and info.allowed_numbers and caller not in info.allowed_numbers:
        matches, why = False, f"{caller} is not among its allowed callers"
    elif info.auth_username:
        why = f"it will ask for the password of {info.auth_username}"
    return Verdict(kind="inbound_trunk", id=existing.id, name=info.name, matches=matches, why=why)


def judge_rule(existing: Existing, trunk_ids: set[str], called: str) -> Verdict:
    info = existing.info
    matches, why = True, "it takes every call of its trunk"
    if info.trunk_ids and not trunk_ids & set(info.trunk_ids):
        matches, why = False, f"it is for other trunks ({', '.join(info.trunk_ids)})"
    elif info.numbers and called not in info.numbers:
        matches, why = False, f"{called} is not among its numbers"
    return Verdict(kind="dispatch_rule", id=existing.id, name=info.name, matches=matches, why=why)


def _rivals(everything: list[Existing], account_id: str, called: str) -> list[Verdict]:
    """Trunks of others for the same number; their names are told only where nobody's account owns them."""
    return [
        Verdict(
            kind="inbound_trunk",
            id=e.id,
            name=e.info.name if e.account_id is None else "",
            matches=True,
            why=f"it takes {called}, too",
        )
        for e in _of(everything, "inbound_trunk")
        if e.account_id != account_id and called in e.info.numbers
    ]


def _of(found: list[Existing], kind: str) -> list[Existing]:
    return [existing for existing in found if existing.kind == kind]


def _allowed(source: Any, allowed: list[str]) -> bool:
    return not allowed or any(source in ipaddress.ip_network(entry) for entry in allowed)


def _number(text: str) -> str:
    try:
        return normalised(text)
    except ValueError as error:
        raise InvalidError.field("/number", str(error)) from error


def _source(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return ipaddress.ip_address(text)
    except ValueError as error:
        raise InvalidError.field("/from_address", "must be an IP address") from error
