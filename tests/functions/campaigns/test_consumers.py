"""The campaigns' queues: a tick claims and sends on, an end settles; `revive` starts a chain that broke."""

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.support.builders import NOON, session, spec_of
from tests.support.campaigns import campaign, contact
from tests.support.sqs import Context, consume, drain
from tests.support.telephony import stored_account, stored_number

from campaigns import dial, settle, tick
from speaknode import wiring
from speaknode.agents.models import AgentConfig
from speaknode.agents.schemas import AgentCreate
from speaknode.campaigns.models import Campaign, CampaignStatus, Heart, ItemStatus
from speaknode.campaigns.ports import Dial, Tick
from speaknode.campaigns.store import DynamoCampaignStore
from speaknode.events.domain import DomainEvent, EventType
from speaknode.kit.clock import utc_now
from speaknode.sessions.models import Channel, EndFault, EndReason, SessionStatus
from speaknode.sessions.store import DynamoSessionStore
from speaknode.telephony.models import SipDial

pytestmark = pytest.mark.usefixtures("memory_aws")


@pytest.fixture
def store(memory_aws: None) -> DynamoCampaignStore:
    return DynamoCampaignStore(wiring.connection())


@pytest.fixture
def running(store: DynamoCampaignStore) -> Campaign:
    agent = wiring.agents().create("spc_1", AgentCreate(name="Ada"))
    made = campaign(status=CampaignStatus.RUNNING, settings={"agent_id": agent.id})
    store.insert(made)
    store.add_contacts(made, [contact(1), contact(2)], NOON)
    return made


def first_tick(of: Campaign) -> str:
    return Tick(space_id=of.space_id, campaign_id=of.id, beat=0).model_dump_json()


def test_a_tick_claims_and_sends_on_and_a_copy_does_nothing(
    running: Campaign, store: DynamoCampaignStore
) -> None:
    assert consume(tick.handler, first_tick(running), first_tick(running), "poison") == ["m2"]
    dials = [Dial.model_validate_json(body) for body in drain("campaign_dials")]
    items = store.list_items(running.id, ItemStatus.CLAIMED, None, 10).items
    planned = {item.id: item.attempts[0].session_id for item in items}
    assert {dial.item_id: dial.session_id for dial in dials} == planned
    assert len(planned) == 2
    heart = store.heart(running.id)
    assert heart is not None
    assert heart.beat == 1


def test_a_dial_makes_one_call_by_its_planned_id(
    running: Campaign, store: DynamoCampaignStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        "speaknode.calls.livekit.LiveKitCallRooms.open",
        lambda self, room, session_id: opened.append(session_id),
    )
    monkeypatch.setattr(
        "speaknode.telephony.sip.carrier.SipCarrier.sip_dial",
        lambda self, account, call: SipDial(trunk_id="ST_1", to=call.to, from_=call.from_),
    )
    number = stored_number(stored_account("spc_1"))
    settings = running.settings.model_copy(update={"phone_number_ids": [number.id]})
    store.replace(running.model_copy(update={"settings": settings, "revision": 1}))
    consume(tick.handler, first_tick(running))
    first, second = drain("campaign_dials")
    again = Dial.model_validate_json(first).again().model_dump_json()
    assert consume(dial.handler, first, again, second) == []
    items = store.list_items(running.id, ItemStatus.IN_PROGRESS, None, 10).items
    assert sorted(opened) == sorted(item.attempts[0].session_id for item in items)
    assert len(items) == 2
    made = wiring.sessions().get_detail("spc_1", opened[0])
    assert (made.channel, made.campaign_id) == (Channel.CAMPAIGN, running.id)


def revive() -> None:
    context: Any = Context()
    tick.revive({}, context)


def test_a_chain_that_broke_is_taken_up(running: Campaign, store: DynamoCampaignStore) -> None:
    revive()
    [body] = drain("campaign_ticks")
    assert Tick.model_validate_json(body).beat == 0
    store.beat(Heart(campaign_id=running.id, beat=5, next_at=utc_now()), beat=None)
    revive()
    assert drain("campaign_ticks") == []
    lost = Heart(campaign_id=running.id, beat=5, next_at=utc_now() - timedelta(minutes=1))
    store.beat(lost, beat=5)
    revive()
    [body] = drain("campaign_ticks")
    assert Tick.model_validate_json(body).beat == 5


def test_the_end_of_a_call_settles_its_contact_once(
    running: Campaign, store: DynamoCampaignStore
) -> None:
    consume(tick.handler, first_tick(running))
    [item, _] = store.list_items(running.id, ItemStatus.CLAIMED, None, 10).items
    made = session(
        id=item.attempts[0].session_id,
        channel=Channel.CAMPAIGN,
        campaign_id=running.id,
        campaign_item_id=item.id,
        status=SessionStatus.COMPLETED,
        started_at=NOON,
        end_reason=EndReason.AGENT_HANGUP,
        end_fault=EndFault.NONE,
    )
    DynamoSessionStore(wiring.connection()).insert(
        made, spec_of(made).model_copy(update={"config": AgentConfig(name="Ada")})
    )
    event = DomainEvent(
        id=f"{made.id}.session.ended",
        type=EventType.SESSION_ENDED,
        space_id=made.space_id,
        session_id=made.id,
        at=NOON,
    )
    told = json.dumps({"detail": event.model_dump(mode="json")})
    again = json.dumps({"detail": event.model_dump(mode="json") | {"id": "told anew"}})
    assert consume(settle.handler, told, told, again) == []
    stored = store.get_item(running.id, item.id)
    assert stored is not None
    assert stored.status is ItemStatus.COMPLETED
    counted = store.get("spc_1", running.id)
    assert counted is not None
    assert counted.progress.items == {ItemStatus.COMPLETED: 1, ItemStatus.CLAIMED: 1}
