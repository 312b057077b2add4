"""What a scenario's questions are answered with, and who may ask."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.telephony.voximplant.test_carrier import account as vox_account
from tests.core.telephony.webhooks import NOW, World

from speaknode.calls.errors import NobodyAnswersError
from speaknode.events.reports import SessionEnded
from speaknode.kit.errors import ForbiddenError, InvalidError, NotFoundError
from speaknode.sessions.models import EndReason, SessionStatus
from speaknode.telephony.voximplant.carrier import signing_key
from speaknode.telephony.voximplant.webhook import VoxImplantWebhook, read_signed

SECRET = "a-secret-of-at-least-thirty-two-characters"
TS = int(NOW.timestamp() * 1000)
account = vox_account().model_copy(update={"id": "tel_1"})


def ask(world: World, what: str, **told: Any) -> dict[str, Any]:
    webhook = VoxImplantWebhook(
        calls=world, sessions=world, numbers=world, reports=world, rooms=world, first_seen=world,
        clock=world.clock, bridge_url="wss://b.example", secret=SECRET,
    )  # fmt: skip
    return webhook.answer(account, what, {"session": "77", "ts": TS, **told})


@pytest.fixture
def world() -> World:
    return World()


def signed(body: bytes, key: str) -> str:
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def read(body: bytes, signature: str) -> dict[str, Any]:
    return read_signed(body, signature, secret=SECRET, account_id="tel_1", now=NOW)


def test_only_the_accounts_scenario_is_believed() -> None:
    body = json.dumps({"session": "1", "ts": TS}).encode()
    key = signing_key(SECRET, "tel_1")
    assert read(body, signed(body, key))["session"] == "1"
    assert read(body, signed(body, key).upper())
    for wrong in ("", "ключ", signed(body, signing_key(SECRET, "tel_2")), signed(body + b" ", key)):
        with pytest.raises(ForbiddenError):
            read(body, wrong)
    old = json.dumps({"ts": TS - 301_000}).encode()
    with pytest.raises(ForbiddenError):
        read(old, signed(old, key))


@given(st.binary(max_size=60))
def test_nonsense_is_refused(body: bytes) -> None:
    with pytest.raises((ForbiddenError, InvalidError)):
        read(body, signed(body, signing_key(SECRET, "tel_1")))


def test_a_call_gets_its_own_socket(world: World) -> None:
    plan = ask(world, "incoming", **{"from": "15550199", "to": "15550001"})
    [session] = world.sessions.values()
    assert plan["url"].startswith("wss://b.example/media/voximplant/")
    assert (plan["session_id"], session.caller) == (session.id, "+15550199")
    again = ask(world, "incoming", **{"from": "15550199", "to": "15550001"})
    assert again["session_id"] == session.id
    assert again["url"] != plan["url"], "a socket's address is for once"


def test_nobody_answers(world: World) -> None:
    assert ask(world, "incoming", **{"from": "1", "to": "19999"}) == {"reject": True}
    world.trouble = NotFoundError("no agent")
    world.own(fallback_destination={"number": "+15550123"})
    plan = ask(world, "incoming", **{"from": "1", "to": "15550001"})
    assert (plan["fallback"], plan["caller_id"]) == ("15550123", "15550001")
    assert "url" not in plan
    world.own(settings={"locale": "ru"})
    plan = ask(world, "incoming", **{"from": "1", "to": "15550001"})
    assert (plan["apology"].split(",")[0], plan["voice"]) == ("Извините", "ru_RU_Tatyana")


def test_a_job_is_dialled_while_it_is_open(world: World) -> None:
    session = world.add(channel="phone_out", caller="+15550001", called="+15550111")
    plan = ask(world, "job", id=session.id)
    assert (plan["to"], plan["from"], plan["fallback"]) == ("+15550111", "15550001", None)
    world.add(channel="phone_out", status=SessionStatus.FAILED)
    with pytest.raises(ForbiddenError):
        ask(world, "job", id=session.id)
    world.add(channel="phone_in")
    with pytest.raises(ForbiddenError):
        ask(world, "job", id=session.id)


def test_a_lost_bridge_is_tried_again_or_given_up(world: World) -> None:
    session = world.add()
    assert "url" in ask(world, "again", id=session.id)
    world.add(status=SessionStatus.COMPLETED, end_reason=EndReason.AGENT_HANGUP)
    assert ask(world, "again", id=session.id) == {"over": True}
    for why in ("close 1006", "hangup"):
        for reason in (EndReason.NEVER_JOINED, EndReason.ERROR):
            world.add(status=SessionStatus.FAILED, end_reason=reason)
            assert ask(world, "again", id=session.id, why=why) == {"url": ""}
    world.add(channel="phone_out", status=SessionStatus.FAILED, end_reason=EndReason.ERROR)
    assert ask(world, "again", id=session.id) == {"over": True}


def test_what_the_bridge_ends_is_not_tried_again(world: World) -> None:
    session = world.add(status=SessionStatus.ACTIVE)  # the worker's word may come later
    assert ask(world, "again", id=session.id, why="hangup") == {"over": True}


def test_a_call_that_failed_ends_although_its_agent_is_there(world: World) -> None:
    session = world.add(started_at=world.now)
    ask(world, "status", id=session.id, status="failed", code=487)
    [report] = world.reports
    assert isinstance(report, SessionEnded)
    assert report.end_reason is EndReason.CALLER_HANGUP


@pytest.mark.parametrize("status", ["failed", "completed"])
def test_a_caller_who_hung_up_before_the_agent_came(world: World, status: str) -> None:
    session = world.add()
    ask(world, "status", id=session.id, status=status, code=487)
    [report] = world.reports
    assert isinstance(report, SessionEnded)
    assert report.end_reason is EndReason.CALLER_HANGUP
    world.add(started_at=world.now)
    ask(world, "status", id=session.id, status="completed")
    assert len(world.reports) == 1, "the bridge tells of a conversation's end"


@pytest.mark.parametrize(
    ("code", "reason"),
    [(486, EndReason.BUSY), (408, EndReason.NO_ANSWER), (402, EndReason.CARRIER_REJECTED),
     (None, EndReason.CARRIER_REJECTED)],
)  # fmt: skip
def test_a_call_that_failed_ends(world: World, code: int | None, reason: EndReason) -> None:
    session = world.add(channel="phone_out")
    ask(world, "status", id=session.id, status="failed", code=code)
    [report] = world.reports
    assert isinstance(report, SessionEnded)
    assert report.end_reason is reason
    with pytest.raises(ForbiddenError):
        ask(world, "status", id="ses_01M7XPBVC3TD639344TT89WYGF", status="failed")


def test_a_number_without_an_agent_has_its_human_still(world: World) -> None:
    world.own(fallback_destination={"number": "+15559999"})
    world.trouble = NobodyAnswersError("+15550001")
    plan = ask(world, "incoming", **{"from": "15550199", "to": "15550001"})
    assert (plan["fallback"], "url" in plan) == ("15559999", False)
