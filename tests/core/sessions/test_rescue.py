"""A caller whom no agent answers: the human decides how it ends, and nobody waits for nobody."""

from typing import Any

import pytest
from tests.core.sessions.test_reports import World
from tests.support.memory import MemoryRescuer

from speaknode.events.reports import ParticipantLeft, RoomFinished, SessionCheck
from speaknode.sessions.models import Channel, EndReason, SessionStatus
from speaknode.sessions.ports import RescueState
from speaknode.sessions.reports import RESCUE_LOOKS

HUMAN = "fallback-1"
CALLER = "sip_+15552222"


def world(*states: RescueState, speaks: bool = True, **fields: Any) -> World:
    ringing = {"channel": Channel.PHONE_IN, "room": "call_1", "status": SessionStatus.DISPATCHING}
    return World(MemoryRescuer(*states, speaks=speaks), **(ringing | fields))


def check(of: World) -> None:
    of.tell(SessionCheck, awaited=SessionStatus.DISPATCHING)


def left(of: World, identity: str, reason: str = "CLIENT_INITIATED") -> None:
    of.tell(ParticipantLeft, identity=identity, is_agent=False, reason=reason)


def test_a_human_who_takes_the_call_makes_it_transferred() -> None:
    of = world(RescueState.RINGING, RescueState.RINGING, RescueState.TAKEN)
    check(of)
    of.ring()
    assert (of.session.end_reason, len(of.rescuer.asked)) == (None, 2)
    of.ring()
    assert (of.session.status, of.session.end_reason) == (
        SessionStatus.COMPLETED,
        EndReason.TRANSFERRED,
    )
    assert (of.rescuer.asked, of.rescuer.apologies, of.rooms.deleted) == (
        [False, True, True],
        0,
        [],
    )
    left(of, HUMAN)
    assert of.rooms.deleted == ["call_1"]


def test_a_human_who_hangs_up_before_the_look_had_taken_it() -> None:
    of = world(RescueState.RINGING)
    check(of)
    left(of, HUMAN)
    assert (of.session.end_reason, of.rooms.deleted) == (EndReason.TRANSFERRED, ["call_1"])
    of.ring()  # the look that was still to come
    assert of.session.end_reason is EndReason.TRANSFERRED


@pytest.mark.parametrize("reason", ["USER_UNAVAILABLE", "USER_REJECTED"])
def test_nobody_at_all_is_apologised_for_before_it_ends(reason: str) -> None:
    of = world(RescueState.RINGING)
    check(of)
    left(of, HUMAN, reason)
    assert (of.session.status, of.session.end_reason) == (
        SessionStatus.FAILED,
        EndReason.NEVER_JOINED,
    )
    # whoever says it closes the room after it
    assert (of.rescuer.apologies, of.rooms.deleted) == (1, [])


def test_a_phone_that_rings_for_ever_is_given_up() -> None:
    of = world(RescueState.RINGING)
    check(of)
    for _ in range(RESCUE_LOOKS):
        of.ring()
    assert (of.session.end_reason, of.rescuer.apologies) == (EndReason.NEVER_JOINED, 1)


def test_where_nobody_speaks_the_room_is_closed_after_the_end() -> None:
    of = world(speaks=False, room=None)
    check(of)
    assert (of.session.end_reason, of.rooms.deleted) == (EndReason.NEVER_JOINED, [of.id])
    check(of)  # told again: a first telling that was cut is made good
    assert of.rooms.deleted == [of.id, of.id]
    assert of.rescuer.apologies == 1


def test_a_caller_who_leaves_frees_the_human() -> None:
    of = world(RescueState.RINGING)
    check(of)
    left(of, CALLER)
    assert (of.session.end_reason, of.rooms.deleted) == (None, ["call_1"])
    left(of, HUMAN, "ROOM_DELETED")
    of.tell(RoomFinished)
    assert of.session.end_reason is EndReason.CALLER_HANGUP


def test_a_worker_that_is_there_sees_to_its_callers_itself() -> None:
    of = world()
    of.store.renew_lease(of.id, of.clock.now)
    left(of, CALLER)
    assert of.rooms.deleted == []
