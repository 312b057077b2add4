"""Ports in memory, for tests of services; they pass the same contract suites as the real adapters."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from speaknode.events.domain import DomainEvent
from speaknode.events.reports import AnyReport
from speaknode.kit.errors import ConflictError
from speaknode.kit.models import Page
from speaknode.models.models import CatalogueModel
from speaknode.sessions.models import (
    HandedOff,
    Recording,
    Session,
    SessionError,
    SessionSpec,
    ToolCall,
    Turn,
)
from speaknode.sessions.ports import Part, RescueState, SessionParts, StoredSession
from speaknode.sessions.schemas import SessionQuery
from speaknode.tools.journal import JournalEntry


class MemoryCatalogue:
    def __init__(self, *rows: CatalogueModel) -> None:
        self.rows = list(rows)

    def list(self) -> list[CatalogueModel]:
        return self.rows


class MemorySessionStore:
    def __init__(self) -> None:
        self.rows: dict[str, StoredSession] = {}
        self.specs: dict[str, SessionSpec] = {}
        self.parts: dict[str, dict[str, Part]] = {}
        self.recordings: dict[str, dict[tuple[str, int], Recording]] = {}
        self.events: dict[str, DomainEvent] = {}
        self.journals: dict[str, list[JournalEntry]] = {}

    def insert(self, session: Session, spec: SessionSpec) -> None:
        if session.id in self.rows:
            raise ConflictError("a session of that id exists")
        self.rows[session.id] = StoredSession(session=session, revision=1)
        self.specs[session.id] = spec
        self.parts[session.id] = {}
        self.recordings[session.id] = {}

    def get(self, session_id: str) -> StoredSession | None:
        stored = self.rows.get(session_id)
        return stored and stored.model_copy(
            update={"session": stored.session.model_copy(update=self._counts(session_id))}
        )

    def _counts(self, session_id: str) -> dict[str, int]:
        kinds = {"turn_count": Turn, "tool_call_count": ToolCall, "error_count": SessionError}
        return {
            name: sum(isinstance(part, kind) for part in self.parts[session_id].values())
            for name, kind in kinds.items()
        }

    def get_spec(self, session_id: str) -> SessionSpec | None:
        return self.specs.get(session_id)

    def get_parts(self, session_id: str) -> SessionParts:
        parts = list(self.parts.get(session_id, {}).values())
        return SessionParts(
            turns=sorted((p for p in parts if isinstance(p, Turn)), key=lambda p: (p.index, p.id)),
            tool_calls=sorted(
                (p for p in parts if isinstance(p, ToolCall)), key=lambda p: p.started_at
            ),
            errors=sorted((p for p in parts if isinstance(p, SessionError)), key=lambda p: p.at),
            recordings=list(self.recordings.get(session_id, {}).values()),
            handoffs=sorted((p for p in parts if isinstance(p, HandedOff)), key=lambda p: p.at),
        )

    def list(self, space_id: str, query: SessionQuery) -> Page[Session]:
        wanted = [
            stored.session
            for stored in self.rows.values()
            if stored.session.space_id == space_id
            and query.agent_id in (None, stored.session.agent_id)
            and query.status in (None, stored.session.status)
            and query.channel in (None, stored.session.channel)
            and query.caller in (None, stored.session.caller)
        ]
        return Page(
            items=sorted(wanted, key=lambda session: session.id, reverse=True)[: query.limit]
        )

    def list_turns(self, session_id: str, cursor: str | None, limit: int) -> Page[Turn]:
        return Page(items=self.get_parts(session_id).turns[:limit])

    def list_tool_calls(self, session_id: str, cursor: str | None, limit: int) -> Page[ToolCall]:
        return Page(items=self.get_parts(session_id).tool_calls[:limit])

    def replace(
        self,
        session: Session,
        *,
        revision: int,
        events: tuple[DomainEvent, ...] = (),
        recordings: tuple[Recording, ...] = (),
    ) -> None:
        stored = self.rows[session.id]
        if stored.revision != revision:
            raise ConflictError("the session was changed meanwhile")
        self.rows[session.id] = stored.model_copy(
            update={"session": session, "revision": revision + 1}
        )
        self.recordings[session.id] |= {
            (recording.kind, recording.part): recording for recording in recordings
        }
        self.events |= {event.id: event for event in events}

    def add_part(self, session_id: str, part: Part, events: tuple[DomainEvent, ...] = ()) -> None:
        if session_id not in self.rows:
            raise ConflictError("part")
        there = self.parts[session_id].get(part.id)
        if there is None or (isinstance(there, ToolCall) and there.status == "interrupted"):
            self.parts[session_id][part.id] = part
            self.events |= {event.id: event for event in events}

    def renew_lease(self, session_id: str, at: datetime) -> None:
        self.rows[session_id] = self.rows[session_id].model_copy(update={"lease_renewed_at": at})

    def list_expired(self, day: date) -> Iterator[str]:
        for id_, stored in list(self.rows.items()):
            at = stored.session.expires_at
            if stored.session.status.is_terminal and at is not None and at.date() == day:
                yield id_

    def delete(self, session_id: str) -> None:
        for kept in (self.rows, self.specs, self.parts, self.recordings):
            kept.pop(session_id, None)

    def journal(self, session_id: str) -> Sequence[JournalEntry]:
        return self.journals.get(session_id, [])

    def forget_journal(self, session_id: str) -> None:
        self.journals.pop(session_id, None)

    def list_open(self) -> Iterator[str]:
        return iter(
            [
                id_
                for id_, stored in self.rows.items()
                if not stored.session.status.is_terminal or stored.session.awaits_recording
            ]
        )


class MemoryRooms:
    url = "ws://livekit.test"

    def __init__(self) -> None:
        self.deleted: list[str] = []
        self.with_agent: set[str] = set()
        self.with_caller: set[str] = set()
        self.dispatched: list[tuple[str, int]] = []

    def join_token(self, session: Session, *, ttl_s: int) -> str:
        return f"token-{session.id}"

    def delete(self, room: str) -> None:
        self.deleted.append(room)

    def dispatch_again(self, session: Session, number: int) -> bool:
        there = session.room_name in self.with_caller
        self.dispatched += [(session.room_name, number)] * there
        return there

    def has_agent(self, room: str) -> bool:
        return room in self.with_agent


class MemoryRescuer:
    """Answers in order; the last answer stays."""

    def __init__(self, *states: RescueState, speaks: bool = False) -> None:
        self.states, self.speaks = list(states or (RescueState.NOBODY,)), speaks
        self.asked: list[bool] = []
        self.apologies = 0

    def take(self, session: Session, *, begun: bool) -> RescueState:
        self.asked.append(begun)
        return self.states.pop(0) if len(self.states) > 1 else self.states[0]

    def apologise(self, session: Session) -> bool:
        self.apologies += 1
        return self.speaks


class MemoryQueue:
    """Keeps what was sent, with its delay."""

    def __init__(self) -> None:
        self.sent: list[tuple[AnyReport, int]] = []

    def send(self, report: AnyReport, *, delay_s: int = 0) -> None:
        self.sent.append((report, delay_s))
