"""The generated scenario, run by node on a small VoxEngine: what a caller meets, whatever fails."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from speaknode.telephony.voximplant import scenario

ENGINE = Path(__file__).parents[3] / "support/voximplant/voxengine.mjs"
SCENARIO = Path(scenario.__file__).with_name("scenario.js")
PLAN = {
    "session_id": "ses_1", "url": "wss://b/1", "fallback": "15550123", "caller_id": "15550001",
}  # fmt: skip
RING = {"alert": {"callerid": "15550199", "destination": "15550001"}}
OPEN: list[dict[str, Any]] = [{"start": ""}, RING, {"call": "Connected"}, {"socket": "OPEN"}]


def run(*steps: dict[str, Any]) -> list[list[Any]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine")
    argv: list[str] = [node, str(ENGINE), str(SCENARIO), json.dumps(steps)]
    ran = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False)
    assert ran.returncode == 0, ran.stderr
    done: list[list[Any]] = json.loads(ran.stdout)
    return done


def names(done: list[list[Any]]) -> list[str]:
    return [f"ask {step[1]}" if step[0] == "ask" else step[0] for step in done]


def test_a_call_is_bridged_both_ways_and_told_to_its_end() -> None:
    done = run({"http": {"incoming": PLAN}}, *OPEN, {"call": "Disconnected", "event": {}})
    assert names(done)[:3] == ["ask incoming", "call.answer", "call.handleTones"]
    assert all(step[3] for step in done if step[0] == "ask"), "every question is signed"
    assert ["socket", "wss://b/1"] in done
    assert [step[1] for step in done if step[0].endswith("sendMediaTo")] == ["ws", "call"]
    assert names(done)[-3:] == ["ws.close", "ask status", "terminate"]


def test_the_bridges_words_are_done() -> None:
    words = [{"type": "clear", "id": "c1"}, {"type": "dtmf", "digits": "5"}]
    said = [{"socket": "MESSAGE", "event": {"text": json.dumps(word)}} for word in words]
    junk = [{"socket": "MESSAGE", "event": {"text": text}} for text in ("no", '{"event":"media"}')]
    done = run({"http": {"incoming": PLAN}}, *OPEN, *junk, *said)
    assert names(done)[-3:] == ["ws.clearMediaBuffer", "ws.send", "call.sendDigits"]


HUNG_UP = {"socket": "MESSAGE", "event": {"text": '{"type": "hangup"}'}}


@pytest.mark.parametrize(
    ("again", "then"),
    [
        ({"over": True}, ["call.hangup"]),
        (None, ["call.hangup"]),
        ({"url": ""}, ["callPSTN", "call.playProgressTone"]),
    ],
)
def test_a_bridge_that_hangs_up_may_leave_the_caller_to_a_human(
    again: dict[str, Any] | None, then: list[str]
) -> None:
    done = run({"http": {"incoming": PLAN, "again": again}}, *OPEN, HUNG_UP)
    assert names(done)[-len(then) - 2 :] == ["ws.close", "ask again", *then]
    assert done[-len(then) - 1][2]["why"] == "hangup"


def test_without_an_answer_of_ours_the_caller_hears_a_word() -> None:
    done = run({"http": {"incoming": None}}, {"start": ""}, RING, {"call": "Connected"})
    assert names(done) == ["ask incoming", "call.answer", "call.handleTones", "call.say"]


def test_a_rejected_call_is_never_answered() -> None:
    done = run({"http": {"incoming": {"reject": True}}}, {"start": ""}, RING)
    assert names(done) == ["ask incoming", "call.reject"]


def test_a_lost_bridge_is_tried_with_a_new_address_then_the_human_is_called() -> None:
    again = {"session_id": "ses_1", "url": "wss://b/2"}
    lost = {"socket": "CLOSE", "event": {"code": 1006}}
    done = run({"http": {"incoming": PLAN, "again": again}}, *OPEN, lost, lost, lost)
    assert [step[1] for step in done if step[0] == "socket"] == [
        "wss://b/1",
        "wss://b/2",
        "wss://b/2",
    ]
    assert ["callPSTN", "15550123", "15550001"] in done


def test_a_conversation_that_is_over_is_hung_up() -> None:
    lost = {"socket": "CLOSE", "event": {"code": 1000}}
    done = run({"http": {"incoming": PLAN, "again": {"over": True}}}, *OPEN, lost)
    assert names(done)[-1] == "call.hangup"


def test_a_human_who_does_not_answer_is_followed_by_a_word() -> None:
    steps: list[dict[str, Any]] = [
        {"http": {"incoming": {**PLAN, "url": ""}}},
        {"start": ""},
        RING,
        {"call": "Connected"},
    ]
    done = run(*steps, {"alt": "Failed", "event": {"code": 486}})
    assert names(done)[-1] == "call.say"


def test_a_job_is_dialled_and_its_failure_told() -> None:
    job = {**PLAN, "to": "+15550111", "from": "15550001", "ring_seconds": 30, "fallback": None}
    busy = {"call": "Failed", "event": {"code": 486, "reason": "Busy"}}
    done = run({"http": {"job": job}}, {"start": "ses_1"}, busy)
    assert names(done) == ["ask job", "callPSTN", "ask status", "terminate"]
    assert (done[2][2]["id"], done[2][2]["code"]) == ("ses_1", 486)


def test_whom_we_called_is_not_told_that_nobody_takes_their_call() -> None:
    job = {**PLAN, "to": "+15550111", "from": "15550001", "ring_seconds": 30, "fallback": None}
    steps: list[dict[str, Any]] = [
        {"http": {"job": job, "again": {"url": ""}}},
        {"start": "ses_1 20"},
    ]
    taken: list[dict[str, Any]] = [
        {"call": "Connected"},
        {"socket": "OPEN"},
        {"socket": "CLOSE", "event": {"code": 1}},
    ]
    assert names(run(*steps, *taken))[-1] == "out.hangup"


@pytest.mark.parametrize("ended", ["Failed", "Disconnected"])
def test_a_call_rings_as_long_as_it_was_ordered(ended: str) -> None:
    job = {**PLAN, "to": "+15550111", "from": "15550001", "ring_seconds": 3600, "fallback": None}
    steps: list[dict[str, Any]] = [{"http": {"job": job}}, {"start": "ses_1 3", "wait": 200}]
    done = run(*steps, {"call": ended, "event": {"code": 487}})
    assert done[0][2]["id"] == "ses_1"
    assert names(done)[2:] == ["out.hangup", "ask status", "terminate"]
    assert (done[3][2]["status"], done[3][2]["code"]) == ("failed", 487)


def test_no_job_no_call() -> None:
    done = run({"http": {"job": None}}, {"start": "ses_1"})
    assert names(done) == ["ask job", "log", "terminate"]
