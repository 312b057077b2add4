"""A telephone call through Twilio Media Streams: webhook → TwiML → bridge → LiveKit → the real agent, and back."""

import asyncio
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from infra.local import sip_binary
from tests.support.conversations import completed, ended, read, said
from tests.support.installation import PUBLIC_URL, Installation, until
from tests.support.softphone import available, free_sip_port, softphone
from tests.support.speech import telephone_speech
from tests.support.twilio.exchange import Exchange
from tests.support.twilio.rest import SID, TOKEN

pytestmark = [pytest.mark.livekit, pytest.mark.timeout(300)]
CALLER = "+15550199"
_NO_PHONE = available() or ("" if sip_binary.find() else "livekit-sip missing: `make setup-phone`")


@pytest.fixture
def number() -> str:
    return f"+1555{secrets.randbelow(10**7):07d}"


@pytest.fixture
def hooks(api: httpx.Client, ada: str, number: str) -> Iterator[str]:
    """The path of the webhooks of an account with this number."""
    account = api.post(
        "/v1/telephony-accounts",
        json={
            "carrier": "twilio",
            "name": "twilio",
            "settings": {"account_sid": SID, "auth_token": TOKEN},
        },
    )
    assert account.status_code == 201, account.text
    bound = api.post(
        "/v1/phone-numbers",
        json={
            "number": number,
            "telephony_account_id": account.json()["id"],
            "agent_id": ada,
            "fallback_destination": {"number": "+15550123"},
        },
    )
    assert bound.status_code == 201, bound.text
    yield f"/hooks/twilio/{account.json()['space_id']}/{account.json()['id']}"


def exchange(installation: Installation, token: str = TOKEN) -> Exchange:
    reach = installation.run["api_url"]
    return Exchange(PUBLIC_URL, reach, SID, token, "CA" + secrets.token_hex(16))


def ring(call: Exchange, hooks: str, number: str) -> httpx.Response:
    return call.tell(
        f"{hooks}/voice", From=CALLER, To=number, CallStatus="ringing", Direction="inbound"
    )


def session_of(answer: httpx.Response) -> str:
    return answer.text.split('name="session_id" value="')[1].split('"')[0]


async def test_a_call_is_heard_answered_and_ended(
    installation: Installation, api: httpx.Client, hooks: str, number: str
) -> None:
    call = exchange(installation)
    assert ring(call, hooks, number).status_code == 200
    session_id = session_of(call.answers[0])
    async with call.stream() as phone:
        await phone.wait_for_voice(60)
        await phone.wait_for_quiet(60)
        await phone.say(telephone_speech("what is the weather today"))
        asked = phone.heard.frames[-1][0]
        await phone.wait_for_voice(60, since=asked)
        await phone.wait_for_quiet(60, quiet_s=4)
        await phone.say(telephone_speech("goodbye"))
        assert await phone.wait_closed(60), "the agent ends the call"
        assert phone.warnings == []
        assert phone.marks, "the last word was played"
        assert phone.heard.voiced_s() > 3
    assert [verb.tag for verb in await asyncio.to_thread(call.follow)] == ["Hangup"]
    session = await asyncio.to_thread(completed, api, session_id)
    assert (session["channel"], session["caller"], session["called"]) == (
        "phone_in", CALLER, number,
    )  # fmt: skip
    assert (session["status"], session["end_reason"]) == ("completed", "agent_hangup")
    assert "what is the weather" in said(session, "user")
    assert "degrees" in said(session, "agent")
    assert session["recording"] == "stored"


async def test_the_caller_speaks_over_the_agent_and_hangs_up(
    installation: Installation, api: httpx.Client, hooks: str, number: str
) -> None:
    call = exchange(installation)
    ring(call, hooks, number)
    session_id = session_of(call.answers[0])
    async with call.stream() as phone:
        await phone.wait_for_voice(60)
        await phone.wait_for_quiet(60)
        await phone.say(telephone_speech("what are your opening hours"))
        await phone.wait_for_voice(60, since=phone.heard.frames[-1][0])
        await phone.say(telephone_speech("what is the weather today"))
        for _ in range(200):
            if phone.clears:
                break
            await asyncio.sleep(0.05)
        assert phone.clears, "an interruption takes back what the carrier holds"
        assert phone.warnings == []
        await phone.hang_up()
    session = await asyncio.to_thread(ended, api, session_id)
    assert (session["status"], session["end_reason"]) == ("completed", "caller_hangup")


@pytest.fixture
def human_port() -> int:
    return free_sip_port()


@pytest.fixture
def desk(api: httpx.Client, hooks: str, number: str, human_port: int) -> str:
    """The number's hooks; its agent gives callers to a human when they press five."""
    replies = {"reply": {"en": "x"}, "error_reply": {"en": "They are busy."}}
    give = {"name": "transfer_call", "arguments": {"destination": "billing"}, **replies}
    place = {
        "name": "billing",
        "description": "questions about bills",
        "destination": f"sip:human@127.0.0.1:{human_port}",
    }
    rules = [{"name": "b", "patterns": {"en": ["pressed 5"]}, "tool": give}]
    agent: dict[str, Any] = {
        "name": "Desk",
        "llm": {"provider": "scripted", "params": {"rules": rules}},
        "locales": {"en": {"first_message": "Press five."}},
        "system_tools": {"transfer_call": [place], "collect_dtmf": {}},
    }
    answer = api.post("/v1/agents", json=agent)
    assert answer.status_code == 201, answer.text
    bound = api.get("/v1/phone-numbers", params={"limit": 100}).json()["items"]
    number_id = next(one["id"] for one in bound if one["number"] == number)
    put = api.put(f"/v1/phone-numbers/{number_id}", json={"agent_id": answer.json()["id"]})
    assert put.status_code == 200, put.text
    return hooks


@pytest.mark.skipif(bool(_NO_PHONE), reason=_NO_PHONE)
async def test_a_caller_is_given_to_a_human_who_is_rung_from_here(
    installation: Installation,
    api: httpx.Client,
    desk: str,
    number: str,
    human_port: int,
    tmp_path: Path,
) -> None:
    call = exchange(installation)
    ring(call, desk, number)
    with softphone(tmp_path, user="human", answers=True, port=human_port) as human:
        async with call.stream() as phone:
            await phone.wait_for_voice(60)
            await phone.wait_for_quiet(60)
            for key in "5#":
                await phone.press(key)
            await asyncio.to_thread(human.wait_for, "CALL_ESTABLISHED")
            await phone.wait_for_quiet(60, quiet_s=2)
            since = phone.heard.frames[-1][0]
            await asyncio.to_thread(human.say, "good morning")
            await phone.wait_for_voice(60, since=since)
            await asyncio.to_thread(human.hears)
            await phone.say(telephone_speech("good morning"))
            await asyncio.to_thread(until, "the human hears the caller", human.hears)
            human.hang_up()
            assert await phone.wait_closed(60), "nobody is left to speak with"
            assert phone.warnings == []
    session = await asyncio.to_thread(ended, api, session_of(call.answers[0]))
    assert (session["end_reason"], session["end_detail"]) == ("transferred", "billing")


def test_only_twilio_is_believed(
    installation: Installation, api: httpx.Client, hooks: str, number: str
) -> None:
    forged = exchange(installation, token="f" * 32)
    assert ring(forged, hooks, number).status_code == 403
    unsigned = httpx.post(installation.run["api_url"] + f"{hooks}/voice", data={"To": number})
    assert unsigned.status_code == 403
    call = exchange(installation)
    first, again = ring(call, hooks, number), ring(call, hooks, number)
    assert (first.status_code, again.status_code) == (200, 200)
    assert session_of(first) == session_of(again), "told twice, it is one session"
    foreign = call.tell(f"{hooks}/status?session=ses_01M7XQ21NVFKK5DRQZXVZ6HKE6", CallStatus="busy")
    assert foreign.status_code == 403
    unknown = exchange(installation)
    ring(unknown, hooks, "+15559999999")
    assert [verb.tag for verb in unknown.verbs()] == ["Reject"]
    busy = call.tell(f"{hooks}/status?session={session_of(first)}", CallStatus="busy")
    assert busy.status_code == 200
    session = ended(api, session_of(first))
    assert session["end_reason"] == "busy"
    late = call.tell(f"{hooks}/status?session={session['id']}", CallStatus="no-answer")
    assert late.status_code == 200
    assert read(api, session["id"])["end_reason"] == "busy", "an end stands"
