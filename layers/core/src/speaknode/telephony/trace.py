"""The last calls of a telephony account as its carrier saw them: who called whom, and how it was answered."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from speaknode.kit.errors import InvalidError
from speaknode.kit.models import Page
from speaknode.sessions.models import Channel, Session
from speaknode.sessions.schemas import SessionQuery
from speaknode.telephony.errors import AccountNotFoundError
from speaknode.telephony.models import BoundNumber
from speaknode.telephony.ports import StoredAccount
from speaknode.telephony.schemas import Direction, TracedCall, TraceQuery

_LOOKED_AT = 100
_STATUS = re.compile(r"SIP (?:call|transfer) failed: (?:\w+, )?(\d{3})\b")


class Sessions(Protocol):
    def list(self, space_id: str, query: SessionQuery) -> Page[Session]: ...


class Accounts(Protocol):
    def get(self, space_id: str, account_id: str) -> StoredAccount | None: ...


class Bound(Protocol):
    def bound_to(self, space_id: str, account_id: str) -> tuple[BoundNumber, ...]: ...


class CallTrace:
    def __init__(self, *, sessions: Sessions, numbers: Bound, accounts: Accounts) -> None:
        self._sessions, self._numbers, self._accounts = sessions, numbers, accounts

    def last(self, space_id: str, query: TraceQuery) -> tuple[TracedCall, ...]:
        """Newest first, of the space's hundred last calls in each direction."""
        if self._accounts.get(space_id, query.telephony_account_id) is None:
            unknown = AccountNotFoundError(query.telephony_account_id)
            raise InvalidError.field("/telephony_account_id", unknown.message, code=unknown.code)
        bound = self._numbers.bound_to(space_id, query.telephony_account_id)
        ours = {number.number for number in bound}
        found = [*self._calls(space_id, Channel.PHONE_IN, ours)]
        found += self._calls(space_id, Channel.PHONE_OUT, ours)
        found.sort(key=lambda call: call.at, reverse=True)
        return tuple(found[: query.limit])

    def _calls(self, space_id: str, channel: Channel, ours: set[str]) -> Iterator[TracedCall]:
        page = self._sessions.list(space_id, SessionQuery(channel=channel, limit=_LOOKED_AT))
        for session in page.items:
            own = session.called if channel is Channel.PHONE_IN else session.caller
            if own in ours:
                yield _traced(session)


def _traced(session: Session) -> TracedCall:
    status = _STATUS.search(session.end_detail or "")
    answered, ended = session.started_at, session.ended_at
    return TracedCall(
        session_id=session.id,
        at=session.created_at,
        direction=Direction.IN if session.channel is Channel.PHONE_IN else Direction.OUT,
        from_=session.caller,
        to=session.called,
        status=session.status,
        carrier_ref=session.carrier_ref,
        answered_at=answered,
        ended_at=ended,
        ring_s=_between(session.created_at, answered or ended),
        talk_s=_between(answered, ended),
        sip_status=int(status[1]) if status else None,
        end_reason=session.end_reason,
        end_fault=session.end_fault,
        detail=session.end_detail,
    )


def _between(begun: datetime | None, over: datetime | None) -> float | None:
    return round((over - begun).total_seconds(), 1) if begun and over else None
