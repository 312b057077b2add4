"""A call is a session on channel phone_in or phone_out; these are its beginnings."""

import hashlib
from datetime import datetime

from ulid import ULID

from speaknode.kit.models import Entity
from speaknode.sessions.models import Session


class InboundCall(Entity):
    """A call that rings at one of our numbers. `key` and `at` make the session's id: told twice, it is one session.

    `room` is the LiveKit room that the caller is in (SIP), or None: the bridge will join the session's own.
    """

    key: str
    at: datetime
    called: str
    caller: str | None = None
    room: str | None = None
    identity: str | None = None
    account_id: str | None = None
    carrier_ref: str | None = None


class AcceptedCall(Entity):
    session: Session
    room: str


def session_id_of(key: str, at: datetime) -> str:
    """The same for every telling of the same call, and sorted by time as all session ids are."""
    milliseconds = int(at.timestamp() * 1000)
    randomness = hashlib.sha256(key.encode()).digest()[:10]
    return f"ses_{ULID.from_bytes(milliseconds.to_bytes(6, 'big') + randomness)}"
