"""What is killed, hung or missing: every session still reaches an end that says why."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from tests.support.conversations import completed, ended, join, start
from tests.support.installation import Installation

pytestmark = [pytest.mark.livekit, pytest.mark.timeout(300)]
WORKER = "speaknode_worker.agent"


@contextmanager
def _stopped_worker(installation: Installation) -> Iterator[None]:
    """A worker that is there and does nothing, as on a machine that hangs."""
    processes = installation.processes(WORKER)
    assert processes
    for process in processes:
        os.kill(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process.pid, signal.SIGCONT)
        # It was away so long that LiveKit has given it up: the next test gets a fresh one.
        restarted = installation.speaknode("restart", "worker")
        assert restarted.returncode == 0, restarted.stderr


async def test_a_killed_worker_is_followed_by_another_that_knows_what_was_said(
    installation: Installation, api: httpx.Client, ada: str
) -> None:
    made = start(api, ada, channel="text")
    async with join(made, voice=False) as caller:
        await caller.wait_for_agent(60)
        await caller.wait_for_agent_reply(60, containing="Ada")
        await caller.send_text("I want to book an appointment")
        await caller.wait_for_agent_reply(60, containing="Which day")
        for process in installation.processes("speaknode_worker") + installation.processes(
            "multiprocessing"
        ):
            process.kill()
        await caller.wait_for_agent_reply(90, containing="cut off for a moment")
        await caller.send_text("Tuesday")
        await caller.wait_for_agent_reply(60, containing="At what time?")
        await caller.send_text("goodbye")
        assert await caller.wait_for_hang_up(60)
    session = completed(api, made["id"])
    assert (session["status"], session["end_reason"]) == ("completed", "agent_hangup")
    assert session["resumptions"] >= 1
    indexes = [turn["index"] for turn in session["turns"]]
    assert indexes == list(range(len(indexes)))


async def test_no_worker_is_told_within_seconds(
    installation: Installation, api: httpx.Client, ada: str
) -> None:
    with _stopped_worker(installation):
        made = start(api, ada, channel="text")
        async with join(made, voice=False) as caller:
            assert await caller.wait_for_hang_up(60)
        session = ended(api, made["id"])
    assert (session["status"], session["end_reason"]) == ("failed", "never_joined")
    assert session["end_fault"] == "platform"


def _ada_with_a_broken_tool(api: httpx.Client, ada: str) -> str:
    agent = api.get(f"/v1/agents/{ada}").json()
    tool = api.get(f"/v1/tools/{agent['tool_ids'][0]}").json()
    base = {name: tool[name] for name in ("description", "method", "parameters")}
    # A name that nobody has, by its ending. A private address is not even saved.
    closed = {**base, "code": "get_weather_down", "url": "http://127.0.0.1:9/weather"}
    refused = api.post("/v1/tools", json=closed)
    assert refused.status_code == 422, refused.text
    broken = {**closed, "url": "http://weather.invalid/"}
    down = api.post("/v1/tools", json=broken)
    assert down.status_code == 201, down.text
    copy = api.post(f"/v1/agents/{ada}/duplicate").json()
    llm = copy["llm"]
    for rule in llm["params"]["rules"]:
        if rule["name"] == "weather":
            rule["tool"]["name"] = "get_weather_down"
    changes = {"llm": llm, "tool_ids": [down.json()["id"]]}
    changed = api.patch(f"/v1/agents/{copy['id']}", json=changes)
    assert changed.status_code == 200, changed.text
    return str(copy["id"])


async def test_a_tool_that_is_down_is_told_to_the_caller(api: httpx.Client, ada: str) -> None:
    made = start(api, _ada_with_a_broken_tool(api, ada), channel="text")
    async with join(made, voice=False) as caller:
        await caller.wait_for_agent(60)
        await caller.wait_for_agent_reply(60, containing="Ada")
        await caller.send_text("what is the weather today")
        await caller.wait_for_agent_reply(60, containing="cannot reach the weather service")
        await caller.send_text("goodbye")
        assert await caller.wait_for_hang_up(60)
    session = completed(api, made["id"])
    (call,) = session["tool_calls"]
    assert (call["status"], session["status"]) == ("failed", "completed")
    assert call["error"]
    assert session["agent_version"] == 0
