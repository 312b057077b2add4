"""Whatever is repeated, shuffled, lost or killed: nobody is called twice for an attempt, nobody is forgotten."""

import logging
import os
import random
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests.support.campaign_world import REASONS, World

from speaknode.campaigns.models import CampaignStatus
from speaknode.costs.money import micro_usd, usd

RETRIES = {name: {"max_attempts": 2, "delay_s": 30} for name in ("busy", "no_answer", "failed")}
SPEND = "1.00"
ATTEMPTS = int(os.environ.get("SPEAKNODE_SIMULATED_ATTEMPTS", "300"))


def check(world: World) -> None:
    """True at any moment, in the middle of anything."""
    items = list(world.store.items.values())
    progress = world.campaign.progress
    assert world.store.counters["cmp_1"]["open"] == progress.open <= 3
    assert progress.items == Counter(item.status for item in items)
    calling = Counter(session.campaign_item_id for session in world.live())
    assert not [item for item, calls in calls_of(calling) if calls > 1], "two calls at once"
    made = Counter(session.campaign_item_id for session in world.sessions.values())
    assert not [item for item, calls in calls_of(made) if calls > 2], "more calls than allowed"


def check_spend(world: World, limit_usd: str) -> None:
    """Above the limit a day's calls only come by what they cost more than was reserved for them."""
    for (_, day), used in world.places.days.items():
        places = [place for place in world.places.places.values() if place.at.date() == day]
        assert used.micro_usd == sum(place.micro_usd for place in places)
        more = sum(max(0, place.micro_usd - place.reserved_micro_usd) for place in places)
        assert used.micro_usd - more <= micro_usd(Decimal(limit_usd)), "spent more than allowed"


def calls_of(counter: "Counter[str | None]") -> list[tuple[str | None, int]]:
    return list(counter.items())


def check_at_rest(world: World) -> None:
    """At its end: every contact has one, and every call that was made is an attempt in the books."""
    check(world)
    assert world.campaign.status is CampaignStatus.COMPLETED
    assert world.campaign.progress.open == 0
    assert not world.live()
    items = list(world.store.items.values())
    assert all(item.status.is_terminal for item in items)
    booked = [attempt.session_id for item in items for attempt in item.attempts]
    assert sorted(booked) == sorted(world.sessions)
    assert sum(world.campaign.progress.outcomes.values()) == len(booked)
    days = world.places.days.values()
    talked = sum(int(session.duration_s or 0) for session in world.sessions.values())
    counted = (sum(day.calls for day in days), sum(day.seconds for day in days))
    assert counted == (len(booked), talked), "the space's limits count other calls"
    cost = sum((s.cost.total_usd for s in world.sessions.values() if s.cost), Decimal(0))
    assert world.campaign.progress.cost_usd == cost
    assert usd(sum(day.micro_usd for day in days)) == cost


class Ledger(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World(retries=RETRIES)
        self.world.limit(calls_per_day=20, minutes_per_day=40, spend_usd_per_day=SPEND)
        self.world.service.start("spc_1", "cmp_1")

    @precondition(lambda self: self.world.queue.ticks)
    @rule(data=st.data(), again=st.booleans())
    def a_tick_comes(self, data: st.DataObject, again: bool) -> None:
        place = data.draw(st.integers(0, len(self.world.queue.ticks) - 1))
        self.world.deliver_tick(place, again=again)

    @precondition(lambda self: self.world.queue.dials)
    @rule(data=st.data(), again=st.booleans())
    def a_dial_comes(self, data: st.DataObject, again: bool) -> None:
        place = data.draw(st.integers(0, len(self.world.queue.dials) - 1))
        self.world.deliver_dial(place, again=again)

    @precondition(lambda self: self.world.live())
    @rule(data=st.data(), told=st.booleans(), metered=st.booleans())
    def a_call_ends(self, data: st.DataObject, told: bool, metered: bool) -> None:
        session = data.draw(st.sampled_from(self.world.live()))
        reason = data.draw(st.sampled_from(REASONS))
        self.world.end_call(session, reason, told=told, metered=metered)

    @precondition(lambda self: self.world.unmetered())
    @rule(data=st.data())
    def an_agent_tells_late_what_it_used(self, data: st.DataObject) -> None:
        self.world.meter(data.draw(st.sampled_from(self.world.unmetered())))

    @precondition(lambda self: self.world.ends)
    @rule(data=st.data(), again=st.booleans())
    def an_end_is_told(self, data: st.DataObject, again: bool) -> None:
        place = data.draw(st.integers(0, len(self.world.ends) - 1))
        self.world.deliver_end(place, again=again)

    @rule(doors=st.integers(1, 12))
    def the_next_process_will_die(self, doors: int) -> None:
        self.world.fate.left = doors

    @rule()
    def the_carrier_takes_a_call_and_hangs(self) -> None:
        self.world.carrier_hangs = True

    @rule()
    def the_next_dialler_falls_asleep(self) -> None:
        self.world.next_one_sleeps = True

    @precondition(lambda self: self.world.sleepers)
    @rule()
    def a_sleeper_goes_on(self) -> None:
        self.world.run(self.world.sleepers.pop(0))

    @rule(seconds=st.sampled_from([1, 16, 61, 121, 3600]))
    def time_passes(self, seconds: int) -> None:
        self.world.clock.advance(seconds)

    @rule()
    def the_minute_comes(self) -> None:
        self.world.run(self.world.ticks.revive)

    @rule()
    def somebody_pauses_or_resumes(self) -> None:
        world = self.world
        if world.campaign.status is CampaignStatus.RUNNING:
            world.service.pause("spc_1", "cmp_1")
        elif world.campaign.status is CampaignStatus.PAUSED:
            world.service.resume("spc_1", "cmp_1")

    @invariant()
    def holds(self) -> None:
        check(self.world)
        check_spend(self.world, SPEND)

    def teardown(self) -> None:
        self.world.settle_all(random.Random(1))
        check_at_rest(self.world)


TestLedger: Any = Ledger.TestCase
TestLedger.settings = settings(
    max_examples=25,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestLedger = pytest.mark.timeout(120)(TestLedger)


@pytest.mark.timeout(7200)
def test_many_attempts_with_repeats_and_crashes() -> None:
    """`SPEAKNODE_SIMULATED_ATTEMPTS=100000` is the size that the figures in docs/campaigns.md are of."""
    random_ = random.Random(7)
    seen: Counter[str] = Counter()
    while seen["attempts"] < ATTEMPTS:
        world = World(contacts=50, retries=RETRIES)
        world.limit(calls_per_day=70, spend_usd_per_day="8")
        world.service.start("spc_1", "cmp_1")
        for _ in range(600):
            _something_happens(world, random_)
            check(world)
        check_spend(world, "8")
        world.settle_all(random_)
        check_at_rest(world)
        seen.update(attempts=len(world.sessions), deaths=world.deaths, repeats=world.repeats)
        seen.update(contacts=50, campaigns=1)
    logging.getLogger(__name__).info("simulated: %s", dict(seen))
    assert seen["deaths"] > ATTEMPTS / 100


def _something_happens(world: World, random_: random.Random) -> None:
    if random_.random() < 0.05:
        world.fate.left = random_.randint(1, 15)
    again = random_.random() < 0.2
    deliver = random_.choice([world.deliver_tick, world.deliver_dial, world.deliver_end])
    waiting: dict[Any, Any] = {
        world.deliver_tick: world.queue.ticks,
        world.deliver_dial: world.queue.dials,
        world.deliver_end: world.ends,
    }
    if waiting[deliver]:
        deliver(random_.randrange(len(waiting[deliver])), again=again)
    if random_.random() < 0.02:
        world.next_one_sleeps = True
    if world.sleepers and random_.random() < 0.05:
        world.run(world.sleepers.pop(0))
    if world.live() and random_.random() < 0.15:
        session = random_.choice(world.live())
        told, metered = random_.random() < 0.9, random_.random() < 0.8
        world.end_call(session, random_.choice(REASONS), told=told, metered=metered)
    if world.unmetered() and random_.random() < 0.1:
        world.meter(world.unmetered()[0])
    world.clock.advance(random_.choice([0, 1, 2, 30, 61]))
    if random_.random() < 0.05:
        world.run(world.ticks.revive)
