"""Who waits for the agent after their greeting, in virtual time."""

import pytest
from tests.support.campaign_world import started

from speaknode.campaigns import transitions
from speaknode.campaigns.models import CampaignStatus
from speaknode.sessions.models import EndReason


@pytest.mark.parametrize(
    ("said_until_s", "greeted_after_s", "is_paused"),
    [
        (None, 1.9, False),
        (None, 2.1, True),
        (None, None, True),
        (3.0, 4.9, False),  # listened for a machine, and greeted promptly
        (3.0, 5.1, True),
        (3.0, 1.0, False),  # spoke while they did
        (89.0, None, False),  # they hung up in the middle of their greeting, or right after it
    ],
)
def test_too_many_who_hear_nobody_pause_it(
    said_until_s: float | None, greeted_after_s: float | None, is_paused: bool
) -> None:
    world = started(contacts=9, abandonment={"ratio": 0.4, "min_calls": 2})
    world.deliver_tick()
    for said_s, after_s in ((None, 1), (said_until_s, greeted_after_s)):
        world.deliver_dial()
        world.end_call(
            world.live()[0],
            EndReason.CALLER_HANGUP,
            greeted_after_s=after_s,
            greeting_ended_after_s=said_s,
        )
        world.deliver_end()
    world.deliver_tick()
    reason = "too many answered calls heard no agent in 2 s" if is_paused else None
    assert world.campaign.status_reason == reason
    assert world.campaign.progress.abandoned == int(is_paused)
    abandoned = [a.is_abandoned for item in world.store.items.values() for a in item.attempts]
    assert abandoned.count(True) == int(is_paused)
    if is_paused:  # who resumes it begins to count anew
        world.service.resume("spc_1", "cmp_1")
        world.deliver_tick()
        assert world.campaign.status is CampaignStatus.RUNNING


def test_who_hangs_up_at_once_was_not_abandoned() -> None:
    world = started()
    world.deliver_tick()
    world.deliver_dial()
    [session] = world.live()
    world.end_call(session, EndReason.CALLER_HANGUP, greeted_after_s=None)
    ended = world.sessions[session.id].model_copy(update={"duration_s": 1.5})
    assert not transitions.is_abandoned(ended)
    assert transitions.is_abandoned(ended.model_copy(update={"duration_s": 2.5}))
