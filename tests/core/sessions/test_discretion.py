"""What is told of a conversation under each wish for privacy."""

from typing import Any

import pytest
from tests.support import builders

from speaknode.agents.models import AgentConfig
from speaknode.events.reports import (
    AnyReport,
    SessionEnded,
    SessionErrorReported,
    ToolCalled,
    TurnRecorded,
)
from speaknode.sessions.discretion import Discretion
from speaknode.sessions.models import EndFault, EndReason, ErrorSource, ToolCall, ToolCallStatus
from speaknode_worker.agent.reports import Reporter

SAID = "write to ann@example.com"
CALL = ToolCall(
    id="tcl_1",
    code="send",
    arguments={"to": "ann@example.com"},
    status=ToolCallStatus.SUCCEEDED,
    request={"body": {"to": "ann@example.com"}},
    response={"sent": True},
    assigned={"mail": "ann@example.com"},
    error="invalid_arguments: 'ann@example.com' is too long",
    started_at=builders.NOON,
    duration_ms=1,
)


def told(**changes: Any) -> tuple[TurnRecorded, ToolCalled]:
    config = AgentConfig.model_validate({"name": "Ada"} | changes)
    reports: list[AnyReport] = []
    reporter = Reporter("ses_1", reports.append, Discretion(config))
    reporter.turn(builders.turn(0).model_copy(update={"text": SAID, "language": "en"}))
    reporter.tool_call(CALL)
    turn, call = reports
    assert isinstance(turn, TurnRecorded) and isinstance(call, ToolCalled)
    assert (turn.turn.index, turn.turn.language) == (0, "en")
    assert (call.tool_call.code, call.tool_call.status) == ("send", ToolCallStatus.SUCCEEDED)
    return turn, call


def test_everything_is_told_where_nobody_minds() -> None:
    turn, call = told()
    assert (turn.turn.text, call.tool_call) == (SAID, CALL)


@pytest.mark.parametrize("privacy", [{"redact": ["email"]}, {"store": "without_pii"}])
def test_personal_data_stay_here(privacy: dict[str, Any]) -> None:
    turn, call = told(privacy=privacy)
    assert turn.turn.text == "write to [email]"
    assert call.tool_call.arguments == {"to": "[email]"}
    assert call.tool_call.response == {"sent": True}
    assert "ann@" not in call.model_dump_json()


def test_only_that_it_happened_is_told() -> None:
    turn, call = told(privacy={"store": "metadata_only"})
    assert turn.turn.text == ""
    assert (call.tool_call.arguments, call.tool_call.request, call.tool_call.response) == (
        {}, None, None,
    )  # fmt: skip
    assert "ann@" not in call.model_dump_json()
    assert call.tool_call.error == "invalid_arguments"


@pytest.mark.parametrize(
    ("privacy", "told_of"),
    [
        ({}, "no ann@example.com here"),
        ({"redact": ["email"]}, "no [email] here"),
        ({"store": "metadata_only"}, "no [email] here"),
    ],
)
def test_what_failures_repeat_stays_here(privacy: dict[str, Any], told_of: str) -> None:
    config = AgentConfig.model_validate({"name": "Ada", "privacy": privacy})
    reports: list[AnyReport] = []
    reporter = Reporter("ses_1", reports.append, Discretion(config))
    words = "no ann@example.com here"
    reporter.error(ErrorSource.LLM, words, recoverable=True)
    reporter.ended(EndReason.ERROR, EndFault.PROVIDER, detail=words, record=False, used=[])
    error, end = reports
    assert isinstance(error, SessionErrorReported) and isinstance(end, SessionEnded)
    assert (error.error.message, end.end_detail) == (told_of, told_of)


def test_no_transcript_is_no_words_but_what_tools_did() -> None:
    turn, call = told(artifacts={"transcript": False})
    assert (turn.turn.text, call.tool_call) == ("", CALL)


@pytest.mark.parametrize(
    ("store", "sound", "words"),
    [("everything", True, True), ("without_pii", False, True), ("metadata_only", False, False)],
)
def test_what_is_kept(store: str, sound: bool, words: bool) -> None:
    kept = AgentConfig.model_validate({"name": "Ada", "privacy": {"store": store}}).kept()
    assert (kept.recording, kept.tracks, kept.transcript) == (sound, sound, words)
