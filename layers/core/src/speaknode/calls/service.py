"""Use cases of telephone calls: take one that comes in, make one."""

from speaknode.agents.overrides import Overrides
from speaknode.calls import external
from speaknode.calls.errors import NobodyAnswersError
from speaknode.calls.models import AcceptedCall, InboundCall, session_id_of
from speaknode.calls.ports import Accounts, CallRooms, Numbers
from speaknode.calls.schemas import CallCreate
from speaknode.calls.way_out import way_out
from speaknode.costs.models import Line
from speaknode.events.reports import SessionCheck
from speaknode.kit.clock import Clock
from speaknode.kit.errors import ConflictError, InvalidError, NotFoundError, SpeaknodeError
from speaknode.kit.ids import new_id
from speaknode.phone_numbers.errors import PhoneNumberNotFoundError
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.sessions import transitions
from speaknode.sessions.external import identity_of
from speaknode.sessions.models import (
    CampaignLink,
    Channel,
    EndFault,
    EndReason,
    Session,
    SessionSpec,
    SessionStatus,
)
from speaknode.sessions.opening import Opening, draw_up
from speaknode.sessions.ports import AgentResolver, ReportQueue, SessionStore, ToolCatalog
from speaknode.telephony.models import OutboundCall, SipDial

DISPATCH_WITHIN_S = 10
ROOM_WITHIN_S = 30


class CallService:
    def __init__(
        self,
        *,
        store: SessionStore,
        rooms: CallRooms,
        queue: ReportQueue,
        agents: AgentResolver,
        tools: ToolCatalog,
        numbers: Numbers,
        accounts: Accounts,
        clock: Clock,
    ) -> None:
        self._store, self._rooms, self._queue = store, rooms, queue
        self._agents, self._tools, self._clock = agents, tools, clock
        self._numbers, self._accounts = numbers, accounts

    def accept_inbound(self, call: InboundCall) -> AcceptedCall:
        """The call's session with its agent on the way; told twice, it is one session and one agent.

        Raises PhoneNumberNotFoundError and NobodyAnswersError: the caller is to be refused.
        """
        session_id = session_id_of(call.key, call.at)
        stored = self._store.get(session_id)
        session = stored.session if stored else self._begin_inbound(session_id, call)
        if session.status.is_terminal:
            return AcceptedCall(session=session, room=session.room_name)
        if call.room and not self._rooms.has_caller(call.room):
            return AcceptedCall(session=self._caller_left(session), room=session.room_name)
        if session.external_agent_id:
            self._ring_up(session, session.external_agent_id)
        else:
            self._rooms.open(session.room_name, session.id)
        self._alarm(session, SessionStatus.DISPATCHING, DISPATCH_WITHIN_S)
        return AcceptedCall(session=session, room=session.room_name)

    def _begin_inbound(self, session_id: str, call: InboundCall) -> Session:
        session, spec = self._drawn_up_inbound(session_id, call)
        # Its room is there already where the caller is in it: the session begins a step further on.
        in_room = {"status": SessionStatus.DISPATCHING, "dispatched_at": self._clock()}
        known = {"room": call.room, "carrier_ref": call.carrier_ref}
        session = session.model_copy(update=known | (in_room if call.room else {}))
        try:
            self._store.insert(session, spec)
        except ConflictError:
            stored = self._store.get(session_id)
            return stored.session if stored else session
        return session

    def _drawn_up_inbound(self, session_id: str, call: InboundCall) -> tuple[Session, SessionSpec]:
        number = self._numbers.find(call.called)
        if number.external_agent_id is not None:
            _, account = self._accounts.opened(number.space_id, number.external_agent_id)
            session, spec = external.draw_up(session_id, call, number, account, self._clock())
            return self._on_line(session, number), spec
        if number.agent_id is None:
            raise NobodyAnswersError(number.number)
        try:
            return self._draw_up(
                session_id,
                number,
                agent_id=number.agent_id,
                version=number.agent_version,
                channel=Channel.PHONE_IN,
                caller=call.caller,
                called=number.number,
            )
        except (NotFoundError, InvalidError) as error:
            # It was deleted, or must be told what no caller can: trying again would change nothing.
            raise NobodyAnswersError(number.number, error.message) from error

    def _ring_up(self, session: Session, account_id: str) -> None:
        """The other platform's agent, as a telephone in the caller's room."""
        number = self._numbers.owned(session.space_id, session.called or "")
        carrier, account = self._accounts.opened(session.space_id, account_id)
        dial = carrier.sip_dial(account, external.order(session, number))
        if dial is not None:
            self._rooms.dial(session.room_name, dial, identity=identity_of(session.id))

    def create(
        self,
        space_id: str,
        data: CallCreate,
        session_id: str | None = None,
        campaign: CampaignLink | None = None,
    ) -> Session:
        """Make a call. With a planned `session_id`, a request that is repeated finds the call it made."""
        if session_id and (stored := self._store.get(session_id)):
            return stored.session
        try:
            number = self._numbers.owned(space_id, data.from_)
        except PhoneNumberNotFoundError as error:
            raise InvalidError.field("/from", error.message, code=error.code) from error
        carrier, account = self._accounts.opened(space_id, number.telephony_account_id)
        session_id = session_id or new_id("ses")
        call = _order(session_id, number, data)
        dial = carrier.sip_dial(account, call)
        session, spec = self._draw_up(
            session_id,
            number,
            agent_id=data.agent_id,
            version=data.version,
            channel=Channel.CAMPAIGN if campaign else Channel.PHONE_OUT,
            caller=number.number,
            called=data.to,
            data=data,
            dial=dial,
        )
        if campaign:
            session, spec = _linked(session, spec, campaign)
        self._store.insert(session, spec)
        self._alarm(session, SessionStatus.PENDING, ROOM_WITHIN_S)
        try:
            self._rooms.open(session.room_name, session.id)
            if dial is None:
                carrier.dial(account, call)
        except SpeaknodeError as error:
            return self._failed(session, error)
        return session

    def _draw_up(
        self,
        session_id: str,
        number: PhoneNumber,
        *,
        agent_id: str,
        version: int | None,
        channel: Channel,
        caller: str | None,
        called: str,
        data: CallCreate | None = None,
        dial: SipDial | None = None,
    ) -> tuple[Session, SessionSpec]:
        resolved = self._agents.resolve(number.space_id, agent_id, version, session_id=session_id)
        preset = number.settings.fitting(resolved[2])
        opening = Opening(
            session_id=session_id,
            channel=channel,
            locale=(data.locale if data else None) or preset.locale,
            variables={**preset.variables, **(data.variables if data else {})},
            overrides=data.overrides if data else Overrides(),
            caller=caller,
            called=called,
        )
        session, spec = draw_up(
            opening, resolved, agents=self._agents, tools=self._tools, at=self._clock()
        )
        ways = {"dial": dial, "fallback_number": _fallback(number, channel)}
        spec = spec.model_copy(update=ways)
        session = self._on_line(session, number)
        return session, spec.model_copy(update={"way_out": way_out(spec, number, self._accounts)})

    def _on_line(self, session: Session, number: PhoneNumber) -> Session:
        """With its price as it is now; no call is lost for want of that."""
        try:
            account = self._accounts.get(number.space_id, number.telephony_account_id)
        except SpeaknodeError:
            return session
        inbound = session.channel is Channel.PHONE_IN
        prices = account.prices
        line = Line(
            telephony_account_id=account.id,
            carrier=account.carrier,
            minute_usd=prices.inbound_minute_usd if inbound else prices.outbound_minute_usd,
        )
        return session.model_copy(update={"line": line})

    def _caller_left(self, session: Session) -> Session:
        return self._end(session, EndReason.CALLER_HANGUP, EndFault.CALLER, "hung up while ringing")

    def _failed(self, session: Session, error: SpeaknodeError) -> Session:
        self._rooms.delete(session.room_name)
        return self._end(session, EndReason.CARRIER_REJECTED, EndFault.CARRIER, error.message[:500])

    def _end(self, session: Session, reason: EndReason, fault: EndFault, detail: str) -> Session:
        stored = self._store.get(session.id)
        if stored is None:
            return session
        ended, events = transitions.end(
            stored.session, at=self._clock(), reason=reason, fault=fault, detail=detail
        )
        if events:
            self._store.replace(ended, revision=stored.revision, events=events)
        return ended

    def _alarm(self, session: Session, awaited: SessionStatus, delay_s: int) -> None:
        check = SessionCheck(
            id=f"{session.id}.check.{awaited}.1",
            session_id=session.id,
            at=self._clock(),
            awaited=awaited,
        )
        self._queue.send(check, delay_s=delay_s)


def _order(session_id: str, number: PhoneNumber, data: CallCreate) -> OutboundCall:
    return OutboundCall(
        session_id=session_id,
        space_id=number.space_id,
        to=data.to,
        from_=number.number,
        ring_timeout_s=data.ring_timeout_s or number.settings.ring_timeout_s,
        max_duration_s=number.settings.max_duration_s,
    )


def _linked(
    session: Session, spec: SessionSpec, campaign: CampaignLink
) -> tuple[Session, SessionSpec]:
    if campaign.answering:
        config = spec.config.model_copy(update={"answering": campaign.answering})
        spec = spec.model_copy(update={"config": config})
    ids = {"campaign_id": campaign.campaign_id, "campaign_item_id": campaign.item_id}
    return session.model_copy(update=ids), spec


def _fallback(number: PhoneNumber, channel: Channel) -> str | None:
    """Whom we called did not ask for a human of ours."""
    human = number.fallback_destination
    return human.number if human is not None and channel is Channel.PHONE_IN else None
