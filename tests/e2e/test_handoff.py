"""Two agents in one spoken conversation over LiveKit. The fine points are tests/worker/agent/test_handoff.py."""

from typing import Any

import httpx
import pytest
from tests.support.conversations import ended, join, said, start

pytestmark = [pytest.mark.livekit, pytest.mark.timeout(300)]

BILL = ["my bill", "about my bill", "what is my bill"]


def _agent(api: httpx.Client, name: str, rules: list[dict[str, Any]], **fields: Any) -> str:
    llm = {"provider": "scripted", "params": {"rules": rules}}
    answer = api.post("/v1/agents", json={"name": name, "llm": llm, **fields})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _billing(api: httpx.Client) -> str:
    rule = {"name": "bill", "patterns": {"en": BILL}, "reply": {"en": "Your bill is nine euros."}}
    first = {"en": {"first_message": "Billing here.", "background_sound": {"preset": "cafe"}}}
    return _agent(api, "Billing", [rule], locales=first)


def _front(api: httpx.Client, billing: str) -> str:
    tool = {
        "name": "switch_agent",
        "arguments": {"agent": "Billing"},
        "reply": {"en": "x"},
        "error_reply": {"en": "They are not there."},
    }
    rule = {"name": "to_billing", "patterns": {"en": BILL}, "tool": tool}
    office = {"first_message": "Front desk.", "background_sound": {"preset": "office"}}
    handoff = {"to": billing, "condition": "about a bill", "message": "I put you through."}
    return _agent(api, "Front", [rule], locales={"en": office}, handoffs=[handoff])


async def test_the_next_agent_answers_what_was_asked(api: httpx.Client) -> None:
    billing = _billing(api)
    made = start(api, _front(api, billing))
    async with join(made) as caller:
        await caller.wait_for_agent(60)
        await caller.wait_for_agent_reply(60, containing="Front desk")
        await caller.say("what is my bill")
        await caller.wait_for_agent_reply(60, containing="nine euros")
    session = ended(api, made["id"])
    (handoff,) = session["handoffs"]
    assert (handoff["to_agent_id"], handoff["trigger"]) == (billing, "condition")
    assert "i put you through" in said(session, "agent")
    assert [error for error in session["errors"] if not error["recoverable"]] == []
