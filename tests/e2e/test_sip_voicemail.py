"""A call out that a machine answers: it gets the whole message, and then the line is free."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from infra.local import sip_binary
from tests.support.conversations import completed, read, said
from tests.support.installation import until
from tests.support.numbers import fresh_number
from tests.support.softphone import available, free_sip_port, softphone

_MISSING = available() or ("" if sip_binary.find() else "livekit-sip missing: `make setup-phone`")
pytestmark = [
    pytest.mark.livekit,
    pytest.mark.timeout(300),
    pytest.mark.skipif(bool(_MISSING), reason=_MISSING),
]
OURS, THEIRS = fresh_number(), fresh_number()


def _post(api: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def _agent(api: httpx.Client) -> str:
    replies = {"reply": {"en": "x"}, "error_reply": {"en": "x"}}
    leave = {"name": "leave_voicemail", "arguments": {}, **replies}
    rule = {"name": "machine", "patterns": {"en": ["pressed 1"]}, "tool": leave}
    body = {
        "name": "Reminder",
        "llm": {"provider": "scripted", "params": {"rules": [rule]}},
        "locales": {"en": {"first_message": "Hello."}},
        "system_tools": {
            "leave_voicemail": {"message": "Your appointment is at noon. Goodbye."},
            "collect_dtmf": {},
        },
    }
    return str(_post(api, "/v1/agents", body)["id"])


def test_the_message_is_left(api: httpx.Client, tmp_path: Path) -> None:
    port = free_sip_port()
    settings = {
        "server": f"127.0.0.1:{port}",
        "transport": "udp",
        "country": "US",
        "allowed_addresses": ["127.0.0.1/32"],
    }
    account = _post(
        api, "/v1/telephony-accounts", {"carrier": "sip", "name": "vm", "settings": settings}
    )
    agent = _agent(api)
    number = {"number": OURS, "telephony_account_id": account["id"], "agent_id": agent}
    _post(api, "/v1/phone-numbers", number)
    with softphone(tmp_path, user=THEIRS, answers=True, port=port) as machine:
        call = _post(api, "/v1/calls", {"agent_id": agent, "to": THEIRS, "from": OURS})
        machine.wait_for("CALL_ESTABLISHED")
        until("the greeting", lambda: "hello" in said(read(api, call["id"]), "agent"))
        machine.press("1#")
        machine.wait_for("CALL_CLOSED")
    session = completed(api, call["id"])
    assert (session["status"], session["end_reason"]) == ("completed", "voicemail")
    assert said(session, "agent").endswith("your appointment is at noon goodbye")
