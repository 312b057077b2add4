"""Campaigns: what is drawn up by people, and what ticks, dials and settles by itself."""

from functools import cache
from typing import TYPE_CHECKING

from pynamodb.connection import Connection
from pynamodb.models import Model

from speaknode.call_limits.dynamo import CallLimitRecord, DynamoCallLimits
from speaknode.call_limits.service import CallLimitService
from speaknode.campaigns.dynamo import CampaignRecord, CounterRecord
from speaknode.campaigns.service import CampaignService
from speaknode.campaigns.settling import Settling
from speaknode.campaigns.sqs import SqsCampaignQueue
from speaknode.campaigns.store import DynamoCampaignStore
from speaknode.kit.clock import utc_now
from speaknode.kit.outbox import OutboxRecord
from speaknode.kit.settings import settings
from speaknode.sessions.models import Session
from speaknode.wiring.parts.ground import client, connect, egress, egress_policy
from speaknode.wiring.parts.sessions import session_store

if TYPE_CHECKING:  # imported where they are made: most functions never need them
    from speaknode.campaigns.choosing import Choosing
    from speaknode.campaigns.dialing import Dialing
    from speaknode.campaigns.ticks import Ticks

TABLES: dict[type[Model], str] = {
    CampaignRecord: "campaigns_table",
    CounterRecord: "campaigns_table",
    CallLimitRecord: "campaigns_table",
}


class _Sessions:
    def find(self, session_id: str) -> Session | None:
        stored = session_store().get(session_id)
        return stored.session if stored else None


@cache
def _connection() -> Connection:
    return connect(TABLES | {OutboxRecord: "outbox_table"})


@cache
def campaign_store() -> DynamoCampaignStore:
    return DynamoCampaignStore(_connection())


@cache
def _queue() -> SqsCampaignQueue:
    config = settings()
    return SqsCampaignQueue(
        client=client("sqs"),
        ticks_url=config.campaign_ticks_queue_url,
        dials_url=config.campaign_dials_queue_url,
    )


@cache
def campaigns() -> CampaignService:
    from speaknode.wiring.parts.agents import agents
    from speaknode.wiring.parts.telephony import phone_numbers

    return CampaignService(
        store=campaign_store(),
        queue=_queue(),
        agents=agents(),
        numbers=phone_numbers(),
        clock=utc_now,
        policy=egress_policy(),
    )


@cache
def call_limits() -> CallLimitService:
    return CallLimitService(store=DynamoCallLimits(_connection()), clock=utc_now)


@cache
def campaign_settling() -> Settling:
    return Settling(
        store=campaign_store(), sessions=_Sessions(), limits=call_limits(), clock=utc_now
    )


@cache
def _choosing() -> "Choosing":
    from speaknode.campaigns.choosing import Choosing
    from speaknode.campaigns.windows import next_open
    from speaknode.wiring.parts.do_not_call import do_not_call

    return Choosing(do_not_call=do_not_call(), windows=next_open)


@cache
def campaign_ticks() -> "Ticks":
    from speaknode.campaigns.ticks import Ticks
    from speaknode.wiring.parts.agents import agents

    return Ticks(
        store=campaign_store(),
        queue=_queue(),
        choosing=_choosing(),
        settling=campaign_settling(),
        agents=agents(),
        limits=call_limits(),
        clock=utc_now,
    )


@cache
def campaign_dialing() -> "Dialing":
    import time

    from speaknode.campaigns.dialing import Dialing
    from speaknode.campaigns.predial import HttpPredial
    from speaknode.campaigns.rates import DynamoRates
    from speaknode.wiring.parts.agents import agents
    from speaknode.wiring.parts.telephony import calls, phone_numbers, telephony

    return Dialing(
        store=campaign_store(),
        rates=DynamoRates(_connection()),
        queue=_queue(),
        calls=calls(),
        sessions=_Sessions(),
        numbers=phone_numbers(),
        accounts=telephony(),
        agents=agents(),
        choosing=_choosing(),
        limits=call_limits(),
        predial=HttpPredial(egress()),
        clock=utc_now,
        sleep=time.sleep,
    )
