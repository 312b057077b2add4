"""Real telephones over real SIP: calls in and out, those that fail, and those that may not come in."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from infra.local import livekit_config, sip_binary
from livekit.api import LiveKitAPI
from livekit.protocol.sip import DeleteSIPTrunkRequest, ListSIPInboundTrunkRequest
from tests.support import sipp
from tests.support.conversations import completed, ended, read, said
from tests.support.installation import Installation, until
from tests.support.livekit_server import free_ports
from tests.support.numbers import fresh_number
from tests.support.softphone import available, free_sip_port, softphone

from speaknode.telephony.sip import trunks

Json = dict[str, Any]
_MISSING = available() or ("" if sip_binary.find() else "livekit-sip missing: `make setup-phone`")
pytestmark = [
    pytest.mark.livekit,
    pytest.mark.timeout(300),
    pytest.mark.skipif(bool(_MISSING), reason=_MISSING),
]
OURS, THEIRS = fresh_number(), fresh_number()


def post(api: httpx.Client, path: str, body: Json) -> Json:
    answer = api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


@pytest.fixture(scope="module")
def gateway(installation: Installation) -> tuple[str, int]:
    run = installation.run
    assert run["sip_port"], "the installation has no telephone: see its log"
    return run["sip_host"], run["sip_port"]


@pytest.fixture(scope="module")
def pbx_port() -> int:
    return free_sip_port()


@pytest.fixture(scope="module")
def line(installation: Installation, pbx_port: int, gateway: tuple[str, int]) -> Iterator[Json]:
    """An account for a PBX on this machine, and a number of it that Ada answers."""
    with installation.api() as api:
        settings = {
            "server": f"127.0.0.1:{pbx_port}",
            "transport": "udp",
            "country": "US",
            "allowed_addresses": ["127.0.0.1/32"],
            "inbound_username": None,
            "inbound_password": None,
            "outbound_username": None,
            "outbound_password": None,
        }
        told = {"carrier": "sip", "name": "pbx", "settings": settings}
        prices = {"inbound_minute_usd": "0.6"}
        account = post(api, "/v1/telephony-accounts", told | {"prices": prices})
        assert (account["gateway"]["domain"], account["gateway"]["port"]) == gateway
        assert account["gateway"]["outbound_addresses"] == ["127.0.0.1"]
        body = {
            "number": OURS,
            "telephony_account_id": account["id"],
            "agent_id": installation.run["demo_agent_id"],
        }
        post(api, "/v1/phone-numbers", body)
        yield account


def _latest(api: httpx.Client, channel: str) -> str | None:
    items = api.get("/v1/sessions", params={"channel": channel, "limit": 1}).json()["items"]
    return items[0]["id"] if items else None


def _until_said(api: httpx.Client, session_id: str, word: str) -> None:
    until(f"the agent says {word}", lambda: word in said(read(api, session_id), "agent"))


@contextmanager
def stopped_worker(installation: Installation) -> Iterator[None]:
    """A worker that is there and does nothing, as on a machine that hangs."""
    processes = installation.processes("speaknode_worker.agent")
    for process in processes:
        os.kill(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process.pid, signal.SIGCONT)


def _rms(samples: "np.ndarray[Any, np.dtype[np.int16]]") -> float:
    return float(np.sqrt(np.mean((samples / 32768.0) ** 2))) if len(samples) else 0.0


def test_a_call_in(api: httpx.Client, line: Json, gateway: tuple[str, int], tmp_path: Path) -> None:
    with softphone(tmp_path) as caller:
        caller.dial(OURS, gateway)
        assert caller.wait_for("CALL_ESTABLISHED", "CALL_CLOSED")["type"] == "CALL_ESTABLISHED"
        session_id = until("the session", lambda: _latest(api, "phone_in"))
        _until_said(api, session_id, "ada")
        caller.say("what is the weather today")
        _until_said(api, session_id, "degrees")
        caller.say("goodbye")
        caller.wait_for("CALL_CLOSED")
    session = completed(api, session_id)
    assert (session["channel"], session["called"]) == ("phone_in", OURS)
    assert (session["status"], session["end_reason"]) == ("completed", "agent_hangup")
    assert "what is the weather today" in said(session, "user")
    assert {kept["kind"] for kept in session["recordings"]} == {"mix", "caller", "agent", "peaks"}
    heard = caller.heard()
    assert _rms(heard) > 0.01
    assert len(heard) / 8000 > 5
    _assert_costs_its_minutes(session)


def _assert_costs_its_minutes(session: Json) -> None:
    """What is offline costs nothing; the line costs a cent a second."""
    cost = session["cost"]
    costs = {part["kind"]: float(part["cost_usd"]) for part in cost["components"]}
    assert set(costs) >= {"llm", "stt", "tts", "telephony"}
    assert costs["llm"] == costs["stt"] == costs["tts"] == 0
    assert costs["telephony"] == pytest.approx(session["duration_s"] / 100, abs=1e-5)
    assert (float(cost["total_usd"]), cost["is_complete"]) == (costs["telephony"], True)


def test_a_call_out(api: httpx.Client, line: Json, ada: str, pbx_port: int, tmp_path: Path) -> None:
    body = {"agent_id": ada, "to": THEIRS, "from": OURS, "variables": {}}
    with softphone(tmp_path, user=THEIRS, answers=True, port=pbx_port) as callee:
        key = {"Idempotency-Key": f"call-{time.time_ns()}"}
        made = api.post("/v1/calls", json=body, headers=key).json()
        again = api.post("/v1/calls", json=body, headers=key).json()
        assert again["id"] == made["id"]
        assert callee.wait_for("CALL_ESTABLISHED", "CALL_CLOSED")["type"] == "CALL_ESTABLISHED"
        _until_said(api, made["id"], "ada")
        callee.say("what is the weather today")
        _until_said(api, made["id"], "degrees")
        callee.hang_up()
    session = completed(api, made["id"])
    assert (session["channel"], session["caller"], session["called"]) == ("phone_out", OURS, THEIRS)
    assert (session["status"], session["end_reason"]) == ("completed", "caller_hangup")
    assert "what is the weather today" in said(session, "user")
    assert _rms(callee.heard()) > 0.01


@pytest.mark.parametrize(
    ("status", "end_reason"),
    [(486, "busy"), (603, "declined"), (404, "invalid_number"), (None, "no_answer")],
)
def test_a_call_that_reaches_nobody(
    api: httpx.Client,
    line: Json,
    ada: str,
    pbx_port: int,
    tmp_path: Path,
    status: int | None,
    end_reason: str,
) -> None:
    body = {"agent_id": ada, "to": THEIRS, "from": OURS, "ring_timeout_s": 8}
    with sipp.answering(tmp_path, pbx_port, status):
        session = ended(api, post(api, "/v1/calls", body)["id"])
    assert (session["status"], session["end_reason"]) == ("failed", end_reason)
    assert (session["end_fault"], session["started_at"]) == ("none", None)


def test_a_foreign_address_and_an_unbound_number_are_refused(
    api: httpx.Client, line: Json, ada: str, gateway: tuple[str, int], tmp_path: Path
) -> None:
    """Who is not answered at all is waited for in vain: so both ring at the same time."""
    settings = {"server": "203.0.113.7", "allowed_addresses": ["203.0.113.7/32"]}
    body = {"carrier": "sip", "name": "elsewhere", "settings": settings}
    account = post(api, "/v1/telephony-accounts", body)["id"]
    ours = fresh_number()
    number = {"number": ours, "telephony_account_id": account, "agent_id": ada}
    post(api, "/v1/phone-numbers", number)
    before = _latest(api, "phone_in")
    with softphone(tmp_path / "1") as stranger, softphone(tmp_path / "2") as astray:
        astray.dial(fresh_number(), gateway)
        stranger.dial(ours, gateway)
        until_s = time.monotonic() + 15
        for refused in (stranger, astray):
            assert refused.is_refused(within_s=max(1, until_s - time.monotonic()))
    assert _latest(api, "phone_in") == before
    asked = {"number": ours, "from_address": "127.0.0.1"}
    diagnosis = api.get("/v1/sip/doctor", params=asked).json()
    assert not diagnosis["ok"]
    assert "127.0.0.1 is not among its allowed addresses" in diagnosis["summary"]


def test_passwords_are_asked_and_never_shown(
    api: httpx.Client, line: Json, ada: str, gateway: tuple[str, int], tmp_path: Path
) -> None:
    secret = "a-password-of-the-pbx"
    settings = {"server": "203.0.113.8", "inbound_username": "pbx", "inbound_password": secret}
    answer = api.post(
        "/v1/telephony-accounts", json={"carrier": "sip", "name": "digest", "settings": settings}
    )
    assert answer.status_code == 201, answer.text
    account = answer.json()
    assert account["secrets"] == ["inbound_password"]
    assert secret not in answer.text + api.get(f"/v1/telephony-accounts/{account['id']}").text
    number = {"number": fresh_number(), "telephony_account_id": account["id"], "agent_id": ada}
    post(api, "/v1/phone-numbers", number)
    with softphone(tmp_path / "wrong", user="pbx", password="not-it") as caller:
        caller.dial(number["number"], gateway)
        assert caller.wait_for("CALL_ESTABLISHED", "CALL_CLOSED")["type"] == "CALL_CLOSED"
    with softphone(tmp_path / "right", user="pbx", password=secret) as caller:
        caller.dial(number["number"], gateway)
        assert caller.wait_for("CALL_ESTABLISHED", "CALL_CLOSED")["type"] == "CALL_ESTABLISHED"
        caller.hang_up()


@pytest.mark.parametrize(("password", "end_reason"), [("right", "busy"), ("wrong", "declined")])
def test_a_pbx_that_asks_for_our_password(
    api: httpx.Client, ada: str, tmp_path: Path, password: str, end_reason: str
) -> None:
    port = free_ports(1)[0]
    settings = {
        "server": f"127.0.0.1:{port}",
        "allowed_addresses": ["127.0.0.1/32"],
        "outbound_username": "speaknode",
        "outbound_password": password,
    }
    body = {"carrier": "sip", "name": "asks", "settings": settings}
    account = post(api, "/v1/telephony-accounts", body)["id"]
    ours = fresh_number()
    number = {"number": ours, "telephony_account_id": account, "agent_id": ada}
    post(api, "/v1/phone-numbers", number)
    with sipp.challenging(tmp_path, port, username="speaknode", password="right"):
        call = post(api, "/v1/calls", {"agent_id": ada, "to": THEIRS, "from": ours})
        session = ended(api, call["id"])
    assert (session["status"], session["end_reason"]) == ("failed", end_reason)


def test_a_caller_who_gives_up_while_it_rings(
    installation: Installation,
    api: httpx.Client,
    line: Json,
    gateway: tuple[str, int],
    tmp_path: Path,
) -> None:
    before = _latest(api, "phone_in")
    with stopped_worker(installation), softphone(tmp_path) as caller:
        caller.dial(OURS, gateway)
        caller.wait_for("CALL_RINGING")
        until("the session", lambda: _latest(api, "phone_in") != before)
        caller.hang_up()
        session = ended(api, str(_latest(api, "phone_in")))
    assert (session["status"], session["end_reason"]) == ("failed", "caller_hangup")
    assert (session["end_fault"], session["started_at"]) == ("caller", None)


def test_without_an_agent_the_human_is_rung(
    installation: Installation,
    api: httpx.Client,
    line: Json,
    ada: str,
    gateway: tuple[str, int],
    pbx_port: int,
    tmp_path: Path,
) -> None:
    number = {
        "number": fresh_number(),
        "telephony_account_id": line["id"],
        "agent_id": ada,
        "fallback_destination": {"number": THEIRS},
    }
    post(api, "/v1/phone-numbers", number)
    with (
        stopped_worker(installation),
        softphone(tmp_path / "human", user=THEIRS, answers=True, port=pbx_port) as human,
        softphone(tmp_path / "caller") as caller,
    ):
        caller.dial(number["number"], gateway)
        human.wait_for("CALL_ESTABLISHED")
        assert caller.wait_for("CALL_ESTABLISHED", "CALL_CLOSED")["type"] == "CALL_ESTABLISHED"
        human.say("good morning")
        time.sleep(4)
        human.hang_up()
        caller.wait_for("CALL_CLOSED")
    assert _rms(caller.heard()) > 0.005
    session = ended(api, str(_latest(api, "phone_in")))
    assert (session["status"], session["end_reason"]) == ("completed", "transferred")


def test_without_an_agent_and_a_human_there_is_a_word(
    installation: Installation,
    api: httpx.Client,
    line: Json,
    ada: str,
    gateway: tuple[str, int],
    tmp_path: Path,
) -> None:
    number = {"number": fresh_number(), "telephony_account_id": line["id"], "agent_id": ada}
    post(api, "/v1/phone-numbers", number)
    with stopped_worker(installation), softphone(tmp_path) as caller:
        caller.dial(number["number"], gateway)
        assert caller.wait_for("CALL_ESTABLISHED", "CALL_CLOSED")["type"] == "CALL_ESTABLISHED"
        caller.wait_for("CALL_CLOSED")
    heard = caller.heard()
    assert _rms(heard) > 0.01
    assert len(heard) / 8000 > 3
    session = ended(api, str(_latest(api, "phone_in")))
    assert (session["status"], session["end_reason"]) == ("failed", "never_joined")


def test_a_trunk_that_was_deleted_comes_back(
    installation: Installation, api: httpx.Client, line: Json
) -> None:
    asked = {"number": OURS, "from_address": "127.0.0.1"}
    diagnosis = api.get("/v1/sip/doctor", params=asked).json()
    assert diagnosis["ok"], diagnosis
    asyncio.run(_delete_trunks(installation))
    assert not api.get("/v1/sip/doctor", params=asked).json()["ok"]
    until("the repair", lambda: api.get("/v1/sip/doctor", params=asked).json()["ok"])


def test_the_doctor_rings_the_number_and_tells_how_it_went(api: httpx.Client, line: Json) -> None:
    report = api.post("/v1/sip/doctor/call", json={"number": OURS}).json()
    assert report["answered"], report
    asked = {"telephony_account_id": line["id"]}

    def traced() -> Json | None:
        calls = api.get("/v1/sip/calls", params=asked).json()["items"]
        return calls[0] if calls and calls[0]["end_reason"] == "caller_hangup" else None

    call = until("the trace of it", traced)
    assert (call["direction"], call["from"], call["to"]) == ("in", OURS, OURS)


def test_what_is_deleted_leaves_nothing_at_the_gateway(
    installation: Installation, api: httpx.Client, ada: str
) -> None:
    ours = fresh_number()
    settings = {"server": "203.0.113.9", "allowed_addresses": ["203.0.113.9/32"]}
    body = {"carrier": "sip", "name": "short-lived", "settings": settings}
    account = post(api, "/v1/telephony-accounts", body)["id"]
    bound = {"number": ours, "telephony_account_id": account, "agent_id": ada}
    number = post(api, "/v1/phone-numbers", bound)["id"]
    assert asyncio.run(_made_for(installation, account)) == 3
    assert api.delete(f"/v1/telephony-accounts/{account}").status_code == 409
    assert api.delete(f"/v1/phone-numbers/{number}").status_code == 204
    assert api.delete(f"/v1/telephony-accounts/{account}").status_code == 204
    assert asyncio.run(_made_for(installation, account)) == 0


async def _made_for(installation: Installation, account_id: str) -> int:
    """Trunks and rules."""
    pair = livekit_config.keys(installation.home, {})
    async with LiveKitAPI(installation.run["livekit_url"], pair.key, pair.secret) as livekit:
        return len(await trunks.of_account(livekit, account_id))


async def _delete_trunks(installation: Installation) -> None:
    pair = livekit_config.keys(installation.home, {})
    url = installation.run["livekit_url"]
    async with LiveKitAPI(url, pair.key, pair.secret) as livekit:
        for trunk in (await livekit.sip.list_inbound_trunk(ListSIPInboundTrunkRequest())).items:
            if OURS in trunk.numbers:
                gone = DeleteSIPTrunkRequest(sip_trunk_id=trunk.sip_trunk_id)
                await livekit.sip.delete_trunk(gone)
