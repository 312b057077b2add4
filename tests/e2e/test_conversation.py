"""Real conversations: API → LiveKit → worker → speech both ways → everything stored and readable."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import httpx
import pytest
from tests.support.conversations import completed, end, ended, join, read, said, sound, start
from tests.support.installation import Installation, until

pytestmark = [pytest.mark.livekit, pytest.mark.timeout(300)]
TOLD = {"agent.ready", "turn.completed", "session.ended", "session.completed"}


@asynccontextmanager
async def _notifications(installation: Installation) -> AsyncIterator[list[str]]:
    """Types of the notifications that a browser of the space gets, as they come."""
    run, heard = installation.run, list[str]()

    async def listen(socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            heard.append(json.loads(message.data)["type"])

    url = f"{run['notifications_url']}?token={run['api_key']}"
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as socket:
        listening = asyncio.create_task(listen(socket))
        yield heard
        listening.cancel()


async def test_a_spoken_conversation_with_a_tool(
    installation: Installation, api: httpx.Client, ada: str
) -> None:
    async with _notifications(installation) as heard:
        made = start(api, ada, variables={"clinic_name": "Hilltop Practice"})
        async with join(made) as caller:
            await caller.wait_for_agent(60)
            await caller.wait_for_agent_reply(60, containing="Hilltop Practice")
            await caller.say("what is the weather today")
            answer = await caller.wait_for_agent_reply(60, containing="degrees")
            assert answer.latency_ms is not None
            assert read(api, made["id"])["status"] == "active"
            await caller.say("goodbye")
            assert await caller.wait_for_hang_up(60)
            assert caller.ear.rms > 0.01
        session = completed(api, made["id"])
        # Each event comes by a way of its own: all come, in no promised order.
        await asyncio.to_thread(until, "all notifications", lambda: set(heard) >= TOLD)
    assert (session["status"], session["end_reason"]) == ("completed", "agent_hangup")
    assert "what is the weather" in said(session, "user")
    assert "degrees" in said(session, "agent")
    (call,) = session["tool_calls"]
    assert (call["code"], call["status"], call["http_status"]) == ("get_weather", "succeeded", 200)
    assert str(call["response"]["temperature_c"]) in said(session, "agent")
    _assert_measured(session)
    _assert_recorded(session)


def _assert_measured(session: dict[str, object]) -> None:
    metrics = session["metrics"]
    assert isinstance(metrics, dict)
    for name in ("e2e", "eou", "stt", "llm_ttft", "tts_ttfb"):
        assert metrics[name]["count"] > 0, name


def _assert_recorded(session: dict[str, object]) -> None:
    recordings = session["recordings"]
    assert isinstance(recordings, list)
    links = {recording["kind"]: recording for recording in recordings}
    assert set(links) == {"mix", "caller", "agent", "peaks"}
    assert isinstance(session["duration_s"], float)
    for kind in ("mix", "caller", "agent"):
        duration_s, rms = sound(links[kind]["url"])
        assert duration_s == pytest.approx(links[kind]["duration_s"], abs=0.5)
        assert 0.5 * session["duration_s"] < duration_s < session["duration_s"] + 5
        assert rms > 0.005, kind
    peaks = httpx.get(links["peaks"]["url"], timeout=30).json()
    assert peaks


async def test_the_same_agent_by_text(api: httpx.Client, ada: str) -> None:
    made = start(api, ada, channel="text")
    async with join(made, voice=False) as caller:
        await caller.wait_for_agent(60)
        await caller.wait_for_agent_reply(60, containing="Ada")
        await caller.send_text("I want to book an appointment")
        await caller.wait_for_agent_reply(60, containing="day")
        await caller.send_text("on Tuesday")
        await caller.wait_for_agent_reply(60, containing="time")
        await caller.send_text("at ten")
        await caller.wait_for_agent_reply(60, containing="Tuesday")
        await caller.send_text("yes please")
        await caller.wait_for_agent_reply(60, containing="booked")
        await caller.send_text("What's the weather like?")
        await caller.wait_for_agent_reply(60, containing="degrees")
        await caller.send_text("goodbye")
        assert await caller.wait_for_hang_up(60)
    session = completed(api, made["id"])
    assert (session["status"], session["channel"]) == ("completed", "text")
    assert [call["code"] for call in session["tool_calls"]] == ["get_weather"]


async def test_russian_by_text(api: httpx.Client, ada: str) -> None:
    made = start(api, ada, channel="text", locale="ru")
    async with join(made, voice=False) as caller:
        await caller.wait_for_agent(60)
        await caller.wait_for_agent_reply(60, containing="Ада")
        await caller.send_text("когда вы работаете?")
        await caller.wait_for_agent_reply(60, containing="понедельника")
        await caller.send_text("до свидания")
        assert await caller.wait_for_hang_up(60)
    assert completed(api, made["id"])["end_reason"] == "agent_hangup"


async def test_hanging_up_ends_it(api: httpx.Client, ada: str) -> None:
    made = start(api, ada)
    async with join(made) as caller:
        await caller.wait_for_agent(60)
        await caller.wait_for_agent_reply(60, containing="Ada")
    session = ended(api, made["id"])
    assert (session["status"], session["end_reason"]) == ("completed", "caller_hangup")
    assert session["end_fault"] == "none"


async def test_an_operator_ends_it(api: httpx.Client, ada: str) -> None:
    made = start(api, ada, channel="text")
    async with join(made, voice=False) as caller:
        await caller.wait_for_agent(60)
        await caller.wait_for_agent_reply(60, containing="Ada")
        end(api, made["id"])
        assert await caller.wait_for_hang_up(60)
    session = ended(api, made["id"])
    assert session["end_reason"] == "cancelled"
