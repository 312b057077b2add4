"""A telephone call through Twilio Media Streams: webhook → TwiML → bridge → LiveKit → the real agent, and back."""

import asyncio
import secrets
from collections.abc import Iterator

import httpx
import pytest
from tests.support.conversations import completed, ended, read, said
from tests.support.installation import PUBLIC_URL, Installation
from tests.support.speech import telephone_speech
from tests.support.twilio.exchange import Exchange
from tests.support.twilio.rest import SID, TOKEN

pytestmark = [pytest.mark.livekit, pytest.mark.timeout(300)]
CALLER = "+15550199"


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
