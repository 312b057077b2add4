"""Tool calls as a session tells of them: from what came of them, and from the journal where nobody lived to tell."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from speaknode.sessions.models import ToolCall, ToolCallStatus
from speaknode.tools.journal import JournalEntry
from speaknode.tools.outcome import Exchange, Failure

_KEPT_RESPONSE = 16_384
"""Of an answer in the session's record; the LLM gets all that the tool's own cap lets through."""
LOST = Failure(
    code="outcome_unknown",
    message="the worker was lost before the answer came; it may have taken effect",
)


def record_of(
    code: str, call_id: str, arguments: dict[str, Any], exchange: Exchange, started_at: datetime
) -> ToolCall:
    """For the session: headers may carry secrets of a kind that nobody named, and stay out."""
    response = exchange.response.body if exchange.response else None
    text = json.dumps(response, ensure_ascii=False)
    if len(text) > _KEPT_RESPONSE:
        response = {"truncated": text[:_KEPT_RESPONSE]}
    sent = exchange.request
    error = exchange.error
    return ToolCall(
        id=call_id,
        code=code,
        arguments=arguments,
        status=ToolCallStatus.FAILED if error else ToolCallStatus.SUCCEEDED,
        request=sent.model_dump(exclude={"headers"}, exclude_none=True) if sent else None,
        response=response,
        http_status=exchange.response.status if exchange.response else None,
        error=f"{error.code}: {error.message}" if error else None,
        assigned=exchange.assigned,
        attempts=exchange.attempts,
        started_at=started_at,
        duration_ms=exchange.duration_ms,
    )


def untold(entries: Iterable[JournalEntry], told: Iterable[ToolCall]) -> list[ToolCall]:
    """Calls that only the journal knows: whoever made them was lost before telling."""
    known = {call.id for call in told}
    return [_left(entry) for entry in entries if entry.call_id not in known]


def _left(entry: JournalEntry) -> ToolCall:
    outcome = entry.outcome or Exchange(error=LOST, attempts=1)
    record = record_of(entry.code, entry.call_id, entry.arguments, outcome, entry.started_at)
    status = record.status if entry.outcome else ToolCallStatus.INTERRUPTED
    return record.model_copy(update={"status": status, "idempotency_key": entry.key})


def as_it_was(told: Sequence[ToolCall], entries: Iterable[JournalEntry]) -> list[ToolCall]:
    """With what the tools really answered, where the session tells of it without personal data."""
    outcomes = {entry.call_id: entry.outcome for entry in entries}
    return [_with_answer(call, outcomes.get(call.id)) for call in told]


def _with_answer(call: ToolCall, outcome: Exchange | None) -> ToolCall:
    if outcome is None:
        return call
    response = outcome.response.body if outcome.response else None
    return call.model_copy(update={"response": response, "assigned": outcome.assigned})
