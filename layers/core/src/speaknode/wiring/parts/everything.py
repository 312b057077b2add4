"""Every table at once, for tests and for tools that look after an installation."""

from functools import cache

from pynamodb.connection import Connection

from speaknode.wiring.parts import (
    access,
    agents,
    campaigns,
    contact_uploads,
    do_not_call,
    knowledge,
    sessions,
    sounds,
    telephony,
    widget,
)
from speaknode.wiring.parts.ground import connect

TABLES = (
    access.TABLES
    | agents.TABLES
    | do_not_call.TABLES
    | campaigns.TABLES
    | contact_uploads.TABLES
    | knowledge.TABLES
    | sessions.TABLES
    | sounds.TABLES
    | telephony.TABLES
    | widget.TABLES
)


@cache
def connection() -> Connection:
    return connect(TABLES)
