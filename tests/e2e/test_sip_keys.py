"""A real telephone over TCP: what the caller keys in, and what the agent does."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from infra.local import sip_binary
from tests.support.conversations import completed, read, said
from tests.support.installation import Installation, until
from tests.support.numbers import fresh_number
from tests.support.softphone import available, softphone

_MISSING = available() or ("" if sip_binary.find() else "livekit-sip missing: `make setup-phone`")
pytestmark = [
    pytest.mark.livekit,
    pytest.mark.timeout(300),
    pytest.mark.skipif(bool(_MISSING), reason=_MISSING),
]
NUMBER = fresh_number()


def _post(api: httpx.Client, path: str, body: dict[str, Any]) -> str:
    answer = api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _agent(api: httpx.Client) -> str:
    press = {
        "name": "send_dtmf",
        "arguments": {"digits": "95"},
        "reply": {"en": "I pressed them."},
        "error_reply": {"en": "Failed."},
    }
    rules = [
        {"name": "code", "patterns": {"en": ["pressed 42"]}, "reply": {"en": "Code accepted."}},
        {"name": "press", "patterns": {"en": ["pressed 7"]}, "tool": press},
    ]
    body = {
        "name": "Keys",
        "llm": {"provider": "scripted", "params": {"rules": rules}},
        "locales": {"en": {"first_message": "Enter your code."}},
        "system_tools": {"send_dtmf": True, "collect_dtmf": {"terminator": "#"}},
    }
    return _post(api, "/v1/agents", body)


@pytest.fixture
def number(api: httpx.Client) -> str:
    settings = {
        "server": "127.0.0.1:5099",
        "transport": "tcp",
        "country": "US",
        "allowed_addresses": ["127.0.0.1/32"],
    }
    account = {"carrier": "sip", "name": "keys", "settings": settings}
    account_id = _post(api, "/v1/telephony-accounts", account)
    bound = {"number": NUMBER, "telephony_account_id": account_id, "agent_id": _agent(api)}
    _post(api, "/v1/phone-numbers", bound)
    return NUMBER


def test_keys_both_ways(
    installation: Installation, api: httpx.Client, number: str, tmp_path: Path
) -> None:
    run = installation.run
    with softphone(tmp_path) as caller:
        caller.dial(number, (run["sip_host"], run["sip_port"]), transport="tcp")
        assert caller.wait_for("CALL_ESTABLISHED", "CALL_CLOSED")["type"] == "CALL_ESTABLISHED"
        query: dict[str, str | int] = {"channel": "phone_in", "limit": 1}
        found = until("it", lambda: api.get("/v1/sessions", params=query).json()["items"])
        session_id = found[0]["id"]

        def wait_until_said(words: str) -> None:
            until(words, lambda: words in said(read(api, session_id), "agent"))

        wait_until_said("enter your code")
        caller.press("42#")
        wait_until_said("code accepted")
        caller.press("7#")
        wait_until_said("i pressed them")
        caller.wait_for("CALL_DTMF_START")
        caller.hang_up()
    session = completed(api, session_id)
    assert (session["status"], session["end_reason"]) == ("completed", "caller_hangup")
    keys = [event["param"] for event in caller.events if event["type"] == "CALL_DTMF_START"]
    assert "".join(keys) == "95"
