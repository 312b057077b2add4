"""The same servers in the middle of a conversation: the caller hears a word, and the LLM reads what failed."""

from collections.abc import AsyncIterator

import pytest
from tests.support.hostile import BEHAVIOURS, Hostile, hostile
from tests.worker.agent.test_tools import Call

from speaknode.egress.transport import tls_context

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture
async def server() -> AsyncIterator[Hostile]:
    tls_context()
    with hostile() as server:
        yield server


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
async def test_the_caller_hears_of_each_failure(server: Hostile, behaviour: str) -> None:
    call = Call(
        f"http://{server.address}/{behaviour}",
        on_error_speech="I cannot see it.",
        timeout_ms=1500,
        max_response_bytes=65_536,
    )
    code = BEHAVIOURS[behaviour][1]
    if code is None:
        await call.run(day="today")
    else:
        assert await call.error(day="today") == code
    assert call.said == ([] if code is None else ["I cannot see it."])
    assert call.record.status == ("succeeded" if code is None else "failed")
