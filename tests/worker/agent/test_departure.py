"""Who counts as gone, and what of it is told."""

from types import SimpleNamespace
from typing import Any

import pytest
from livekit import rtc

from speaknode_worker.agent.departure import Departure

SIP = rtc.ParticipantKind.PARTICIPANT_KIND_SIP
AGENT = rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
LEFT, LOST = rtc.DisconnectReason.CLIENT_INITIATED, rtc.DisconnectReason.STATE_MISMATCH


def party(identity: str, kind: int = SIP, reason: int | None = None) -> Any:
    return SimpleNamespace(identity=identity, kind=kind, disconnect_reason=reason)


class Room(rtc.EventEmitter[Any]):
    def __init__(self, *there: Any) -> None:
        super().__init__()
        self.remote_participants = {one.identity: one for one in there}


def watched(*there: Any) -> tuple[Room, list[int]]:
    room = Room(*there)
    gone: list[int] = []
    given: Any = room
    Departure(gone.append).watch(given)
    return room, gone


@pytest.mark.parametrize(("reason", "told"), [(LEFT, [LEFT]), (LOST, []), (None, [])])
def test_leaving_is_told_but_not_a_lost_connection(reason: int | None, told: list[int]) -> None:
    room, gone = watched(party("caller"))
    room.emit("participant_disconnected", party("caller", reason=reason))
    assert gone == told


def test_only_the_caller_counts() -> None:
    room, gone = watched(party("agent-2", AGENT))
    room.emit("participant_connected", party("caller"))
    room.emit("participant_connected", party("human"))
    for other in ("human", "agent-2"):
        room.emit("participant_disconnected", party(other, reason=LEFT))
        room.emit("participant_attributes_changed", {"sip.callStatus": "hangup"}, party(other))
    assert gone == []
    room.emit("participant_disconnected", party("caller", reason=LEFT))
    assert gone == [LEFT]


def test_a_gateway_that_hangs_up_is_believed_before_it_leaves() -> None:
    room, gone = watched(party("caller"))
    room.emit("participant_attributes_changed", {"sip.callStatus": "active"}, party("caller"))
    room.emit("participant_attributes_changed", {"name": "x"}, party("caller"))
    assert gone == []
    room.emit("participant_attributes_changed", {"sip.callStatus": "hangup"}, party("caller"))
    assert gone == [LEFT]


@pytest.mark.parametrize(("there", "told"), [((), [LEFT]), ((party("caller"),), [])])
def test_a_caller_who_hung_up_before_the_agent_came(
    there: tuple[Any, ...], told: list[int]
) -> None:
    gone: list[int] = []
    room: Any = Room(*there)
    Departure(gone.append).watch(room, came_first=True)
    assert gone == told
