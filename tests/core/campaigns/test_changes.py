"""A campaign that is changed while it runs."""

from datetime import timedelta

import pytest
from tests.support.builders import NOON
from tests.support.campaign_world import World, started

from speaknode.campaigns.models import CampaignStatus, ItemStatus
from speaknode.campaigns.schemas import CampaignInput

WINDOW = {"start": "09:00", "end": "18:00"}


def change(world: World, **settings: object) -> None:
    kept = world.campaign.settings.model_dump()
    world.service.update("spc_1", "cmp_1", CampaignInput.model_validate(kept | settings))


@pytest.mark.parametrize("wider", [{"windows": []}, {"windows": [WINDOW, WINDOW]}])
def test_who_waits_for_the_hours_is_called_when_they_are_opened_wider(
    wider: dict[str, object],
) -> None:
    world = started(contacts=3, windows=[WINDOW])
    tomorrow = NOON + timedelta(days=1)
    world.opens = lambda at: max(at, tomorrow)
    world.deliver_tick()
    waiting = {(item.reason, item.next_at) for item in world.store.items.values()}
    assert waiting == {("window", tomorrow)}
    world.opens = lambda at: at
    change(world, **wider)
    world.deliver_tick()
    claimed = [(item.status, item.reason) for item in world.store.items.values()]
    assert claimed == [(ItemStatus.CLAIMED, None)] * 3


def test_who_waits_for_the_hours_is_not_written_at_every_look() -> None:
    world = started(contacts=3, windows=[WINDOW])
    world.opens = lambda at: max(at, NOON + timedelta(days=1))
    for _ in range(3):
        world.deliver_tick()
        world.clock.advance(60)
    assert {item.revision for item in world.store.items.values()} == {1}


def test_one_that_is_not_to_wait_any_more_begins_at_once() -> None:
    world = started(start_at=NOON + timedelta(days=1))
    change(world, start_at=None)
    world.deliver_tick()
    world.deliver_tick()
    assert world.campaign.status is CampaignStatus.RUNNING
