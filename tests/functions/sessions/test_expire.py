"""The hourly deletion, on tables and buckets as the template makes them."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.support.builders import session, spec_of

from sessions.expire import handler
from speaknode import wiring
from speaknode.kit.clock import utc_now
from speaknode.sessions.models import SessionStatus
from speaknode.sessions.store import DynamoSessionStore

CONTEXT: Any = SimpleNamespace()


@pytest.mark.usefixtures("memory_aws")
def test_only_those_whose_time_is_over_are_deleted() -> None:
    store = DynamoSessionStore(wiring.connection())
    ended = {"status": SessionStatus.COMPLETED}
    over = session(**ended, expires_at=utc_now() - timedelta(days=2))
    young = session(**ended, expires_at=utc_now() + timedelta(days=2))
    for made in (over, young):
        store.insert(made, spec_of(made))
    handler({}, CONTEXT)
    assert store.get(over.id) is None
    assert store.get(young.id) is not None
