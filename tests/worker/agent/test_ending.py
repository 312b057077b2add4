"""Every way a conversation can end has a reason and somebody whose doing it was."""

from types import SimpleNamespace
from typing import Any

import pytest
from livekit import rtc
from livekit.agents import CloseEvent, CloseReason

from speaknode.sessions.models import EndFault, EndReason, ErrorSource
from speaknode_worker.agent.ending import Ending, of_close
from speaknode_worker.agent.slots import Slots

LEFT, DELETED = rtc.DisconnectReason.CLIENT_INITIATED, rtc.DisconnectReason.ROOM_DELETED


@pytest.mark.parametrize(
    ("close", "caller_left", "error", "reason", "fault"),
    [
        (CloseReason.PARTICIPANT_DISCONNECTED, LEFT, None, EndReason.CALLER_HANGUP, EndFault.NONE),
        (CloseReason.PARTICIPANT_DISCONNECTED, DELETED, None, EndReason.CANCELLED, EndFault.NONE),
        (CloseReason.JOB_SHUTDOWN, None, None, EndReason.ERROR, EndFault.PLATFORM),
        (CloseReason.JOB_SHUTDOWN, LEFT, None, EndReason.CALLER_HANGUP, EndFault.NONE),
        (CloseReason.ERROR, None, ErrorSource.LLM, EndReason.ERROR, EndFault.PROVIDER),
        (CloseReason.ERROR, None, None, EndReason.ERROR, EndFault.PLATFORM),
        (CloseReason.USER_INITIATED, None, None, EndReason.AGENT_HANGUP, EndFault.NONE),
    ],
)
def test_ending(
    close: CloseReason, caller_left: int | None, error: ErrorSource | None, reason: EndReason,
    fault: EndFault,
) -> None:  # fmt: skip
    end = of_close(CloseEvent(reason=close), wanted=None, caller_left=caller_left, last_error=error)
    assert (end.reason, end.fault) == (reason, fault)


def test_what_the_agent_decided_stands() -> None:
    wanted = Ending(EndReason.SILENCE)
    event = CloseEvent(reason=CloseReason.USER_INITIATED)
    assert of_close(event, wanted=wanted, caller_left=LEFT, last_error=None) is wanted


def server(*jobs: str) -> Any:
    return SimpleNamespace(
        active_jobs=[SimpleNamespace(job=SimpleNamespace(id=job)) for job in jobs]
    )


LIVEKIT_SENDS_NOTHING_FROM = 0.7


def test_a_worker_is_sent_calls_until_its_last_slot_is_taken() -> None:
    slots = Slots(8)
    taken = server(*(str(number) for number in range(7)))
    assert slots.load(taken) < LIVEKIT_SENDS_NOTHING_FROM


def test_slots_count_what_is_coming() -> None:
    slots = Slots(2)
    assert slots.load(server()) == 0
    assert slots.try_take("a", server())
    assert slots.load(server()) == 0.35
    assert slots.load(server("a")) == 0.35
    assert slots.try_take("b", server("a"))
    assert not slots.try_take("c", server("a"))
    assert slots.load(server("a", "b")) == LIVEKIT_SENDS_NOTHING_FROM
    assert slots.try_take("c", server("a"))
