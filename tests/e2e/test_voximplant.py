"""A telephone call through VoxImplant: the scenario's question → its socket → bridge → LiveKit → the real agent."""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from typing import Any

import httpx
import pytest
from infra.local import livekit_config
from tests.support.conversations import completed, said
from tests.support.installation import Installation
from tests.support.speech import speech_at
from tests.support.voximplant.api import ACCOUNT, KEY
from tests.support.voximplant.media import VoxSocket

from speaknode.telephony.voximplant.carrier import signing_key

pytestmark = [pytest.mark.livekit, pytest.mark.timeout(300)]
PAUSE = bytes(16_000)


class Scenario:
    """Asks our webhooks, signed as the generated scenario signs."""

    def __init__(self, installation: Installation, account: dict[str, Any]) -> None:
        self._url = (
            f"{installation.run['api_url']}/hooks/voximplant/{account['space_id']}/{account['id']}"
        )
        self.key = signing_key(livekit_config.keys(installation.home).secret, account["id"])
        self.session = str(secrets.randbelow(10**9))

    def ask(self, what: str, **content: Any) -> httpx.Response:
        told = {"session": self.session, "ts": int(time.time() * 1000), **content}
        body = json.dumps(told).encode()
        signature = hmac.new(self.key.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Vox-Signature": signature}
        return httpx.post(f"{self._url}/{what}", content=body, headers=headers, timeout=30)


@pytest.fixture
def number() -> str:
    return f"+1555{secrets.randbelow(10**7):07d}"


@pytest.fixture
def scenario(installation: Installation, api: httpx.Client, ada: str, number: str) -> Scenario:
    settings = {"account_id": ACCOUNT, "api_key": KEY}
    # VoxImplant itself is not there: the account says so, and its calls come in all the same.
    account = api.post(
        "/v1/telephony-accounts",
        json={"carrier": "voximplant", "name": "vox", "settings": settings},
    )
    assert account.status_code == 201, account.text
    bound = api.post(
        "/v1/phone-numbers",
        json={
            "number": number, "telephony_account_id": account.json()["id"], "agent_id": ada,
        },
    )  # fmt: skip
    assert bound.status_code == 201, bound.text
    return Scenario(installation, account.json())


async def test_a_call_is_heard_answered_and_ended(
    api: httpx.Client, scenario: Scenario, number: str
) -> None:
    call = {"from": "15550199", "to": number.lstrip("+")}
    answer = await asyncio.to_thread(lambda: scenario.ask("incoming", **call))
    assert answer.status_code == 200, answer.text
    plan = answer.json()
    async with VoxSocket(plan["url"], scenario.session) as phone:
        await phone.wait_for_voice(60)
        await phone.wait_for_quiet(60)
        asked = await phone.say(speech_at(16_000, "what is the weather today") + PAUSE)
        await phone.wait_for_voice(60, since=asked)
        await phone.press("5")
        await phone.wait_for_quiet(60, quiet_s=4)
        await phone.say(speech_at(16_000, "goodbye") + PAUSE)
        assert await phone.wait_hung_up(60)
        assert phone.faults == []
        assert phone.told[-1] == {"type": "hangup"}
    session = await asyncio.to_thread(completed, api, plan["session_id"])
    assert (session["channel"], session["caller"]) == ("phone_in", "+15550199")
    assert (session["status"], session["end_reason"]) == ("completed", "agent_hangup")
    assert "what is the weather" in said(session, "user")
    assert "degrees" in said(session, "agent")


def test_only_the_scenario_is_believed(scenario: Scenario, number: str) -> None:
    key, scenario.key = scenario.key, "f" * 64
    assert scenario.ask("incoming", to=number).status_code == 403
    scenario.key = key
    assert scenario.ask("incoming", to="19999").json() == {"reject": True}
    assert scenario.ask("status", id="ses_01M7XQ21NVFKK5DRQZXVZ6HKE6").status_code == 403
