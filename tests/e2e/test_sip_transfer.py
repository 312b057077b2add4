"""A call that is given to a second telephone, cold and warm, and one that nobody there takes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from infra.local import sip_binary
from tests.support.conversations import completed, read, said
from tests.support.installation import Installation, until
from tests.support.numbers import fresh_number
from tests.support.softphone import Softphone, available, free_sip_port, softphone

_MISSING = available() or ("" if sip_binary.find() else "livekit-sip missing: `make setup-phone`")
pytestmark = [
    pytest.mark.livekit,
    pytest.mark.timeout(300),
    pytest.mark.skipif(bool(_MISSING), reason=_MISSING),
]
NUMBER, HUMAN = fresh_number(), fresh_number()
COLD, WARM, BY_NUMBER = "5", "6", "8"


def _post(api: httpx.Client, path: str, body: dict[str, Any]) -> str:
    answer = api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.fixture
def human_port() -> int:
    return free_sip_port()


def _rule(destination: str, key: str) -> dict[str, Any]:
    replies = {"reply": {"en": "x"}, "error_reply": {"en": "They are busy."}}
    give = {"name": "transfer_call", "arguments": {"destination": destination}, **replies}
    return {"name": destination, "patterns": {"en": [f"pressed {key}"]}, "tool": give}


@pytest.fixture
def account(api: httpx.Client, human_port: int) -> str:
    """A PBX at whose port the human's telephone is."""
    settings = {
        "server": f"127.0.0.1:{human_port}",
        "transport": "udp",
        "country": "US",
        "allowed_addresses": ["127.0.0.1/32"],
    }
    body = {"carrier": "sip", "name": "desk", "settings": settings}
    return _post(api, "/v1/telephony-accounts", body)


@pytest.fixture
def number(api: httpx.Client, account: str, human_port: int) -> Iterator[str]:
    place = {
        "name": "billing",
        "description": "questions about bills",
        "destination": f"sip:{HUMAN}@127.0.0.1:{human_port}",
        "message": "I put you through.",
        "ring_timeout_s": 10,
    }
    warm = place | {"name": "doctor", "mode": "warm", "briefing": "Somebody with a toothache."}
    by_number = place | {"name": "sales", "destination": HUMAN}
    there = {"name": "t", "patterns": {"en": ["are you there"]}, "reply": {"en": "I am here."}}
    rules = [_rule("billing", COLD), _rule("doctor", WARM), _rule("sales", BY_NUMBER), there]
    agent = {
        "name": "Desk",
        "llm": {"provider": "scripted", "params": {"rules": rules}},
        "locales": {"en": {"first_message": "Press five."}},
        "system_tools": {"transfer_call": [place, warm, by_number], "collect_dtmf": {}},
    }
    bound = {
        "number": NUMBER,
        "telephony_account_id": account,
        "agent_id": _post(api, "/v1/agents", agent),
    }
    number_id = _post(api, "/v1/phone-numbers", bound)
    yield NUMBER
    api.delete(f"/v1/phone-numbers/{number_id}")


@pytest.fixture
def failing_number(api: httpx.Client, account: str) -> Iterator[str]:
    """Whose agent's models are all down: nobody listens where they should be."""
    nowhere = {"provider": "openai", "params": {"base_url": "https://models.invalid/v1"}}
    api.put("/v1/credentials/openai", json={"value": "sk-nobody-asks"}).raise_for_status()
    agent = {
        "name": "Desk without models",
        "llm": nowhere | {"fallbacks": [nowhere]},
        "locales": {"en": {"first_message": "Press five."}},
        "system_tools": {"collect_dtmf": {}},
    }
    bound = {
        "number": NUMBER,
        "telephony_account_id": account,
        "agent_id": _post(api, "/v1/agents", agent),
        "fallback_destination": {"number": HUMAN},
    }
    number_id = _post(api, "/v1/phone-numbers", bound)
    yield NUMBER
    api.delete(f"/v1/phone-numbers/{number_id}")
    api.delete("/v1/credentials/openai")


def _asks(api: httpx.Client, installation: Installation, caller: Softphone, key: str) -> str:
    run = installation.run
    caller.dial(NUMBER, (run["sip_host"], run["sip_port"]))
    assert caller.wait_for("CALL_ESTABLISHED", "CALL_CLOSED")["type"] == "CALL_ESTABLISHED"
    query: dict[str, str | int] = {"channel": "phone_in", "status": "active", "limit": 1}
    items = until("the call", lambda: api.get("/v1/sessions", params=query).json()["items"])
    session_id = str(items[0]["id"])
    until("the greeting", lambda: "press five" in said(read(api, session_id), "agent"))
    caller.press(f"{key}#")
    return session_id


def _reaches(presses: Softphone, gets: Softphone) -> bool:
    """A key goes through from the moment on when they are joined."""
    presses.press("7")
    return gets.got("CALL_DTMF_START")


def test_a_cold_transfer_to_a_number_of_the_callers_pbx(
    installation: Installation, api: httpx.Client, number: str, human_port: int, tmp_path: Path
) -> None:
    with (
        softphone(tmp_path / "human", user=HUMAN, answers=True, port=human_port) as human,
        softphone(tmp_path / "caller") as caller,
    ):
        session_id = _asks(api, installation, caller, BY_NUMBER)
        human.wait_for("CALL_ESTABLISHED")
        session = completed(api, session_id)
        human.hang_up()
    assert (session["status"], session["end_reason"]) == ("completed", "transferred")
    assert session["end_detail"] == "sales"
    assert "i put you through" in said(session, "agent")


@pytest.mark.parametrize("key", [COLD, WARM])
def test_a_transfer_that_nobody_takes(
    installation: Installation, api: httpx.Client, number: str, tmp_path: Path, key: str
) -> None:
    with softphone(tmp_path / "caller") as caller:
        session_id = _asks(api, installation, caller, key)
        until("the agent", lambda: "they are busy" in said(read(api, session_id), "agent"))
        caller.hang_up()
    session = completed(api, session_id)
    assert session["end_reason"] == "caller_hangup"


def test_a_warm_transfer(
    installation: Installation, api: httpx.Client, number: str, human_port: int, tmp_path: Path
) -> None:
    with (
        softphone(tmp_path / "human", user=HUMAN, answers=True, port=human_port) as human,
        softphone(tmp_path / "caller") as caller,
    ):
        session_id = _asks(api, installation, caller, WARM)
        human.wait_for("CALL_ESTABLISHED")
        until("the human hears the briefing", lambda: human.hears())
        until("the caller hears the hold sound", lambda: caller.hears())
        human.press("1")
        until("the human gets a key of the caller", lambda: _reaches(caller, human))
        until("the caller gets a key of the human", lambda: _reaches(human, caller))
        human.say("good morning this is the doctor")
        until("the caller hears the human", lambda: caller.hears())
        caller.say("good morning doctor")
        until("the human hears the caller", lambda: human.hears())
        human.hang_up()
        caller.wait_for("CALL_CLOSED")
    session = completed(api, session_id)
    assert (session["status"], session["end_reason"]) == ("completed", "transferred")
    assert session["end_detail"] == "doctor"
    assert "toothache" not in said(session, "agent")


def test_a_human_who_declines(
    installation: Installation, api: httpx.Client, number: str, human_port: int, tmp_path: Path
) -> None:
    with (
        softphone(tmp_path / "human", user=HUMAN, answers=True, port=human_port) as human,
        softphone(tmp_path / "caller") as caller,
    ):
        session_id = _asks(api, installation, caller, WARM)
        human.wait_for("CALL_ESTABLISHED")
        until("the human hears the briefing", lambda: human.hears())
        human.press("2")
        human.wait_for("CALL_CLOSED")
        until("the agent", lambda: "they are busy" in said(read(api, session_id), "agent"))
        caller.say("are you there")
        until("the caller is heard", lambda: "i am here" in said(read(api, session_id), "agent"))
        caller.hang_up()
    assert completed(api, session_id)["end_reason"] == "caller_hangup"


def test_when_all_models_fail_the_numbers_human_takes_the_call(
    installation: Installation,
    api: httpx.Client,
    failing_number: str,
    human_port: int,
    tmp_path: Path,
) -> None:
    with (
        softphone(tmp_path / "human", user=HUMAN, answers=True, port=human_port) as human,
        softphone(tmp_path / "caller") as caller,
    ):
        session_id = _asks(api, installation, caller, COLD)
        human.wait_for("CALL_ESTABLISHED")
        until("the human gets a key of the caller", lambda: _reaches(caller, human))
        until("the caller gets a key of the human", lambda: _reaches(human, caller))
        human.hang_up()
        caller.wait_for("CALL_CLOSED")
    session = completed(api, session_id)
    assert (session["status"], session["end_reason"]) == ("completed", "transferred")
    assert session["end_detail"] == "fallback"
    assert "llm" in {error["source"] for error in session["errors"]}
