"""Conversations without a worker: whoever leaves first ends them, and a silent platform is replaced by a human."""

import pytest
from tests.support.builders import FakeClock, session, spec_of
from tests.support.memory import (
    MemoryCatalogue,
    MemoryQueue,
    MemoryRescuer,
    MemoryRooms,
    MemorySessionStore,
)

from speaknode.costs.service import CostService
from speaknode.events.reports import ParticipantLeft, SessionCheck, SessionStarted
from speaknode.sessions.models import Channel, EndReason, Session, SessionStatus
from speaknode.sessions.ports import RescueState
from speaknode.sessions.reports import SessionReports


class World:
    def __init__(self, *states: RescueState) -> None:
        self.store, self.rooms, self.queue = MemorySessionStore(), MemoryRooms(), MemoryQueue()
        self.clock = FakeClock()
        self.rescuer = MemoryRescuer(*states)
        made = session(
            agent_id="tel_el", external_agent_id="tel_el", channel=Channel.PHONE_IN, room="call_1",
            status=SessionStatus.DISPATCHING,
        )  # fmt: skip
        self.id = made.id
        self.store.insert(made, spec_of(made))
        self.reports = SessionReports(
            store=self.store, rooms=self.rooms, queue=self.queue, clock=self.clock,
            rescuer=self.rescuer, costs=CostService(MemoryCatalogue()),
        )  # fmt: skip

    @property
    def session(self) -> Session:
        return self.store.rows[self.id].session

    def start(self) -> None:
        self.reports.handle(
            SessionStarted(
                id="s", session_id=self.id, at=self.clock.now, worker_id="external-1", record=False
            )
        )

    def leave(self, identity: str, reason: str = "CLIENT_INITIATED") -> None:
        self.reports.handle(
            ParticipantLeft(
                id=f"l.{identity}", session_id=self.id, at=self.clock.now, identity=identity,
                is_agent=False, reason=reason,
            )
        )  # fmt: skip


@pytest.mark.parametrize(
    ("identity", "reason"),
    [("sip_+15552222", EndReason.CALLER_HANGUP), ("external-1", EndReason.AGENT_HANGUP)],
)
def test_whoever_leaves_first_ends_it_for_both(identity: str, reason: EndReason) -> None:
    world = World()
    world.start()
    world.leave(identity)
    assert (world.session.status, world.session.end_reason) == (SessionStatus.COMPLETED, reason)
    assert world.rooms.deleted == ["call_1"]


def test_an_agent_that_does_not_answer_gives_its_place_to_a_human() -> None:
    world = World(RescueState.RINGING, RescueState.TAKEN)
    world.start()
    world.leave("external-1", "USER_UNAVAILABLE")
    assert (world.session.end_reason, world.rooms.deleted) == (None, [])
    look, _ = world.queue.sent[-1]
    world.reports.handle(look)
    assert world.session.end_reason is EndReason.TRANSFERRED
    world.leave("sip_+15552222")
    assert world.rooms.deleted == ["call_1"]


def test_nobody_is_left_in_silence_where_there_is_no_human() -> None:
    world = World()
    world.start()
    world.leave("external-1", "USER_UNAVAILABLE")
    assert world.rooms.deleted == ["call_1"]


def test_a_platform_that_gives_up_late_does_not_cut_the_human_off() -> None:
    world = World(RescueState.RINGING)
    check = SessionCheck(
        id="c", session_id=world.id, at=world.clock.now, awaited=SessionStatus.DISPATCHING
    )
    world.reports.handle(check)
    world.leave("external-1", "USER_UNAVAILABLE")
    assert (world.session.end_reason, world.rooms.deleted) == (None, [])


def test_it_needs_no_lease_while_its_telephone_is_in_the_room() -> None:
    world = World()
    world.start()
    world.rooms.with_agent.add("call_1")
    world.clock.advance(600)
    check = SessionCheck(
        id="c", session_id=world.id, at=world.clock.now, awaited=SessionStatus.ACTIVE
    )
    world.reports.handle(check)
    assert world.session.status is SessionStatus.ACTIVE
    world.rooms.with_agent.clear()
    world.reports.handle(check)
    assert world.session.end_reason is EndReason.WORKER_LOST
