"""What Twilio tells and asks about calls, answered. The signature was checked before anything comes here."""

from collections.abc import Mapping, Sequence

from speaknode.agents.answering import AnsweredBy
from speaknode.calls.errors import NobodyAnswersError
from speaknode.calls.models import InboundCall, session_id_of
from speaknode.calls.outcomes import RESCUED, ending
from speaknode.events.reports import CallAnswered, SessionEnded
from speaknode.kit.clock import Clock
from speaknode.kit.errors import ForbiddenError, InvalidError, NotFoundError, SpeaknodeError
from speaknode.kit.ids import new_id
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.sessions.models import Channel, EndFault, EndReason, Session
from speaknode.telephony import media_token
from speaknode.telephony.first_seen import FirstSeen
from speaknode.telephony.models import CallOutcome, OpenAccount
from speaknode.telephony.twilio import hooks, twiml
from speaknode.telephony.twilio.config import TwilioSettings
from speaknode.telephony.webhook_ports import Calls, Numbers, Reports, Rooms, Sessions

_OUTCOMES = {
    "busy": CallOutcome.BUSY,
    "no-answer": CallOutcome.NO_ANSWER,
    "canceled": CallOutcome.CANCELLED,
    "failed": CallOutcome.CARRIER_REJECTED,
}
_GIVEN_UP = ("canceled", "no-answer")
_ANSWERED = {
    "human": AnsweredBy.HUMAN,
    "fax": AnsweredBy.UNAVAILABLE,
    "unknown": AnsweredBy.UNSURE,
}
_INVALID = frozenset({"404", "410", "484", "604"})
_UNREACHED = "480"
_ASKED_AT_MOST = 5
"""Seconds that a caller waits for the end of their conversation to be known."""
_TAKEN = ("completed", "answered")
Form = Mapping[str, Sequence[str]]


class TwilioWebhook:
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
        public_url: str,
        bridge_url: str,
        secret: str,
    ) -> None:
        self._calls, self._sessions, self._numbers = calls, sessions, numbers
        self._reports, self._rooms, self._first_seen = reports, rooms, first_seen
        self._clock, self._secret = clock, secret
        self._public_url, self._bridge_url = public_url, bridge_url

    def answer(self, account: OpenAccount, what: str, form: Form, query: Mapping[str, str]) -> str:
        """TwiML. Raises ForbiddenError for what is signed, but not this account's to tell."""
        settings: TwilioSettings = account.settings
        if _first(form, "AccountSid") != settings.account_sid:
            raise ForbiddenError("another account's call", code="foreign_account")
        if what == hooks.VOICE:
            return self._voice(account, form)
        if what == hooks.ANSWER:
            return self._answered(account, form, self._session(account, query))
        if what == hooks.AFTER:
            return self._after(account, self._session(account, query), query)
        if what == hooks.DIALED:
            return self._dialed(account, form)
        if what == hooks.STATUS and (session := self._told_of(account, form, query)):
            self._status(session, form)
        if what == hooks.MACHINE:
            self._detected(self._session(account, query), form)
        return twiml.nothing()

    def _voice(self, account: OpenAccount, form: Form) -> str:
        called, call_sid = _first(form, "To"), _first(form, "CallSid")
        number = self._own_number(account, called)
        if number is None:
            return twiml.reject()
        key = _key(call_sid)
        call = InboundCall(
            key=key,
            at=self._first_seen.at(key, self._clock()),
            called=number.number,
            caller=_first(form, "From") or None,
            account_id=account.id,
            carrier_ref=call_sid,
        )
        try:
            session = self._calls.accept_inbound(call).session
        except SpeaknodeError as error:
            if isinstance(error, (NobodyAnswersError, NotFoundError, ForbiddenError, InvalidError)):
                return self._instead(account, number, number.settings.locale)
            raise
        if session.status.is_terminal:
            return twiml.hang_up()
        return self._connect(account, session, form)

    def _answered(self, account: OpenAccount, form: Form, session: Session) -> str:
        """A call that we dialled was picked up."""
        if session.status.is_terminal:
            return twiml.hang_up()
        return self._connect(account, session, form)

    def _connect(self, account: OpenAccount, session: Session, form: Form) -> str:
        caller, called, call_sid = (_first(form, name) for name in ("From", "To", "CallSid"))
        grant = media_token.MediaGrant(
            jti=new_id("med"),
            session_id=session.id,
            room=session.room_name,
            carrier="twilio",
            call_ref=call_sid,
            caller=caller,
            called=called,
            with_agent=session.external_agent_id is None,
        )
        token = media_token.issue(grant, secret=self._secret, now=self._clock())
        where = (self._public_url, account.space_id, account.id)
        return twiml.connect(
            media_token.media_url(self._bridge_url, "twilio", token),
            after=hooks.url(*where, hooks.AFTER, session=session.id),
            status=hooks.url(*where, hooks.STREAM, session=session.id),
            parameters={"session_id": session.id},
        )

    def _after(self, account: OpenAccount, session: Session, query: Mapping[str, str]) -> str:
        """The bridge closed the stream: the conversation is over, or nobody held it. Or it was never reached."""
        if session.started_at is None and not session.status.is_terminal:
            detail = "the media bridge was not reached"
            self._tell_end(session, EndReason.NEVER_JOINED, EndFault.PLATFORM, detail)
        elif not session.status.is_terminal and (asked := _asked(query)) < _ASKED_AT_MOST:
            # The stream closes sooner than the agent's last report is stored, which tells whether it failed.
            where = (self._public_url, account.space_id, account.id, hooks.AFTER)
            return twiml.ask_again(hooks.url(*where, session=session.id, asked=str(asked + 1)))
        elif session.end_reason not in RESCUED:
            return twiml.hang_up()
        if not session.called or session.channel is not Channel.PHONE_IN:
            return twiml.hang_up()
        try:
            number = self._numbers.find(session.called)
        except NotFoundError:
            return twiml.apology(session.locale)
        return self._instead(account, number, session.locale)

    def _instead(self, account: OpenAccount, number: PhoneNumber, locale: str | None) -> str:
        """No agent: the human's number, or at least a word."""
        if number.fallback_destination is None:
            return twiml.apology(locale or "en")
        action = hooks.url(self._public_url, account.space_id, account.id, hooks.DIALED)
        human = number.fallback_destination.number
        return twiml.dial(human, caller_id=number.number, action=action)

    def _dialed(self, account: OpenAccount, form: Form) -> str:
        """The human was rung: they have talked, or the caller at least hears a word."""
        if _first(form, "DialCallStatus") in _TAKEN:
            return twiml.hang_up()
        number = self._own_number(account, _first(form, "To"))
        return twiml.apology((number.settings.locale if number else None) or "en")

    def _told_of(
        self, account: OpenAccount, form: Form, query: Mapping[str, str]
    ) -> Session | None:
        """A call of ours is named in the address; one that came in is known by Twilio's own name of it."""
        if "session" in query:
            return self._session(account, query)
        key = _key(_first(form, "CallSid"))
        seen = self._first_seen.known(key)
        try:
            return self._sessions.get(account.space_id, session_id_of(key, seen)) if seen else None
        except NotFoundError:
            return None

    def _status(self, session: Session, form: Form) -> None:
        """Only the ends that no conversation told; a session that has ended keeps its end, so order is no matter."""
        if session.status.is_terminal:
            return
        status, sip = _first(form, "CallStatus"), _first(form, "SipResponseCode")
        outcome = _outcome(status, sip)
        is_given_up = status in _GIVEN_UP and not session.channel.is_outbound
        if is_given_up or (status == "completed" and session.started_at is None):
            reason, fault = EndReason.CALLER_HANGUP, EndFault.CALLER
        elif outcome is not None:
            reason, fault = ending(outcome)
        else:
            return
        self._tell_end(session, reason, fault, f"Twilio: {status} {sip}".strip())

    def _detected(self, session: Session, form: Form) -> None:
        """Who answered, by Twilio's ear; it may come late, and after the agent's own verdict, which then stands."""
        said = _first(form, "AnsweredBy")
        found = AnsweredBy.MACHINE if said.startswith("machine") else _ANSWERED.get(said)
        if found is None:
            raise InvalidError("not a verdict", code="bad_body")
        report = CallAnswered(
            id=f"{session.id}.carrier_answered",
            session_id=session.id,
            at=self._clock(),
            answered_by=found,
        )
        self._reports.send(report)

    def _tell_end(self, session: Session, reason: EndReason, fault: EndFault, detail: str) -> None:
        report = SessionEnded(
            id=f"{session.id}.carrier_ended",
            session_id=session.id,
            at=self._clock(),
            end_reason=reason,
            end_fault=fault,
            end_detail=detail,
        )
        self._reports.send(report)
        self._rooms.delete(session.room_name)

    def _session(self, account: OpenAccount, query: Mapping[str, str]) -> Session:
        try:
            return self._sessions.get(account.space_id, query.get("session", ""))
        except NotFoundError as error:
            raise ForbiddenError("another space's session", code="foreign_session") from error

    def _own_number(self, account: OpenAccount, called: str) -> PhoneNumber | None:
        try:
            number = self._numbers.find(called)
        except (NotFoundError, InvalidError):
            return None
        return number if number.telephony_account_id == account.id else None


def _outcome(status: str, sip: str) -> CallOutcome | None:
    if status == "failed" and sip in _INVALID:
        return CallOutcome.INVALID_NUMBER
    if status == "failed" and sip == _UNREACHED:
        return CallOutcome.NO_ANSWER
    return _OUTCOMES.get(status)


def _key(call_sid: str) -> str:
    """What makes every telling of a call the same session."""
    return f"twilio:{call_sid}"


def _asked(query: Mapping[str, str]) -> int:
    asked = query.get("asked", "0")
    return int(asked) if asked.isdecimal() else _ASKED_AT_MOST


def _first(form: Form, name: str) -> str:
    values = form.get(name) or [""]
    return values[0]
