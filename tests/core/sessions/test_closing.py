"""What is seen to when a conversation is over, of a worker that was lost before it told."""

from typing import Any

import pytest
from tests.core.sessions.test_reports import World, end
from tests.support.builders import journal_entry, tool_call

from speaknode.agents.outcome import PrivacyConfig, RedactCategory
from speaknode.events.domain import EventType
from speaknode.events.reports import RecordingStored, SessionStarted, ToolCalled
from speaknode.sessions.closing import RECORDING_LOST_S
from speaknode.sessions.models import ErrorSource, RecordingStatus, ToolCall, ToolCallStatus
from speaknode.tools.outcome import Exchange, Received


@pytest.fixture
def world() -> World:
    return World()


class TestCallsOfALostWorker:
    """It made them and died before it told: the journal knows."""

    def _lost(self, **fields: Any) -> ToolCall:
        world = World()
        spec = world.store.specs[world.id]
        private = PrivacyConfig(redact=[RedactCategory.EMAIL])
        config = spec.config.model_copy(update={"privacy": private})
        world.store.specs[world.id] = spec.model_copy(update={"config": config})
        world.store.journals[world.id] = [journal_entry(world.id, **fields)]
        world.tell(SessionStarted, worker_id="w", record=False)
        while not world.session.status.is_terminal:
            world.ring()
        (call,) = world.store.get_parts(world.id).tool_calls
        assert call.idempotency_key == f"{world.id}.call_1"
        assert call.arguments == {"mail": "[email]"}
        return call

    def test_one_that_was_cut_is_on_record_as_interrupted(self) -> None:
        call = self._lost(arguments={"mail": "ann@example.com"})
        assert call.status is ToolCallStatus.INTERRUPTED
        assert call.error is not None
        assert call.error.startswith("outcome_unknown")

    def test_one_that_was_answered_is_on_record_with_its_answer(self) -> None:
        outcome = Exchange(
            response=Received(status=200, body={"mail": "ann@example.com"}),
            assigned={"mail": "ann@example.com"},
        )
        call = self._lost(arguments={"mail": "ann@example.com"}, outcome=outcome)
        assert (call.status, call.http_status) == (ToolCallStatus.SUCCEEDED, 200)
        assert call.response == call.assigned == {"mail": "[email]"}

    def test_what_was_told_of_one_stays(self, world: World) -> None:
        told = tool_call(id="call_1", status=ToolCallStatus.FAILED)
        world.tell(ToolCalled, tool_call=told)
        world.store.journals[world.id] = [journal_entry(world.id)]
        end(world)
        assert world.store.get_parts(world.id).tool_calls == [told]


class TestLostRecording:
    """Its machine never returns."""

    def _completed(self, world: World) -> bool:
        told = [event.type for event in world.store.events.values()]
        assert told.count(EventType.SESSION_COMPLETED) <= 1
        return EventType.SESSION_COMPLETED in told

    def _ended(self, world: World, *parts: int) -> None:
        for part in parts:
            world.tell(SessionStarted, worker_id="w", record=True, id=f"s{part}", resumption=part)
        end(world)
        assert world.session.recording is RecordingStatus.EXPECTED

    def test_it_is_awaited_for_a_while_and_the_session_is_complete_without(
        self, world: World
    ) -> None:
        self._ended(world, 0)
        world.clock.advance(RECORDING_LOST_S - 1)
        world.reports.sweep()
        assert not self._completed(world)
        world.clock.advance(1)
        for _ in range(2):
            world.reports.sweep()
        assert self._completed(world)
        assert world.session.recording is RecordingStatus.FAILED
        (error,) = world.store.get_parts(world.id).errors
        assert error.source is ErrorSource.RECORDING
        assert list(world.store.list_open()) == []

    def test_the_parts_that_came_stay(self, world: World) -> None:
        self._ended(world, 0, 1)
        world.tell(RecordingStored, recordings=[], resumption=1)
        assert not self._completed(world)
        world.clock.advance(RECORDING_LOST_S)
        world.reports.sweep()
        assert self._completed(world)
        assert world.session.recording is RecordingStatus.STORED
        assert world.session.recording_parts[0] is RecordingStatus.FAILED

    def test_one_that_comes_after_all_is_taken(self, world: World) -> None:
        self._ended(world, 0)
        world.clock.advance(RECORDING_LOST_S)
        world.reports.sweep()
        world.tell(RecordingStored, recordings=[])
        assert world.session.recording is RecordingStatus.STORED
        assert EventType.RECORDING_READY in {event.type for event in world.store.events.values()}
