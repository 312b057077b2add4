"""One contract for every CampaignStore and RateStore: memory and DynamoDB keep the same promises."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.support.builders import NOON
from tests.support.campaigns import MemoryCampaignStore, MemoryRates, campaign, contact

from speaknode import wiring
from speaknode.campaigns import transitions
from speaknode.campaigns.errors import CampaignEndedError
from speaknode.campaigns.models import (
    AttemptOutcome,
    Campaign,
    CampaignItem,
    CampaignStatus,
    Heart,
    ItemStatus,
)
from speaknode.campaigns.ports import CampaignStore, RateStore
from speaknode.campaigns.rates import DynamoRates
from speaknode.campaigns.store import DynamoCampaignStore
from speaknode.kit.errors import ConflictError

SECOND = timedelta(seconds=1)


@pytest.fixture(params=["memory", "dynamo"])
def store(request: pytest.FixtureRequest) -> Iterator[CampaignStore]:
    if request.param == "memory":
        yield MemoryCampaignStore()
        return
    request.getfixturevalue("memory_aws")
    yield DynamoCampaignStore(wiring.connection())


@pytest.fixture(params=["memory", "dynamo"])
def rates(request: pytest.FixtureRequest) -> Iterator[RateStore]:
    if request.param == "memory":
        yield MemoryRates()
        return
    request.getfixturevalue("memory_aws")
    yield DynamoRates(wiring.connection())


def running(store: CampaignStore, contacts: int = 3) -> Campaign:
    made = campaign(status=CampaignStatus.RUNNING)
    store.insert(made)
    store.add_contacts(made, [contact(n) for n in range(contacts)], NOON)
    return made


def read(store: CampaignStore, made: Campaign) -> Campaign:
    found = store.get(made.space_id, made.id)
    assert found is not None
    return found


def claim(store: CampaignStore, made: Campaign, room: int) -> list[CampaignItem]:
    was = store.earliest(made.id, ItemStatus.PENDING, 100)
    claimed = [transitions.claimed(item, NOON) for item in was]
    return list(store.claim(claimed, was=was, concurrency=room))


class TestCampaign:
    def test_round_trip_and_isolation(self, store: CampaignStore) -> None:
        made = campaign()
        store.insert(made)
        assert read(store, made) == made
        assert store.get("spc_2", made.id) is None
        with pytest.raises(ConflictError):
            store.insert(made)

    def test_a_stale_revision_is_refused(self, store: CampaignStore) -> None:
        made = campaign()
        store.insert(made)
        changed = made.model_copy(update={"revision": 1, "status": CampaignStatus.PAUSED})
        store.replace(changed)
        with pytest.raises(ConflictError):
            store.replace(changed)
        assert read(store, made).status is CampaignStatus.PAUSED

    def test_only_those_with_work_are_found_by_the_minute(self, store: CampaignStore) -> None:
        store.insert(campaign("cmp_draft"))
        store.insert(campaign("cmp_over", status=CampaignStatus.COMPLETED, ended_at=NOON))
        store.insert(campaign("cmp_runs", status=CampaignStatus.RUNNING))
        store.insert(campaign("cmp_ends", status=CampaignStatus.CANCELED))
        assert {c.id for c in store.list_working()} == {"cmp_runs", "cmp_ends"}

    def test_it_completes_only_when_nothing_is_left(self, store: CampaignStore) -> None:
        made = running(store, contacts=1)
        over = made.model_copy(update={"status": CampaignStatus.COMPLETED, "revision": 1})
        assert not store.complete(over)
        [item] = claim(store, made, 1)
        assert not store.complete(over)
        store.change(transitions.skipped(item, NOON, "test"), was=item)
        assert store.complete(over)
        assert read(store, made).status is CampaignStatus.COMPLETED

    def test_a_deleted_one_is_listed_no_more_and_its_items_go_in_steps(
        self, store: CampaignStore
    ) -> None:
        made = running(store, contacts=5)
        gone = made.model_copy(update={"deleted_at": NOON, "revision": 1})
        store.replace(gone)
        assert store.list(made.space_id, None, 10).items == []
        assert read(store, made).deleted_at == NOON
        assert not store.purge(gone, limit=3)
        assert store.purge(gone, limit=3)
        assert store.get(made.space_id, made.id) is None
        assert store.list_items(made.id, None, None, 10).items == []


class TestContacts:
    def test_a_number_is_added_once_however_often_it_comes(self, store: CampaignStore) -> None:
        made = running(store, contacts=150)
        again = [contact(n) for n in (149, 150, 150, 3, 151)]
        assert store.add_contacts(made, again, NOON) == 2
        assert read(store, made).progress.items == {ItemStatus.PENDING: 152}

    def test_an_ended_campaign_takes_none(self, store: CampaignStore) -> None:
        made = campaign(status=CampaignStatus.CANCELED)
        store.insert(made)
        with pytest.raises(CampaignEndedError):
            store.add_contacts(made, [contact(1)], NOON)

    def test_pages_bring_every_item_once(self, store: CampaignStore) -> None:
        made = running(store, contacts=23)
        for status in (None, ItemStatus.PENDING):
            seen: list[str] = []
            cursor = None
            while True:
                page = store.list_items(made.id, status, cursor, 5)
                assert len(page.items) <= 5
                seen += [item.id for item in page.items]
                if (cursor := page.next_cursor) is None:
                    break
            assert len(seen) == len(set(seen)) == 23


class TestItems:
    def test_slots_are_never_more_than_the_concurrency(self, store: CampaignStore) -> None:
        made = running(store, contacts=10)
        assert len(claim(store, made, 4)) == 4
        assert claim(store, made, 4) == []
        assert len(claim(store, made, 5)) == 1
        assert read(store, made).progress.open == 5

    def test_of_two_who_claim_one_wins(self, store: CampaignStore) -> None:
        made = running(store, contacts=2)
        was = store.earliest(made.id, ItemStatus.PENDING, 100)
        claimed = [transitions.claimed(item, NOON) for item in was]
        first = store.claim(claimed[:1], was=was[:1], concurrency=10)
        both = store.claim(claimed, was=was, concurrency=10)
        assert {item.id for item in first} | {item.id for item in both} == {i.id for i in was}
        assert len(first) == len(both) == 1

    def test_a_change_counts_once(self, store: CampaignStore) -> None:
        made = running(store, contacts=1)
        [item] = claim(store, made, 1)
        cost = Decimal("0.012345")
        ended = transitions.settled(
            item, made.settings, NOON, AttemptOutcome.ANSWERED, None, cost_usd=cost
        )
        assert store.change(ended, was=item)
        assert not store.change(ended, was=item)
        progress = read(store, made).progress
        assert progress.items == {ItemStatus.COMPLETED: 1}
        assert progress.outcomes == {AttemptOutcome.ANSWERED: 1}
        assert (progress.open, progress.cost_usd) == (0, cost)
        assert store.get_item(made.id, item.id) == ended

    def test_the_earliest_come_first(self, store: CampaignStore) -> None:
        made = running(store, contacts=8)
        items = store.earliest(made.id, ItemStatus.PENDING, 100)
        for place, item in enumerate(items):
            later = transitions.deferred(item, NOON, until=NOON + (8 - place) * SECOND)
            assert store.change(later, was=item)
        found = store.earliest(made.id, ItemStatus.PENDING, 3)
        assert [item.next_at for item in found] == [NOON + n * SECOND for n in (1, 2, 3)]


class TestHeart:
    def test_one_beat_is_taken_once(self, store: CampaignStore) -> None:
        heart = Heart(campaign_id="cmp_1", beat=1, next_at=NOON)
        assert store.beat(heart, beat=None)
        assert not store.beat(heart, beat=None)
        after = heart.model_copy(update={"beat": 2})
        assert store.beat(after, beat=1)
        assert not store.beat(after, beat=1)
        assert store.heart("cmp_1") == after


class TestRates:
    def test_the_slowest_line_decides_and_each_is_taken(self, rates: RateStore) -> None:
        until = NOON + timedelta(seconds=3)
        both = {"cmp_1": 0.5, "tel_1": 1.0}
        moments = [rates.reserve(both, now=NOON, until=until) for _ in range(5)]
        assert moments == [NOON, NOON + SECOND, NOON + 2 * SECOND, NOON + 3 * SECOND, None]
        alone = rates.reserve({"cmp_1": 0.5}, now=NOON, until=until)
        assert alone is None
        assert rates.reserve({"cmp_1": 0.5}, now=NOON, until=until + SECOND) == NOON + 3.5 * SECOND

    def test_a_moment_that_passed_is_not_given(self, rates: RateStore) -> None:
        rates.reserve({"cmp_1": 1.0}, now=NOON, until=NOON)
        later = NOON + 10 * SECOND
        assert rates.reserve({"cmp_1": 1.0}, now=later, until=later) == later


def test_processes_that_dial_at_once_never_get_the_same_moment(memory_aws: None) -> None:
    """Each remembers what it saw last, and finds out by its write what the others did."""
    diallers = [DynamoRates(wiring.connection()) for _ in range(4)]
    lines = {"campaign": 0.02, "account": 0.01}
    moments = [
        diallers[n % 4].reserve(lines, now=NOON, until=NOON + SECOND)
        for n in (*range(20), *[0] * 20)
    ]
    assert moments == [NOON + n * SECOND / 50 for n in range(40)]


def test_who_never_gets_a_moment_is_told_to_come_again(
    memory_aws: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates = DynamoRates(wiring.connection())

    def beaten(*_: object) -> None:
        raise ConflictError("somebody else took the moment")

    monkeypatch.setattr(rates, "_reserve", beaten)
    assert rates.reserve({"campaign": 1}, now=NOON, until=NOON) is None
