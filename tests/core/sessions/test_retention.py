"""Conversations go when their time is over: not a day too early, and again until they are gone."""

from datetime import datetime, timedelta

import pytest
from tests.support.builders import NOON, session, spec_of
from tests.support.memory import MemorySessionStore

from speaknode.agents.outcome import PrivacyConfig
from speaknode.kit.errors import UnavailableError
from speaknode.sessions.errors import SessionNotOverError
from speaknode.sessions.models import Recording, RecordingStatus, Session, SessionStatus
from speaknode.sessions.retention import LOOK_BACK_DAYS, SessionRetention


class Files:
    def __init__(self) -> None:
        self.deleted: list[tuple[str, str]] = []
        self.is_down = False

    def link(self, recording: Recording, *, ttl_s: int) -> str:
        raise NotImplementedError

    def delete(self, space_id: str, session_id: str) -> None:
        if self.is_down:
            raise UnavailableError("storage is away")
        self.deleted.append((space_id, session_id))


class World:
    def __init__(self) -> None:
        self.store, self.files, self.now = MemorySessionStore(), Files(), NOON
        self.retention = SessionRetention(
            store=self.store, files=self.files, clock=lambda: self.now
        )

    def ended(self, expires_at: datetime | None, **fields: object) -> Session:
        made = session(status=SessionStatus.COMPLETED, expires_at=expires_at, **fields)
        self.store.insert(made, spec_of(made))
        return made


@pytest.fixture
def world() -> World:
    return World()


def test_it_goes_when_the_day_is_over(world: World) -> None:
    made, kept = world.ended(PrivacyConfig(retention_days=2).expires_at(NOON)), world.ended(None)
    world.now = NOON + timedelta(days=2, hours=11)
    assert world.retention.delete_expired() == 0
    world.now = NOON + timedelta(days=3)
    assert world.retention.delete_expired() == 1
    assert world.files.deleted == [(made.space_id, made.id)]
    assert list(world.store.rows) == [kept.id]
    assert world.retention.delete_expired() == 0


def test_what_could_not_go_is_tried_again_and_hinders_nobody(world: World) -> None:
    world.ended(NOON)
    world.now = NOON + timedelta(days=1)
    world.files.is_down = True
    assert world.retention.delete_expired() == 0
    assert len(world.store.rows) == 1
    world.now, world.files.is_down = NOON + timedelta(days=LOOK_BACK_DAYS), False
    assert world.retention.delete_expired() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"status": SessionStatus.ACTIVE},
        {"status": SessionStatus.COMPLETED, "recording": RecordingStatus.EXPECTED},
    ],
)
def test_nobody_deletes_what_is_still_written(world: World, fields: dict[str, object]) -> None:
    made = session(**fields)
    world.store.insert(made, spec_of(made))
    with pytest.raises(SessionNotOverError):
        world.retention.delete(made)
    assert (list(world.store.rows), world.files.deleted) == ([made.id], [])
