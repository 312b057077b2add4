"""Who must not be called."""

from functools import cache
from typing import TYPE_CHECKING

from pynamodb.models import Model

from speaknode.do_not_call.dynamo import DoNotCallRecord, DynamoDoNotCallStore
from speaknode.kit.clock import utc_now
from speaknode.wiring.parts.ground import connect

if TYPE_CHECKING:  # imported where it is made
    from speaknode.do_not_call.service import DoNotCallService

TABLES: dict[type[Model], str] = {DoNotCallRecord: "do_not_call_table"}


@cache
def do_not_call() -> "DoNotCallService":
    from speaknode.do_not_call.service import DoNotCallService

    connect(TABLES)
    return DoNotCallService(store=DynamoDoNotCallStore(), clock=utc_now)
