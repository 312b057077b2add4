"""What a scenario asks and tells: where a call's audio goes, whom to dial, what became of it. JSON both ways."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from speaknode.calls.errors import NobodyAnswersError
from speaknode.calls.models import InboundCall
from speaknode.calls.outcomes import RESCUED, ending, of_sip_status
from speaknode.events.reports import SessionEnded
from speaknode.kit.clock import Clock
from speaknode.kit.errors import ForbiddenError, InvalidError, NotFoundError
from speaknode.kit.ids import new_id
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.sessions.models import Channel, EndFault, EndReason, Session
from speaknode.telephony import media_token
from speaknode.telephony.apology import apology
from speaknode.telephony.first_seen import FirstSeen
from speaknode.telephony.models import CallOutcome, OpenAccount
from speaknode.telephony.voximplant.carrier import signing_key
from speaknode.telephony.webhook_ports import Calls, Numbers, Reports, Rooms, Sessions

FRESH_S = 300
_VOICES = {"en": "en_US_Joanna", "ru": "ru_RU_Tatyana"}
Json = dict[str, Any]


def read_signed(
    body: bytes, signature: str, *, secret: str, account_id: str, now: datetime
) -> Json:
    """Raises ForbiddenError for what is not signed by the account's scenario, or is old."""
    key = signing_key(secret, account_id)
    expected = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.lower().encode(errors="replace")):
        raise ForbiddenError("not signed by the scenario", code="bad_signature")
    try:
        told = json.loads(body)
    except ValueError as error:
        raise InvalidError("not JSON", code="bad_body") from error
    at = told.get("ts") if isinstance(told, dict) else None
    if not isinstance(at, int) or abs(now.timestamp() - at / 1000) > FRESH_S:
        raise ForbiddenError("too old", code="stale_webhook")
    content: Json = told
    return content


class VoxImplantWebhook:
    def __init__(
        self,
        *,
        calls: Calls,
        sessions: Sessions,
        numbers: Numbers,
        reports: Reports,
        rooms: Rooms,
        first_seen: FirstSeen,
        clock: Clock,
        bridge_url: str,
        secret: str,
    ) -> None:
        self._calls, self._sessions, self._numbers = calls, sessions, numbers
        self._reports, self._rooms, self._first_seen = reports, rooms, first_seen
        self._clock, self._bridge_url, self._secret = clock, bridge_url, secret

    def answer(self, account: OpenAccount, what: str, told: Mapping[str, Any]) -> Json:
        if what == "incoming":
            return self._incoming(account, told)
        session = self._session(account, str(told.get("id", "")))
        if what == "job":
            return self._job(session, str(told.get("session", "")))
        if what == "again":
            return self._again(session, told)
        if what == "status":
            self._status(session, told)
            return {}
        raise ForbiddenError("no such webhook", code="unknown_webhook")

    def _incoming(self, account: OpenAccount, told: Mapping[str, Any]) -> Json:
        number = self._own_number(account, str(told.get("to", "")))
        if number is None:
            return {"reject": True}
        vox_session = str(told.get("session", ""))
        key = f"voximplant:{account.id}:{vox_session}"
        call = InboundCall(
            key=key,
            at=self._first_seen.at(key, self._clock()),
            called=number.number,
            caller=_e164(str(told.get("from", ""))) or None,
            account_id=account.id,
            carrier_ref=vox_session,
        )
        instead = _instead(number) | _apology(number)
        try:
            session = self._calls.accept_inbound(call).session
        except (NobodyAnswersError, NotFoundError, ForbiddenError, InvalidError):
            return instead
        if session.status.is_terminal:
            return {"reject": True}
        return {**instead, **self._media(session, vox_session)}

    def _job(self, session: Session, vox_session: str) -> Json:
        if session.status.is_terminal or not session.channel.is_outbound:
            raise ForbiddenError("nothing to dial", code="no_job")
        number = self._numbers.find(session.caller or "")
        return {
            **_instead(number),
            **self._media(session, vox_session),
            "fallback": None,  # who was called is not to be connected with somebody else
            "to": session.called,
            "from": number.number.lstrip("+"),
            "ring_seconds": number.settings.ring_timeout_s,
            "max_seconds": number.settings.max_duration_s,
        }

    def _again(self, session: Session, told: Mapping[str, Any]) -> Json:
        """The socket is closed: the bridge is lost, or said itself that there is no agent any more."""
        rescued = session.end_reason in RESCUED and session.channel is Channel.PHONE_IN
        if session.status.is_terminal:
            return {"url": ""} if rescued else {"over": True}
        if told.get("why") == "hangup":
            return {"over": True}
        return self._media(session, str(told.get("session", "")))

    def _media(self, session: Session, vox_session: str) -> Json:
        grant = media_token.MediaGrant(
            jti=new_id("med"),
            session_id=session.id,
            room=session.room_name,
            carrier="voximplant",
            call_ref=vox_session,
            caller=session.caller or "",
            called=session.called or "",
            with_agent=session.external_agent_id is None,
        )
        token = media_token.issue(grant, secret=self._secret, now=self._clock())
        url = media_token.media_url(self._bridge_url, "voximplant", token)
        return {"session_id": session.id, "url": url}

    def _status(self, session: Session, told: Mapping[str, Any]) -> None:
        """Only the ends that no conversation told."""
        if session.status.is_terminal:
            return
        status, code = told.get("status"), told.get("code")
        if status == "failed" and session.channel.is_outbound:
            outcome = of_sip_status(code if isinstance(code, int) else None)
            if outcome is CallOutcome.ERROR:
                outcome = CallOutcome.CARRIER_REJECTED
            reason, fault = ending(outcome)
        elif status == "failed" or (status == "completed" and session.started_at is None):
            reason, fault = EndReason.CALLER_HANGUP, EndFault.CALLER
        else:
            return
        report = SessionEnded(
            id=f"{session.id}.carrier_ended",
            session_id=session.id,
            at=self._clock(),
            end_reason=reason,
            end_fault=fault,
            end_detail=f"VoxImplant: {code} {told.get('reason', '')}"[:200],
        )
        self._reports.send(report)
        self._rooms.delete(session.room_name)

    def _session(self, account: OpenAccount, session_id: str) -> Session:
        try:
            return self._sessions.get(account.space_id, session_id)
        except NotFoundError as error:
            raise ForbiddenError("another space's session", code="foreign_session") from error

    def _own_number(self, account: OpenAccount, called: str) -> PhoneNumber | None:
        try:
            number = self._numbers.find(_e164(called))
        except (NotFoundError, InvalidError):
            return None
        return number if number.telephony_account_id == account.id else None


def _instead(number: PhoneNumber) -> Json:
    fallback = number.fallback_destination
    return {
        "fallback": fallback.number.lstrip("+") if fallback else None,
        "caller_id": number.number.lstrip("+"),
    }


def _apology(number: PhoneNumber) -> Json:
    language, words = apology(number.settings.locale)
    return {"apology": words, "voice": _VOICES[language]}


def _e164(number: str) -> str:
    """VoxImplant leaves the plus out."""
    return f"+{number}" if number.isdigit() else number
