"""LiveKit's webhook receiver: only LiveKit gets in, what concerns a session is queued once, the rest is ignored."""

import base64
import hashlib
import json
import time
from typing import Any

import boto3
import jwt
import pytest
from tests.support.aws import ENVIRONMENT

from inbound.livekit import handler
from speaknode.events.reports import ParticipantJoined, RoomStarted, report_adapter
from speaknode.kit.settings import settings

KEY = ENVIRONMENT["SPEAKNODE_LIVEKIT_API_KEY"]
SECRET = ENVIRONMENT["SPEAKNODE_LIVEKIT_API_SECRET"]
pytestmark = pytest.mark.usefixtures("memory_aws")


def _sign(raw: bytes, *, secret: str = SECRET, key: str = KEY, lifetime_s: int = 300) -> str:
    digest = base64.b64encode(hashlib.sha256(raw).digest()).decode()
    now = int(time.time())
    return jwt.encode(
        {"iss": key, "nbf": now, "exp": now + lifetime_s, "sha256": digest},
        secret,
        algorithm="HS256",
    )


def _event(kind: str = "room_started", room: str = "ses_1", **more: Any) -> bytes:
    return json.dumps(
        {"event": kind, "id": "EV_1", "createdAt": "1763640000", "room": {"name": room}, **more}
    ).encode()


def _post(raw: bytes, token: str | None, *, is_base64: bool = False) -> int:
    body = base64.b64encode(raw).decode() if is_base64 else raw.decode()
    headers = {} if token is None else {"Authorization": token}
    answer = handler({"body": body, "isBase64Encoded": is_base64, "headers": headers}, None)  # type: ignore[arg-type]
    return int(answer["statusCode"])


def _queued() -> list[Any]:
    found = boto3.client("sqs").receive_message(
        QueueUrl=settings().sessions_queue_url, MaxNumberOfMessages=10
    )
    return [report_adapter.validate_json(message["Body"]) for message in found.get("Messages", [])]


@pytest.mark.parametrize("is_base64", [False, True])
def test_a_signed_webhook_is_queued(is_base64: bool) -> None:
    raw = _event()
    assert _post(raw, _sign(raw), is_base64=is_base64) == 200
    (report,) = _queued()
    assert isinstance(report, RoomStarted)
    assert (report.id, report.session_id) == ("livekit.EV_1", "ses_1")


def test_an_agent_is_told_from_a_caller() -> None:
    raw = _event("participant_joined", participant={"identity": "agent-x", "kind": "AGENT"})
    assert _post(raw, _sign(raw)) == 200
    (report,) = _queued()
    assert isinstance(report, ParticipantJoined)
    assert report.is_agent


@pytest.mark.parametrize(
    "token",
    [
        None,
        "",
        "Bearer nonsense",
        _sign(_event(), secret="another-secret-of-at-least-thirty-two-characters"),
        _sign(_event(), key="someone-else"),
        _sign(_event("room_finished")),
        _sign(_event(), lifetime_s=-3600),
        jwt.encode({"iss": KEY, "exp": 9999999999}, "", algorithm="none"),
    ],
)
def test_a_webhook_that_is_not_livekits_is_refused(token: str | None) -> None:
    assert _post(_event(), token) == 401
    assert _queued() == []


@pytest.mark.parametrize(
    "raw",
    [
        _event(room="somebody-elses"),
        _event("track_published"),
        _event("egress_started", room="ses_1"),
    ],
)
def test_what_concerns_no_session_is_acknowledged_and_dropped(raw: bytes) -> None:
    assert _post(raw, _sign(raw)) == 200
    assert _queued() == []


def test_a_queue_that_is_down_makes_livekit_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    boto3.client("sqs").delete_queue(QueueUrl=settings().sessions_queue_url)
    raw = _event()
    assert _post(raw, _sign(raw)) == 503
