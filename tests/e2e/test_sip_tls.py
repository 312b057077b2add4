"""Calls in and out whose signalling is TLS and whose media are SRTP."""

import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest
from infra.local import sip_binary
from infra.local.phone import trusted
from tests.support.conversations import ended, read, said
from tests.support.installation import Installation, until
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


@pytest.fixture
def pbx_port() -> int:
    return free_sip_port()


@pytest.fixture
def gateway(api: httpx.Client, ada: str, pbx_port: int) -> dict[str, Any]:
    """Where a PBX that speaks nothing but TLS and SRTP sends its calls."""
    settings = {
        "server": f"127.0.0.1:{pbx_port + 1}",
        "transport": "tls",
        "media_encryption": "require",
        "country": "US",
        "allowed_addresses": ["127.0.0.1/32"],
    }
    body = {"carrier": "sip", "name": "secure", "settings": settings}
    account = _post(api, "/v1/telephony-accounts", body)
    number = {"number": OURS, "telephony_account_id": account["id"], "agent_id": ada}
    _post(api, "/v1/phone-numbers", number)
    told: dict[str, Any] = account["gateway"]
    return told


def test_calls_over_tls(
    installation: Installation,
    api: httpx.Client,
    ada: str,
    gateway: dict[str, Any],
    pbx_port: int,
    tmp_path: Path,
) -> None:
    assert "tls" in gateway["transports"]
    certificate = ssl.get_server_certificate((gateway["domain"], gateway["tls_port"]))
    assert certificate.strip() == (installation.home.root / "sip-tls/cert.pem").read_text().strip()
    with softphone(tmp_path / "in", tls=True) as caller:
        caller.dial(OURS, (gateway["domain"], gateway["tls_port"]), transport="tls")
        assert caller.wait_for("CALL_ESTABLISHED", "CALL_CLOSED")["type"] == "CALL_ESTABLISHED"
        until("the caller hears the agent", caller.hears)
        caller.hang_up()
    with softphone(tmp_path / "out", user=THEIRS, answers=True, port=pbx_port, tls=True) as callee:
        (trusted(installation.home) / "pbx.pem").write_text(
            (callee.directory / "tls.pem").read_text()
        )
        call = _post(api, "/v1/calls", {"agent_id": ada, "to": THEIRS, "from": OURS})["id"]
        assert callee.wait_for("CALL_ESTABLISHED", "CALL_CLOSED")["type"] == "CALL_ESTABLISHED"
        until("the greeting", lambda: "ada" in said(read(api, call), "agent"))
        until("the callee hears the agent", callee.hears)
        callee.hang_up()
    assert ended(api, call)["end_reason"] == "caller_hangup"
