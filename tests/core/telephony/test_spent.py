"""A media token is used once, whichever of many processes takes it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from speaknode import wiring
from speaknode.kit.errors import UnavailableError
from speaknode.telephony.spent import DynamoSpent

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("memory_aws")


def test_of_many_at_once_one_gets_it() -> None:
    tokens = wiring.media_tokens()
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda _: tokens.spend("med_1", NOW), range(16)))
    assert won.count(True) == 1
    assert tokens.spend("med_2", NOW)


def test_not_knowing_is_no_verdict() -> None:
    nowhere = DynamoSpent(wiring.client("dynamodb"), "no-such-table")
    with pytest.raises(UnavailableError):
        nowhere.spend("med_1", NOW)
