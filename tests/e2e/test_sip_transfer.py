"""A call that is given to a second telephone, and one that nobody there takes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from infra.local import sip_binary
from tests.support.conversations import completed, read, said
from tests.support.installation import Installation, until
from tests.support.livekit_server import free_ports
from tests.support.softphone import Softphone, available, softphone

_MISSING = available() or ("" if sip_binary.find() else "livekit-sip missing: `make setup-phone`")
pytestmark = [
    pytest.mark.livekit,
    pytest.mark.timeout(300),
    pytest.mark.skipif(bool(_MISSING), reason=_MISSING),
]
NUMBER, HUMAN = "+15550088", "human"


def _post(api: httpx.Client, path: str, body: dict[str, Any]) -> str:
    answer = api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.fixture
def human_port() -> int:
    return free_ports(1)[0]


@pytest.fixture
def number(api: httpx.Client, human_port: int) -> Iterator[str]:
    replies = {"reply": {"en": "x"}, "error_reply": {"en": "They are busy."}}
    give = {"name": "transfer_call", "arguments": {"destination": "billing"}, **replies}
    place = {
        "name": "billing",
        "description": "questions about bills",
        "destination": f"sip:{HUMAN}@127.0.0.1:{human_port}",
        "message": "I put you through.",
        "ring_timeout_s": 10,
    }
    agent = {
        "name": "Desk",
        "llm": {
            "provider": "scripted",
            "params": {"rules": [{"name": "b", "patterns": {"en": ["pressed 5"]}, "tool": give}]},
        },
        "locales": {"en": {"first_message": "Press five."}},
        "system_tools": {"transfer_call": [place], "collect_dtmf": {}},
    }
    settings = {
        "server": "127.0.0.1:5098",
        "transport": "udp",
        "country": "US",
        "allowed_addresses": ["127.0.0.1/32"],
    }
    account = {"carrier": "sip", "name": "desk", "settings": settings}
    bound = {
        "number": NUMBER,
        "telephony_account_id": _post(api, "/v1/telephony-accounts", account),
        "agent_id": _post(api, "/v1/agents", agent),
    }
    number_id = _post(api, "/v1/phone-numbers", bound)
    yield NUMBER
    api.delete(f"/v1/phone-numbers/{number_id}")


def _asks_for_billing(api: httpx.Client, installation: Installation, caller: Softphone) -> str:
    run = installation.run
    caller.dial(NUMBER, (run["sip_host"], run["sip_port"]))
    assert caller.wait_for("CALL_ESTABLISHED", "CALL_CLOSED")["type"] == "CALL_ESTABLISHED"
    query: dict[str, str | int] = {"channel": "phone_in", "status": "active", "limit": 1}
    items = until("the call", lambda: api.get("/v1/sessions", params=query).json()["items"])
    session_id = str(items[0]["id"])
    until("the greeting", lambda: "press five" in said(read(api, session_id), "agent"))
    caller.press("5#")
    return session_id


def test_a_cold_transfer(
    installation: Installation, api: httpx.Client, number: str, human_port: int, tmp_path: Path
) -> None:
    with (
        softphone(tmp_path / "human", user=HUMAN, answers=True, port=human_port) as human,
        softphone(tmp_path / "caller") as caller,
    ):
        session_id = _asks_for_billing(api, installation, caller)
        human.wait_for("CALL_ESTABLISHED")
        session = completed(api, session_id)
        human.hang_up()
    assert (session["status"], session["end_reason"]) == ("completed", "transferred")
    assert session["end_detail"] == "billing"
    assert "i put you through" in said(session, "agent")


def test_a_transfer_that_nobody_takes(
    installation: Installation, api: httpx.Client, number: str, tmp_path: Path
) -> None:
    with softphone(tmp_path / "caller") as caller:
        session_id = _asks_for_billing(api, installation, caller)
        until("the agent", lambda: "they are busy" in said(read(api, session_id), "agent"))
        caller.hang_up()
    session = completed(api, session_id)
    assert session["end_reason"] == "caller_hangup"
