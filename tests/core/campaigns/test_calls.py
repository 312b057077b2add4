"""How a contact's turn goes: who is called, who is not, and what follows each end."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from pydantic import HttpUrl
from tests.support.builders import NOON
from tests.support.campaign_world import World, started

from speaknode.agents.answering import Answering, MachineAction
from speaknode.agents.models import AgentConfig
from speaknode.agents.variables import Variable, VariableType
from speaknode.campaigns.models import (
    AttemptOutcome,
    CampaignItem,
    CampaignStatus,
    Contact,
    ItemStatus,
)
from speaknode.campaigns.results import COLUMNS, rows
from speaknode.events.domain import EventType
from speaknode.kit.errors import InvalidError
from speaknode.sessions.models import EndReason

WINDOW = {"start": "09:00", "end": "18:00"}


def the_item(world: World) -> CampaignItem:
    [item] = world.store.items.values()
    return item


def one_call(world: World, reason: EndReason) -> None:
    world.deliver_tick()
    world.deliver_dial()
    [session] = world.live()
    world.end_call(session, reason)
    world.deliver_end()


@pytest.mark.parametrize(
    ("reason", "status", "outcome"),
    [
        (EndReason.CALLER_HANGUP, ItemStatus.COMPLETED, AttemptOutcome.ANSWERED),
        (EndReason.VOICEMAIL, ItemStatus.COMPLETED, AttemptOutcome.VOICEMAIL),
        (EndReason.DECLINED, ItemStatus.ERROR, AttemptOutcome.DECLINED),
        (EndReason.INVALID_NUMBER, ItemStatus.ERROR, AttemptOutcome.INVALID_NUMBER),
        (EndReason.BUSY, ItemStatus.PENDING, AttemptOutcome.BUSY),
        (EndReason.NO_ANSWER, ItemStatus.PENDING, AttemptOutcome.NO_ANSWER),
        (EndReason.CARRIER_REJECTED, ItemStatus.PENDING, AttemptOutcome.FAILED),
        (EndReason.WORKER_LOST, ItemStatus.PENDING, AttemptOutcome.FAILED),
    ],
)
def test_what_follows_an_end(
    reason: EndReason, status: ItemStatus, outcome: AttemptOutcome
) -> None:
    world = started()
    one_call(world, reason)
    item = the_item(world)
    assert (item.status, item.attempts[0].outcome) == (status, outcome)
    assert item.attempts[0].session_id in world.sessions
    assert world.campaign.progress.open == 0


def test_a_campaign_says_what_a_machine_hears() -> None:
    world = started(voicemail={"action": "leave_message", "message": "Call us back."})
    world.agent = AgentConfig(name="Ada", answering=Answering(patience_s=2))
    world.deliver_tick()
    world.deliver_dial()
    [link] = world.links.values()
    assert link.answering == Answering(
        detect=True, machine=MachineAction.LEAVE_MESSAGE, message="Call us back.", patience_s=2
    )


def test_without_a_voicemail_policy_the_agent_keeps_its_own_way() -> None:
    world = started()
    world.deliver_tick()
    world.deliver_dial()
    assert [link.answering for link in world.links.values()] == [None]


def test_retries_wait_and_are_counted() -> None:
    world = started(retries={"busy": {"max_attempts": 2, "delay_s": 300}})
    one_call(world, EndReason.BUSY)
    assert the_item(world).next_at == world.clock() + timedelta(seconds=300)
    world.deliver_tick()
    assert world.queue.dials == []
    world.clock.advance(300)
    one_call(world, EndReason.BUSY)
    assert the_item(world).status is ItemStatus.ERROR
    assert [attempt.outcome for attempt in the_item(world).attempts] == [AttemptOutcome.BUSY] * 2
    world.deliver_tick()
    assert world.campaign.status is CampaignStatus.COMPLETED
    assert world.queue.ticks == []


def test_attempts_of_all_outcomes_have_one_limit() -> None:
    world = started(max_attempts=1)
    one_call(world, EndReason.NO_ANSWER)
    assert the_item(world).status is ItemStatus.ERROR


class TestWhoIsNotCalled:
    def skipped(self, world: World) -> str | None:
        world.deliver_tick()
        item = the_item(world)
        assert (item.status, world.queue.dials) == (ItemStatus.SKIPPED, [])
        assert (item.attempts, world.campaign.progress.open) == ([], 0)
        return item.reason

    def test_who_is_listed(self) -> None:
        world = started()
        world.listed = {the_item(world).contact.number}
        assert self.skipped(world) == "do_not_call"

    def test_who_did_not_consent(self) -> None:
        assert self.skipped(started(consent_variable="consent")) == "no_consent"

    def test_whose_variables_do_not_do(self) -> None:
        world = started()
        world.agent = AgentConfig(
            name="Ada", variables=[Variable(name="age", type=VariableType.INTEGER)]
        )
        assert self.skipped(world) == "invalid_variables: /variables/age: is required"

    def test_whose_time_of_day_is_not_known(self) -> None:
        world = World(contacts=0, windows=[WINDOW])
        nowhere = Contact(number="+15550001")
        world.store.add_contacts(world.campaign, [nowhere], NOON)
        world.service.start("spc_1", "cmp_1")
        assert self.skipped(world) == "unknown_zone"

    def test_who_is_listed_while_waiting_in_the_line(self) -> None:
        world = started()
        world.deliver_tick()
        world.listed = {the_item(world).contact.number}
        world.deliver_dial()
        item = the_item(world)
        assert (item.status, item.reason) == (ItemStatus.SKIPPED, "do_not_call")
        assert (world.sessions, world.campaign.progress.open) == ({}, 0)

    def test_whose_hours_end_while_they_wait_in_the_line(self) -> None:
        world = started(windows=[WINDOW])
        world.deliver_tick()
        tomorrow = NOON + timedelta(days=1)
        world.opens = lambda at: tomorrow
        world.deliver_dial()
        item = the_item(world)
        assert (item.status, item.next_at) == (ItemStatus.PENDING, tomorrow)
        assert (world.sessions, world.campaign.progress.open) == ({}, 0)

    def test_who_can_never_be_called_at_these_hours(self) -> None:
        world = started(windows=[WINDOW])
        world.opens = lambda at: None
        assert self.skipped(world) == "no_window"

    def test_whom_the_owners_check_refuses(self) -> None:
        world = started(predial_url="https://example.com/check")
        world.predial_answer = (False, "paid already")
        world.deliver_tick()
        world.deliver_dial()
        assert (the_item(world).status, the_item(world).reason) == (
            ItemStatus.SKIPPED,
            "paid already",
        )
        assert world.sessions == {}


def test_outside_the_hours_a_contact_waits_for_them() -> None:
    world = started(windows=[WINDOW])
    opens = NOON + timedelta(hours=20)
    world.opens = lambda at: max(at, opens)
    world.deliver_tick()
    assert (the_item(world).status, the_item(world).next_at) == (ItemStatus.PENDING, opens)
    # Nothing is to be done until then: the next tick is as late as they come.
    assert [delay for _, delay in world.queue.ticks] == [60]


def test_it_is_over_seconds_after_its_last_call() -> None:
    world = started()
    world.deliver_tick()
    world.deliver_dial()
    world.deliver_tick()
    assert [delay for _, delay in world.queue.ticks] == [5]
    world.end_call(world.live()[0], EndReason.CALLER_HANGUP)
    world.deliver_end()
    world.deliver_tick()
    assert world.campaign.status is CampaignStatus.COMPLETED


def test_a_check_that_does_not_answer_is_asked_again_later() -> None:
    world = started(predial_url="https://example.com/check")
    world.predial_answer = None
    world.deliver_tick()
    world.deliver_dial()
    item = the_item(world)
    assert (item.status, item.reason) == (ItemStatus.PENDING, "predial_silent")
    assert (world.sessions, world.campaign.progress.open) == ({}, 0)


def test_consent_and_typed_values_reach_the_call() -> None:
    world = World(contacts=0, consent_variable="ok", variables={"age": "Alter"})
    world.agent = AgentConfig(
        name="Ada", variables=[Variable(name="age", type=VariableType.INTEGER)]
    )
    given = Contact(number="+15550001", variables={"ok": " Yes ", "Alter": "42", "more": "x"})
    world.store.add_contacts(world.campaign, [given], NOON)
    world.service.start("spc_1", "cmp_1")
    world.deliver_tick()
    world.deliver_dial()
    [session] = world.live()
    assert world.variables[session.id] == {"age": 42}


def test_pausing_takes_back_what_was_not_dialled_yet() -> None:
    world = started()
    world.deliver_tick()
    world.service.pause("spc_1", "cmp_1")
    world.deliver_dial()
    assert the_item(world).status is ItemStatus.PENDING
    assert world.sessions == {}
    world.service.resume("spc_1", "cmp_1")
    one_call(world, EndReason.CALLER_HANGUP)
    assert len(the_item(world).attempts) == 1


def test_cancelling_ends_who_waits_and_lets_calls_go_on() -> None:
    world = started(contacts=5, concurrency=1)
    world.deliver_tick()
    world.deliver_dial()
    world.service.cancel("spc_1", "cmp_1")
    while world.queue.ticks and world.campaign.progress.pending:
        world.deliver_tick()
    assert world.campaign.progress.items == {ItemStatus.CANCELED: 4, ItemStatus.IN_PROGRESS: 1}
    assert world.campaign.ended_at is None
    world.end_call(world.live()[0], EndReason.CALLER_HANGUP)
    world.deliver_end()
    while world.queue.ticks:
        world.deliver_tick()
    assert world.campaign.status is CampaignStatus.CANCELED
    assert world.campaign.ended_at is not None


def test_too_many_failures_pause_it() -> None:
    breaker = {"failure_ratio": 0.5, "min_calls": 3, "window_s": 60}
    world = started(contacts=9, breaker=breaker)
    world.deliver_tick()
    for _ in range(3):
        world.deliver_dial()
    for session in world.live():
        world.end_call(session, EndReason.CARRIER_REJECTED)
        world.deliver_end()
    world.deliver_tick()
    campaign = world.campaign
    assert (campaign.status, campaign.status_reason) == (
        CampaignStatus.PAUSED,
        "too many calls failed",
    )
    # Who resumes it begins to count anew.
    world.service.resume("spc_1", "cmp_1")
    world.deliver_tick()
    assert world.campaign.status is CampaignStatus.RUNNING


def test_calls_begin_no_faster_than_allowed() -> None:
    world = started(contacts=9, concurrency=9, cps=2)
    begun: list[datetime] = []
    while len(begun) < 9:
        while world.queue.ticks and not world.queue.dials:
            world.deliver_tick()
        world.deliver_dial()
        if len(world.sessions) > len(begun):
            begun.append(world.clock())
    for first, third in zip(begun, begun[2:], strict=False):
        assert third - first >= timedelta(seconds=1)


@pytest.mark.parametrize("reserving_s", [0.04, 0.3])
def test_a_slow_store_delays_calls_and_stops_none(reserving_s: float) -> None:
    world = started()
    world.reserving_s = reserving_s
    world.deliver_tick()
    world.deliver_dial()
    assert len(world.sessions) == 1


def test_a_store_too_slow_for_any_moment_puts_the_call_off() -> None:
    world = started()
    world.reserving_s = 5
    world.deliver_tick()
    world.deliver_dial()
    assert world.sessions == {}
    assert [delay for _, delay in world.queue.dials] == [2]


def test_browsers_are_told_of_progress_once() -> None:
    world = started()
    world.deliver_tick()
    world.deliver_tick()
    told = [event for event in world.store.events if event.type is EventType.CAMPAIGN_PROGRESS]
    assert [event.data["items"] for event in told] == [{"claimed": 1}]


def test_a_scheduled_one_begins_in_its_time() -> None:
    world = started(start_at=NOON + timedelta(minutes=2))
    seen = [world.campaign.status]
    for seconds in (0, 120):
        world.clock.advance(seconds)
        world.deliver_tick()
        seen.append(world.campaign.status)
    assert seen == [CampaignStatus.SCHEDULED, CampaignStatus.SCHEDULED, CampaignStatus.RUNNING]


class TestLimitsOfTheSpace:
    def test_who_is_over_a_days_calls_waits_and_is_called_the_next_day(self) -> None:
        world = started(contacts=2)
        world.limit(calls_per_day=1)
        world.deliver_tick()
        for _ in range(2):
            world.deliver_dial()
        waiting = [item for item in world.store.items.values() if not item.status.is_open]
        assert [(item.status, item.reason) for item in waiting] == [
            (ItemStatus.PENDING, "calls_per_day")
        ]
        assert len(world.sessions) == world.campaign.progress.open == 1
        world.clock.advance(120)
        world.deliver_tick()
        assert world.queue.dials == [], "nobody is claimed while nobody may be called"
        world.clock.advance(24 * 3600)
        world.deliver_tick()
        world.deliver_dial()
        assert len(world.sessions) == 2

    def test_who_was_called_often_enough_is_skipped(self) -> None:
        world = started(retries={"busy": {"max_attempts": 3, "delay_s": 1}})
        world.limit(calls_per_number={"calls": 1, "days": 7})
        one_call(world, EndReason.BUSY)
        world.clock.advance(2)
        world.deliver_tick()
        world.deliver_dial()
        item = the_item(world)
        assert (item.status, item.reason) == (ItemStatus.SKIPPED, "calls_per_number")
        assert [attempt.outcome for attempt in item.attempts] == [AttemptOutcome.BUSY]

    @pytest.mark.parametrize("then", ["cancel", "pause"])
    def test_a_place_comes_back_if_no_call_comes_of_it(self, then: str) -> None:
        world = started()
        world.limit(calls_per_day=1)
        world.reserving_s = 5
        world.deliver_tick()
        world.deliver_dial()  # it has its place, and waits for its moment
        assert world.limits.get("spc_1").calls_today == 1
        getattr(world.service, then)("spc_1", "cmp_1")
        world.deliver_dial()
        assert (world.limits.get("spc_1").calls_today, world.sessions) == (0, {})

    def test_talked_minutes_are_counted(self) -> None:
        world = started()
        world.limit(minutes_per_day=9)
        one_call(world, EndReason.CALLER_HANGUP)
        assert world.limits.get("spc_1").minutes_today == 2

    def test_over_a_days_spend_contacts_wait(self) -> None:
        world = started(contacts=2)
        world.limit(spend_usd_per_day="0.15")
        world.deliver_tick()
        for _ in range(2):
            world.deliver_dial()
        waiting = [item for item in world.store.items.values() if not item.status.is_open]
        assert [item.reason for item in waiting] == ["spend_per_day"]
        assert len(world.sessions) == 1


def test_what_a_call_cost_is_counted_and_exported_also_when_it_is_told_late() -> None:
    world = started()
    world.deliver_tick()
    world.deliver_dial()
    [session] = world.live()
    world.end_call(session, EndReason.CALLER_HANGUP, metered=False)
    world.deliver_end()
    assert world.campaign.progress.cost_usd == Decimal("0.001")
    world.meter(world.sessions[session.id])
    world.deliver_end(again=True)
    world.deliver_end()
    assert world.campaign.progress.cost_usd == Decimal("0.251234")
    [row] = rows(the_item(world))
    assert dict(zip(COLUMNS, row, strict=True))["cost_usd"] == 0.251234


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/check", "http://localhost/", "https://a.test:22/"]
)
def test_a_check_that_can_never_be_asked_is_refused_when_it_is_saved(url: str) -> None:
    world = World(1)
    settings = world.campaign.settings.model_copy(update={"predial_url": HttpUrl(url)})
    with pytest.raises(InvalidError) as caught:
        world.service.create("spc_1", settings)
    assert [field.pointer for field in caught.value.fields] == ["/predial_url"]
