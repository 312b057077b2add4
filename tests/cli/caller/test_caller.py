"""The caller over real media: a stand-in agent repeats what it hears, after a known pause."""

from collections.abc import Iterator

import pytest
from tests.support.livekit_server import LiveKitServer, running
from tests.support.stand_in import PAUSE_S, agent_in

from speaknode_cli.caller import AgentSilentError, Caller, CallerError

pytestmark = pytest.mark.livekit


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveKitServer]:
    with running(tmp_path_factory.mktemp("livekit")) as server:
        yield server


async def test_speaks_is_heard_and_times_the_answer(server: LiveKitServer) -> None:
    async with (
        agent_in(server, "voice") as agent,
        Caller(server.url, server.token("voice", "caller")) as caller,
    ):
        await caller.wait_for_agent()
        await caller.say("what is the weather today")
        reply = await caller.wait_for_agent_reply(timeout_s=15)
    assert reply.text == "I heard you"
    assert reply.latency_ms is not None
    # The stand-in's pause, the network and buffers; never before the pause is over.
    assert PAUSE_S * 1000 * 0.9 < reply.latency_ms < PAUSE_S * 1000 + 1500
    assert agent.heard_rms > 0.02
    assert caller.ear.voiced_s > 0.4
    assert caller.ear.rms > 0.005


async def test_types_and_reads(server: LiveKitServer) -> None:
    async with (
        agent_in(server, "text") as agent,
        Caller(server.url, server.token("text", "caller"), voice=False) as caller,
    ):
        await caller.wait_for_agent()
        await caller.send_text("привет")
        reply = await caller.wait_for_agent_reply(timeout_s=10, quiet_s=0.3)
    assert agent.typed == ["привет"]
    assert reply.text == "read: привет"
    assert reply.latency_ms is None


async def test_nobody_in_the_room(server: LiveKitServer) -> None:
    async with Caller(server.url, server.token("empty", "caller")) as caller:
        with pytest.raises(AgentSilentError, match=r"within 0\.5 s"):
            await caller.wait_for_agent(timeout_s=0.5)


async def test_notices_that_the_room_is_gone(server: LiveKitServer) -> None:
    async with Caller(server.url, server.token("gone", "caller"), voice=False) as caller:
        assert caller.is_connected
        async with Caller(server.url, server.token("gone", "caller"), voice=False):
            # The same identity again: the server puts the first one out.
            assert await caller.wait_for_hang_up(timeout_s=10)
        assert not caller.is_connected


async def test_a_token_that_is_not_ours(server: LiveKitServer) -> None:
    with pytest.raises(CallerError, match="cannot join"):
        async with Caller(server.url, "not.a.token"):
            pass
