"""What a worker is given to begin with."""

from typing import Any

import pytest
from tests.support.builders import FakeClock, session, spec_of
from tests.support.memory import MemoryQueue, MemoryRooms, MemorySessionStore

from speaknode.sessions.errors import SessionNotFoundError, SessionOverError
from speaknode.sessions.models import SessionStatus
from speaknode.sessions.service import SessionService

UNUSED: Any = None


def service(store: MemorySessionStore) -> SessionService:
    return SessionService(
        store=store, rooms=MemoryRooms(), queue=MemoryQueue(), clock=FakeClock(),
        files=UNUSED, agents=UNUSED, tools=UNUSED, analyses=UNUSED,
    )  # fmt: skip


@pytest.mark.parametrize("status", SessionStatus)
def test_what_is_over_is_not_begun_again_by_who_still_has_its_token(status: SessionStatus) -> None:
    store, made = MemorySessionStore(), session(status=status)
    store.insert(made, spec_of(made))
    if status.is_terminal:
        with pytest.raises(SessionOverError):
            service(store).load_spec(made.id)
    else:
        assert service(store).load_spec(made.id) == spec_of(made)


def test_what_does_not_exist() -> None:
    with pytest.raises(SessionNotFoundError):
        service(MemorySessionStore()).load_spec("ses_none")
