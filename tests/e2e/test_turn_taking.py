"""Who speaks when, with real sound over LiveKit. The fine points are tests/worker/agent/test_turn_taking.py."""

import asyncio
from typing import Any

import httpx
import pytest
from tests.support.conversations import ended, join, said, start

pytestmark = [pytest.mark.livekit, pytest.mark.timeout(300)]

STORY = (
    "Once upon a time there was a clinic on a hill, and everybody who was ill went up to it on foot,"
    " which took them half a day, and when they came to the top of the hill they were well again."
)
RULES: list[dict[str, Any]] = [
    {
        "name": "story",
        "patterns": {"en": ["tell me a story"], "ru": ["расскажи сказку"]},
        "reply": {"en": STORY, "ru": "Жили были дед да баба."},
    },
    {
        "name": "hours",
        "patterns": {"en": ["what are your opening hours"], "ru": ["[подскажите] часы работы"]},
        "reply": {"en": "From eight to six.", "ru": "С восьми до шести."},
    },
]


def agent(api: httpx.Client, first: str, **changes: Any) -> str:
    llm = {"provider": "scripted", "params": {"rules": RULES}}
    config = {"name": "Story", "llm": llm, "locales": {"en": {"first_message": first}}, **changes}
    answer = api.post("/v1/agents", json=config)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_a_protected_first_message_is_said_to_its_end(api: httpx.Client) -> None:
    made = start(api, agent(api, STORY, first_message_interruptible=False))
    async with join(made) as caller:
        await caller.wait_for_agent(60)
        await asyncio.sleep(3)
        await caller.say("tell me a story")
        await caller.wait_for_agent_reply(60, containing="well again")
    session = ended(api, made["id"])
    first = session["turns"][0]
    assert (first["role"], first["interrupted"]) == ("agent", False)
    assert first["text"].endswith("well again.")


async def test_barge_in_and_assent(api: httpx.Client) -> None:
    made = start(api, agent(api, "Hello."))
    async with join(made) as caller:
        await caller.wait_for_agent(60)
        await caller.wait_for_agent_reply(60, containing="Hello")
        await caller.say("tell me a story")
        await _until_it_speaks(caller)
        await caller.say("yes")
        await caller.wait_for_agent_reply(60, containing="well again")
        await caller.say("tell me a story")
        await _until_it_speaks(caller)
        await caller.say("what are your opening hours")
        await caller.wait_for_agent_reply(60, containing="eight")
    turns = ended(api, made["id"])["turns"]
    assert [turn["text"] for turn in turns if turn["role"] == "user"].count("yes") == 0
    whole, cut = [turn for turn in turns if turn["text"].startswith("Once upon")]
    assert (whole["interrupted"], cut["interrupted"]) == (False, True)
    assert whole["text"] == STORY
    assert STORY.startswith(cut["text"].rstrip())
    assert len(cut["text"]) < len(STORY)


async def _until_it_speaks(caller: Any) -> None:
    for _ in range(600):
        if caller.agent_state == "speaking":
            break
        await asyncio.sleep(0.1)
    await asyncio.sleep(1.5)


async def test_silence_ends_it(api: httpx.Client) -> None:
    idle = {"after_ms": 2000, "messages": ["Are you still there?"], "max_count": 1}
    made = start(api, agent(api, "Hello.", idle=idle, silence_timeout_s=6))
    async with join(made) as caller:
        await caller.wait_for_agent(60)
        assert await caller.wait_for_hang_up(90)
    session = ended(api, made["id"])
    assert session["end_reason"] == "silence"
    assert "are you still there" in said(session, "agent")
    assert "cannot hear you" in said(session, "agent")


async def test_a_phrase_of_the_agent_ends_it(api: httpx.Client) -> None:
    made = start(api, agent(api, "Hello.", end_call={"phrases": ["eight to six"]}))
    async with join(made) as caller:
        await caller.wait_for_agent(60)
        await caller.wait_for_agent_reply(60, containing="Hello")
        await caller.say("what are your opening hours")
        assert await caller.wait_for_hang_up(90)
    assert ended(api, made["id"])["end_reason"] == "agent_hangup"


async def test_the_language_follows_the_caller(api: httpx.Client) -> None:
    locales = {"en": {"first_message": "Hello."}, "ru": {"first_message": "Здравствуйте."}}
    wish = {"enabled": True}
    made = start(api, agent(api, "", locales=locales, language_detection=wish))
    async with join(made) as caller:
        await caller.wait_for_agent(60)
        await caller.wait_for_agent_reply(60, containing="Hello")
        await caller.send_text("подскажите часы работы")
        await caller.wait_for_agent_reply(60, containing="восьми")
        await caller.send_text("what are your opening hours")
        await caller.wait_for_agent_reply(60, containing="eight")
    turns = ended(api, made["id"])["turns"]
    spoken = {turn["text"]: turn["language"] for turn in turns if turn["role"] == "agent"}
    assert spoken["С восьми до шести."] == "ru"
    assert spoken["From eight to six."] == "en"
