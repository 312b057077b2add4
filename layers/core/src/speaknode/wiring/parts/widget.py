"""The widget: conversations of the public."""

from functools import cache

from pynamodb.models import Model

from speaknode.kit.clock import utc_now
from speaknode.kit.settings import settings
from speaknode.widget.dynamo import DynamoRateCounter, RateRecord
from speaknode.widget.service import WidgetService
from speaknode.wiring.parts.agents import agents
from speaknode.wiring.parts.ground import connect
from speaknode.wiring.parts.sessions import rooms, sessions

TABLES: dict[type[Model], str] = {RateRecord: "access_table"}


@cache
def widgets() -> WidgetService:
    config = settings()
    connect(TABLES)
    return WidgetService(
        agents=agents(),
        sessions=sessions(),
        rooms=rooms(),
        counter=DynamoRateCounter(utc_now),
        clock=utc_now,
        own_origins=frozenset({config.web_url} - {""}),
        limit_per_visitor=config.public_sessions_per_visitor,
        limit_per_agent=config.public_sessions_per_agent,
    )
