"""Reports and alarms: every session reaches an end, whatever goes missing."""

from datetime import timedelta
from typing import Any

import pytest
from tests.support.builders import (
    FakeClock,
    journal_entry,
    session,
    spec_of,
    turn,
)
from tests.support.memory import (
    MemoryCatalogue,
    MemoryQueue,
    MemoryRescuer,
    MemoryRooms,
    MemorySessionStore,
)

from speaknode.agents.answering import AnsweredBy, Answering
from speaknode.costs.service import CostService
from speaknode.events.reports import (
    RoomFinished,
    RoomStarted,
    SessionCheck,
    SessionEnded,
    SessionStarted,
    TurnRecorded,
    WorkerLost,
)
from speaknode.sessions.errors import SessionNotFoundError
from speaknode.sessions.models import (
    Channel,
    EndFault,
    EndReason,
    Session,
    SessionStatus,
)
from speaknode.sessions.reports import (
    DISPATCH_WITHIN_S,
    LEASE_CHECK_S,
    LEASE_LOST_S,
    LEASE_SUSPECT_S,
    SessionReports,
)


class World:
    """A session's surroundings, with its alarms ringing when their time comes."""

    def __init__(self, rescuer: MemoryRescuer | None = None, **fields: Any) -> None:
        self.store, self.rooms, self.queue, self.clock = (
            MemorySessionStore(),
            MemoryRooms(),
            MemoryQueue(),
            FakeClock(),
        )
        self.rescuer = rescuer or MemoryRescuer()
        self.catalogue = MemoryCatalogue()
        self.reports = SessionReports(
            store=self.store, rooms=self.rooms, queue=self.queue, clock=self.clock,
            rescuer=self.rescuer, costs=CostService(self.catalogue),
        )  # fmt: skip
        made = session(**fields)
        self.id = made.id
        self.store.insert(made, spec_of(made))

    @property
    def session(self) -> Session:
        return self.store.rows[self.id].session

    def tell(self, kind: type[Any], **fields: Any) -> None:
        base = {"id": f"{kind.__name__}.1", "session_id": self.id, "at": self.clock.now}
        self.reports.handle(kind(**(base | fields)))

    def ring(self) -> None:
        """The next alarm, at its time."""
        report, delay_s = self.queue.sent.pop(0)
        assert isinstance(report, SessionCheck)
        self.clock.advance(delay_s)
        self.reports.handle(report)


@pytest.fixture
def world() -> World:
    return World()


def end(world: World) -> None:
    world.tell(SessionEnded, end_reason=EndReason.CALLER_HANGUP, end_fault=EndFault.CALLER)


def test_the_journal_lives_as_long_as_the_conversation(world: World) -> None:
    world.tell(RoomStarted)
    world.tell(SessionStarted, worker_id="w1", record=False)
    world.store.journals[world.id] = [journal_entry(world.id)]
    world.tell(TurnRecorded, turn=turn(0))
    assert world.store.journals
    end(world)
    assert not world.store.journals
    world.store.journals[world.id] = [journal_entry(world.id)]  # a late one
    world.tell(RoomFinished)
    assert not world.store.journals


class TestWorkerAbsent:
    def test_a_session_nobody_serves_fails_and_lets_the_caller_go(self, world: World) -> None:
        world.tell(RoomStarted)
        assert world.session.status is SessionStatus.DISPATCHING
        world.ring()
        assert (world.session.status, world.session.end_reason) == (
            SessionStatus.FAILED,
            EndReason.NEVER_JOINED,
        )
        assert world.session.end_fault is EndFault.PLATFORM
        assert world.rooms.deleted == [world.id]
        assert DISPATCH_WITHIN_S <= 15

    def test_an_alarm_that_comes_late_does_nothing(self, world: World) -> None:
        world.tell(RoomStarted)
        world.tell(SessionStarted, worker_id="w", record=False)
        world.ring()
        assert world.session.status is SessionStatus.ACTIVE


class TestWorkerLost:
    def _active(self, world: World) -> None:
        world.tell(SessionStarted, worker_id="w", record=False)

    def test_a_worker_that_renews_is_left_alone(self, world: World) -> None:
        self._active(world)
        for _ in range(10):
            world.store.renew_lease(world.id, world.clock.now)
            world.ring()
        assert world.session.status is SessionStatus.ACTIVE

    def test_silence_and_no_agent_in_the_room_is_the_end(self, world: World) -> None:
        self._active(world)
        while world.clock.now < world.session.created_at + timedelta(seconds=LEASE_SUSPECT_S):
            assert world.session.status is SessionStatus.ACTIVE
            world.ring()
        assert (world.session.status, world.session.end_reason) == (
            SessionStatus.FAILED,
            EndReason.WORKER_LOST,
        )
        assert world.rooms.deleted == [world.id]

    def test_an_agent_still_in_the_room_gets_a_little_longer(self, world: World) -> None:
        self._active(world)
        world.rooms.with_agent.add(world.id)
        for _ in range(2):
            world.ring()
        assert world.session.status is SessionStatus.ACTIVE
        world.ring()
        assert world.session.end_reason is EndReason.WORKER_LOST
        assert world.clock.now - world.session.created_at <= timedelta(seconds=LEASE_LOST_S)


class TestTakenUp:
    """While the caller is in the room, another worker is sent in the lost one's place."""

    def _lost(self, world: World) -> None:
        world.rooms.with_caller.add(world.id)
        world.tell(SessionStarted, worker_id="w", record=False)
        while not world.rooms.dispatched:
            world.ring()

    def test_another_worker_is_sent_and_has_time_to_come(self, world: World) -> None:
        self._lost(world)
        assert world.rooms.dispatched == [(world.id, 1)]
        assert world.session.resumptions == 1
        world.ring()
        assert world.session.status is SessionStatus.ACTIVE
        assert world.rooms.deleted == []
        for _ in range(10):
            world.store.renew_lease(world.id, world.clock.now)
            world.ring()
        assert len(world.rooms.dispatched) == 1

    def test_nobody_is_sent_for_ever(self, world: World) -> None:
        self._lost(world)
        while not world.session.status.is_terminal:
            world.ring()
        assert [number for _, number in world.rooms.dispatched] == [1, 2, 3, 4]
        silence = world.clock.now - world.session.created_at
        assert timedelta(seconds=45) <= silence <= timedelta(seconds=60)
        assert world.session.end_reason is EndReason.WORKER_LOST
        assert world.rescuer.apologies == 1

    def test_the_end_that_the_lost_one_tells_is_not_believed(self, world: World) -> None:
        self._lost(world)
        end(world)
        assert world.session.status is SessionStatus.ACTIVE
        world.tell(
            SessionEnded, id="2", end_reason=EndReason.AGENT_HANGUP, end_fault=EndFault.NONE,
            resumption=1,
        )  # fmt: skip
        assert world.session.end_reason is EndReason.AGENT_HANGUP

    def test_whoever_saw_the_worker_die_is_believed_at_once(self, world: World) -> None:
        world.rooms.with_caller.add(world.id)
        world.tell(SessionStarted, worker_id="w", record=False)
        world.store.renew_lease(world.id, world.clock.now)
        world.tell(WorkerLost)
        assert world.rooms.dispatched == [(world.id, 1)]
        world.tell(WorkerLost)  # of the first, again
        assert world.session.resumptions == 1
        world.tell(SessionStarted, id="2", worker_id="x", record=False, resumption=1)
        world.tell(WorkerLost, resumption=1)
        assert world.rooms.dispatched == [(world.id, 1), (world.id, 2)]

    def test_where_nobody_waits_a_dead_worker_is_no_end_yet(self, world: World) -> None:
        world.tell(SessionStarted, worker_id="w", record=False)
        world.tell(WorkerLost)
        assert world.session.status is SessionStatus.ACTIVE
        end(world)  # which it told before it died
        assert world.session.end_reason is EndReason.CALLER_HANGUP
        world.tell(WorkerLost)
        assert world.session.resumptions == 0

    @pytest.mark.parametrize("silent_for_s", range(LEASE_CHECK_S))
    def test_it_is_looked_at_the_moment_it_is_suspect(
        self, world: World, silent_for_s: int
    ) -> None:
        world.rooms.with_caller.add(world.id)
        world.tell(SessionStarted, worker_id="w", record=False)
        world.store.renew_lease(world.id, world.clock.now + timedelta(seconds=silent_for_s))
        while not world.rooms.dispatched:
            world.ring()
        last_sign = world.session.created_at + timedelta(seconds=silent_for_s)
        assert world.clock.now - last_sign == timedelta(seconds=LEASE_SUSPECT_S)


@pytest.mark.parametrize(
    ("detect", "answered_by", "is_taken_up"),
    [(False, None, True), (True, None, False), (True, "human", True), (True, "machine", False)],
)
def test_a_call_that_we_made_is_taken_up_where_somebody_answered(
    detect: bool, answered_by: AnsweredBy | None, is_taken_up: bool
) -> None:
    world = World(channel=Channel.CAMPAIGN, answered_by=answered_by)
    spec = world.store.specs[world.id]
    asks = spec.config.model_copy(update={"answering": Answering(detect=detect)})
    world.store.specs[world.id] = spec.model_copy(update={"config": asks})
    world.rooms.with_caller.add(world.id)
    world.tell(SessionStarted, worker_id="w", record=False)
    while not world.session.status.is_terminal and not world.rooms.dispatched:
        world.ring()
    assert bool(world.rooms.dispatched) is is_taken_up


class TestOrder:
    def test_the_room_ending_first_waits_for_the_workers_word(self, world: World) -> None:
        world.tell(SessionStarted, worker_id="w", record=False)
        world.tell(RoomFinished)
        assert world.session.status is SessionStatus.ACTIVE
        end(world)
        assert (world.session.status, world.session.end_reason) == (
            SessionStatus.COMPLETED,
            EndReason.CALLER_HANGUP,
        )

    def test_the_room_ending_before_the_agent_came_is_the_callers_choice(
        self, world: World
    ) -> None:
        world.tell(RoomStarted)
        world.tell(RoomFinished)
        assert (world.session.status, world.session.end_reason) == (
            SessionStatus.FAILED,
            EndReason.CALLER_HANGUP,
        )

    def test_a_worker_whose_reports_wait_in_the_queue_is_not_passed_over(
        self, world: World
    ) -> None:
        world.tell(RoomStarted)
        world.store.renew_lease(world.id, world.clock.now + timedelta(seconds=8))
        world.ring()
        world.tell(RoomFinished)
        assert not world.session.status.is_terminal
        world.tell(SessionStarted, worker_id="w", record=False)
        end(world)
        assert world.session.end_reason is EndReason.CALLER_HANGUP
        assert world.session.status is SessionStatus.COMPLETED

    def test_turns_are_kept_even_after_the_end(self, world: World) -> None:
        end(world)
        for _ in range(2):
            world.tell(TurnRecorded, turn=turn(0))
        assert len(world.store.get_parts(world.id).turns) == 1

    def test_a_session_nobody_knows_is_a_final_error(self, world: World) -> None:
        with pytest.raises(SessionNotFoundError) as raised:
            world.tell(RoomStarted, session_id="ses_unknown")
        assert not raised.value.retryable


class TestSweep:
    def test_what_every_alarm_missed_is_ended(self, world: World) -> None:
        world.tell(RoomStarted)
        world.queue.sent.clear()
        assert world.reports.sweep() == 0
        world.clock.advance(61)
        assert world.reports.sweep() == 1
        assert world.session.end_reason is EndReason.NEVER_JOINED
        assert world.reports.sweep() == 0
