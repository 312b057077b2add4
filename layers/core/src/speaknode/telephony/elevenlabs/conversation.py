"""A conversation as ElevenLabs tells it (GET /v1/convai/conversations/{id}, and the post-call webhook's `data`)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from speaknode.calls.models import session_id_of
from speaknode.kit.ids import is_id
from speaknode.sessions.imports import PastConversation
from speaknode.sessions.models import (
    Channel,
    EndFault,
    EndReason,
    Role,
    ToolCall,
    ToolCallStatus,
    Turn,
)
from speaknode.telephony.models import OpenAccount

_FINISHED = ("done", "failed")
_UNREACHED = {
    "voicemail": EndReason.VOICEMAIL,
    "busy": EndReason.BUSY,
    "no_answer": EndReason.NO_ANSWER,
}
Json = dict[str, Any]


def is_finished(told: Json) -> bool:
    """While it is `processing` its transcript is not whole."""
    return told.get("status") in _FINISHED


def read(told: Json, account: OpenAccount) -> PastConversation:
    about: Json = told.get("metadata") or {}
    phone: Json = about.get("phone_call") or {}
    began = datetime.fromtimestamp(int(about["start_time_unix_secs"]), tz=UTC)
    lasted = timedelta(seconds=float(about.get("call_duration_secs") or 0))
    ref = str(told["conversation_id"])
    session_id = _session_id(told, phone)
    incoming = phone.get("direction") == "inbound"
    parties = phone.get("external_number"), phone.get("agent_number")
    caller, called = parties if incoming else reversed(parties)
    reason, fault = _ending(told, phone)
    return PastConversation(
        session_id=session_id or session_id_of(f"elevenlabs:{account.id}:{ref}", began),
        is_ours=session_id is not None,
        space_id=account.space_id,
        agent_id=account.id,
        agent_name=account.name,
        external_agent_id=account.id,
        channel=_channel(phone),
        locale=str(about.get("main_language") or "en"),
        caller=caller,
        called=called,
        started_at=began,
        ended_at=began + lasted,
        end_reason=reason,
        end_fault=fault,
        end_detail=str(about.get("termination_reason") or "")[:500] or None,
        turns=list(_turns(told, ref, began)),
        tool_calls=list(_tool_calls(told, began)),
        has_audio=bool(told.get("has_audio")),
    )


def _session_id(told: Json, phone: Json) -> str | None:
    """What our INVITE said; ElevenLabs keeps a header of it as the call's id and as a dynamic variable."""
    client: Json = told.get("conversation_initiation_client_data") or {}
    said = [
        phone.get("call_sid"),
        phone.get("call_id"),
        *(phone.get("sip_header_dynamic_variables") or {}).values(),
        *(client.get("dynamic_variables") or {}).values(),
    ]
    return next((word for word in said if isinstance(word, str) and is_id(word, "ses")), None)


def _channel(phone: Json) -> Channel:
    return {"inbound": Channel.PHONE_IN, "outbound": Channel.PHONE_OUT}.get(
        str(phone.get("direction")), Channel.WEB
    )


def _ending(told: Json, phone: Json) -> tuple[EndReason, EndFault]:
    if reason := _UNREACHED.get(str(phone.get("call_result"))):
        return reason, EndFault.NONE
    if told.get("status") == "failed":
        return EndReason.ERROR, EndFault.PROVIDER
    why = str((told.get("metadata") or {}).get("termination_reason") or "").lower()
    if "client" in why or "user" in why or "remote party" in why:
        return EndReason.CALLER_HANGUP, EndFault.CALLER
    if "duration" in why:
        return EndReason.MAX_DURATION, EndFault.NONE
    if "silence" in why:
        return EndReason.SILENCE, EndFault.NONE
    return EndReason.AGENT_HANGUP, EndFault.NONE


def _turns(told: Json, ref: str, began: datetime) -> Iterator[Turn]:
    """What was said; rows of tools alone have no words."""
    rows: list[Json] = told.get("transcript") or []
    for index, row in enumerate(rows):
        if not row.get("message"):
            continue
        at = began + timedelta(seconds=float(row.get("time_in_call_secs") or 0))
        yield Turn(
            id=f"{ref}-{index}",
            index=index,
            role=Role.USER if row.get("role") == "user" else Role.AGENT,
            text=str(row["message"]),
            interrupted=bool(row.get("interrupted")),
            started_at=at,
            created_at=at,
        )


def _tool_calls(told: Json, began: datetime) -> Iterator[ToolCall]:
    rows: list[Json] = told.get("transcript") or []
    results: dict[str, Json] = {
        str(result.get("request_id")): result
        for row in rows
        for result in row.get("tool_results") or []
    }
    for row in rows:
        at = began + timedelta(seconds=float(row.get("time_in_call_secs") or 0))
        for call in row.get("tool_calls") or []:
            request = str(call.get("request_id"))
            yield _tool_call(request, call, results.get(request, {}), at)


def _tool_call(request: str, call: Json, result: Json, at: datetime) -> ToolCall:
    failed = bool(result.get("is_error"))
    return ToolCall(
        id=request,
        code=str(call.get("tool_name")),
        arguments=_object(call.get("params_as_json")),
        status=ToolCallStatus.FAILED if failed else ToolCallStatus.SUCCEEDED,
        response=result.get("result_value"),
        error=str(result.get("result_value") or "failed")[:500] if failed else None,
        started_at=at,
        duration_ms=float(result.get("tool_latency_secs") or 0) * 1000,
    )


def _object(text: object) -> Json:
    try:
        value = json.loads(str(text))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
