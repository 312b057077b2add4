"""Calls out that the agent listens to before it greets: a machine, a menu and a human take them."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from infra.local import sip_binary
from tests.support.conversations import completed, read, said
from tests.support.installation import until
from tests.support.numbers import fresh_number
from tests.support.softphone import Softphone, available, free_sip_port, softphone

_MISSING = available() or ("" if sip_binary.find() else "livekit-sip missing: `make setup-phone`")
pytestmark = [
    pytest.mark.livekit,
    pytest.mark.timeout(300),
    pytest.mark.skipif(bool(_MISSING), reason=_MISSING),
]
# Longer than 2.5 s: what is shorter is a human's hello to AMD, words or none.
GREETING = (
    "this is the machine of the doctor nobody is here now please leave a message after the tone"
)
MENU = "thank you for calling the doctor for an appointment please press one for all the others press two"
OURS, THEIRS = fresh_number(), fresh_number()
Json = dict[str, Any]


def _post(api: httpx.Client, path: str, body: Json) -> str:
    answer = api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _agent(api: httpx.Client) -> str:
    press = {"name": "send_dtmf", "arguments": {"digits": "1"}}
    press |= {"reply": {"en": "I pressed it."}, "error_reply": {"en": "I could not."}}
    rules = [
        {
            "name": "machine",
            "patterns": {"en": [GREETING]},
            "answered_by": "machine",
        },
        {
            "name": "menu",
            "patterns": {"en": [MENU]},
            "answered_by": "ivr",
            "tool": press,
        },
        {
            "name": "person",
            "patterns": {"en": ["hello who is there"]},
            "answered_by": "human",
            "reply": {"en": "It is me again."},
        },
    ]
    body = {
        "name": "Caller",
        "llm": {"provider": "scripted", "params": {"rules": rules}},
        "locales": {"en": {"first_message": "Good morning from the clinic."}},
        "answering": {
            "detect": True,
            "patience_s": 10,
            "machine": "leave_message",
            "message": "Your appointment is at noon. Goodbye.",
            "ivr": "go_on",
        },
    }
    return _post(api, "/v1/agents", body)


@pytest.fixture(scope="module")
def port() -> int:
    return free_sip_port()


@pytest.fixture(scope="module")
def agent(installation: Any, port: int) -> str:
    settings = {
        "server": f"127.0.0.1:{port}",
        "transport": "udp",
        "country": "US",
        "allowed_addresses": ["127.0.0.1/32"],
    }
    with installation.api() as api:
        account = {"carrier": "sip", "name": "answering", "settings": settings}
        account_id = _post(api, "/v1/telephony-accounts", account)
        made = _agent(api)
        bound = {"number": OURS, "telephony_account_id": account_id, "agent_id": made}
        _post(api, "/v1/phone-numbers", bound)
    return made


def _call(api: httpx.Client, agent: str, phone: Softphone) -> str:
    call = _post(api, "/v1/calls", {"agent_id": agent, "to": THEIRS, "from": OURS})
    phone.wait_for("CALL_ESTABLISHED")
    until("the agent", lambda: read(api, call)["status"] == "active")
    return call


def _until_said(api: httpx.Client, call: str, words: str) -> None:
    until(words, lambda: words in said(read(api, call), "agent"))


def test_a_machine_gets_the_message(
    api: httpx.Client, agent: str, port: int, tmp_path: Path
) -> None:
    with softphone(tmp_path, user=THEIRS, answers=True, port=port) as machine:
        call = _call(api, agent, machine)
        machine.say(GREETING, beep=True)
        machine.wait_for("CALL_CLOSED")
    session = completed(api, call)
    assert (session["answered_by"], session["end_reason"]) == ("machine", "voicemail")
    assert said(session, "agent") == "your appointment is at noon goodbye"


def test_a_menu_is_gone_through(api: httpx.Client, agent: str, port: int, tmp_path: Path) -> None:
    with softphone(tmp_path, user=THEIRS, answers=True, port=port) as menu:
        call = _call(api, agent, menu)
        menu.say(MENU)
        assert menu.wait_for("CALL_DTMF_START")["param"] == "1"
        _until_said(api, call, "i pressed it")
        menu.hang_up()
    session = completed(api, call)
    assert (session["answered_by"], session["end_reason"]) == ("ivr", "caller_hangup")
    assert "good morning" not in said(session, "agent")


def test_a_human_is_greeted(api: httpx.Client, agent: str, port: int, tmp_path: Path) -> None:
    with softphone(tmp_path, user=THEIRS, answers=True, port=port) as person:
        call = _call(api, agent, person)
        person.say("hello who is there")
        _until_said(api, call, "good morning from the clinic")
        person.say("hello who is there")
        _until_said(api, call, "it is me again")
        person.hang_up()
    session = completed(api, call)
    assert (session["answered_by"], session["end_reason"]) == ("human", "caller_hangup")
    assert said(session, "agent").count("good morning") == 1
    # It greets after they have said theirs: the wait that the law bounds begins there.
    assert 0 < session["greeting_ended_after_s"] < session["greeted_after_s"]
