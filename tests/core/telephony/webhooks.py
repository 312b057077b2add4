"""What carriers' webhooks reach, in memory: one space with a number, calls that become sessions."""

from datetime import UTC, datetime

from speaknode.calls.models import AcceptedCall, InboundCall, session_id_of
from speaknode.events.reports import AnyReport
from speaknode.kit.errors import NotFoundError, SpeaknodeError
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.sessions.errors import SessionNotFoundError
from speaknode.sessions.models import Channel, Session

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NUMBER = "+15550001"


class World:
    """Calls, sessions, numbers, reports, rooms and first_seen at once: each method is of one of them."""

    def __init__(self) -> None:
        self.sessions: dict[str, Session] = {}
        self.numbers: dict[str, PhoneNumber] = {}
        self.reports: list[AnyReport] = []
        self.deleted: list[str] = []
        self.firsts: dict[str, datetime] = {}
        self.now = NOW
        self.trouble: SpeaknodeError | None = None
        self.own()

    def own(self, number: str = NUMBER, account: str = "tel_1", **more: object) -> None:
        fields = {"id": "pn_1", "space_id": "spc_1", "created_at": NOW, "updated_at": NOW, **more}
        self.numbers[number] = PhoneNumber.model_validate(
            {**fields, "number": number, "telephony_account_id": account, "agent_id": "agt_1"}
        )

    def add(self, **fields: object) -> Session:
        given = {
            "id": "ses_01M7XPBVC3TD639344TT89WYGE", "space_id": "spc_1", "agent_id": "agt_1",
            "agent_name": "Ada", "agent_version": 1, "channel": Channel.PHONE_IN, "locale": "en",
            "created_at": NOW, "called": NUMBER, "caller": "+15550199", **fields,
        }  # fmt: skip
        session = Session.model_validate(given)
        self.sessions[session.id] = session
        return session

    def clock(self) -> datetime:
        return self.now

    def accept_inbound(self, call: InboundCall) -> AcceptedCall:
        if self.trouble:
            raise self.trouble
        session_id = session_id_of(call.key, call.at)
        session = self.sessions.get(session_id) or self.add(
            id=session_id, called=call.called, caller=call.caller
        )
        return AcceptedCall(session=session, room=session.room_name)

    def get(self, space_id: str, session_id: str) -> Session:
        session = self.sessions.get(session_id)
        if session is None or session.space_id != space_id:
            raise SessionNotFoundError(session_id)
        return session

    def find(self, number: str) -> PhoneNumber:
        if number not in self.numbers:
            raise NotFoundError("no such number")
        return self.numbers[number]

    def send(self, report: AnyReport, *, delay_s: int = 0) -> None:
        self.reports.append(report)

    def delete(self, room: str) -> None:
        self.deleted.append(room)

    def at(self, key: str, now: datetime) -> datetime:
        return self.firsts.setdefault(key, now)

    def known(self, key: str) -> datetime | None:
        return self.firsts.get(key)
