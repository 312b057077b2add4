"""LiveKit's webhooks: JSON of `livekit.WebhookEvent`, signed by a JWT whose `sha256` claim is the body's hash.

Source: docs.livekit.io/home/server/webhooks. Verified with PyJWT: `livekit.api` would add over half a second
to the cold start of a function that LiveKit waits for.
"""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import jwt

from speaknode.calls.models import session_id_of
from speaknode.events.reports import (
    AnyReport,
    ParticipantJoined,
    ParticipantLeft,
    PhoneCallArrived,
    RoomFinished,
    RoomStarted,
    SessionStarted,
)
from speaknode.kit.errors import UnauthenticatedError
from speaknode.sessions.external import is_external

LEEWAY_S = 60
_SIP_KINDS = ("SIP", 3)
_AGENT_KINDS = ("AGENT", 4)
"""`ParticipantInfo.Kind.AGENT`; protobuf's JSON writes the name, older servers the number."""


def parse_webhook(raw: bytes, token: str, *, api_key: str, api_secret: str) -> AnyReport | None:
    """The report in a webhook; None for events and rooms that are no concern of sessions.

    Raises UnauthenticatedError when the signature is missing, wrong or for another body.
    """
    _verify(raw, token, api_key, api_secret)
    event: dict[str, Any] = json.loads(raw)
    session_id = _session_id(event.get("room", {}))
    if session_id is None:
        return None
    base: dict[str, Any] = {
        "id": f"livekit.{event['id']}",
        "session_id": session_id,
        "at": datetime.fromtimestamp(int(event.get("createdAt", 0)), tz=UTC),
    }
    participant = event.get("participant", {})
    who = {
        "identity": participant.get("identity", ""),
        "is_agent": participant.get("kind") in _AGENT_KINDS,
    }
    match event.get("event"):
        case "room_started":
            # A caller's room has no session yet; it begins with the caller.
            return None if _is_call(event["room"]) else RoomStarted(**base)
        case "room_finished":
            return RoomFinished(**base)
        case "participant_joined" if _is_call(event["room"]) and _is_telephone(participant):
            return _arrived(event["room"], participant, base)
        case "participant_joined" if is_external(who["identity"]):
            # No worker says so: its telephone rings in the room, and leaves it when nobody answers.
            return SessionStarted(**base, worker_id=who["identity"], record=False)
        case "participant_joined":
            return ParticipantJoined(**base, **who)
        case "participant_left" | "participant_connection_aborted":
            gone = {"reason": participant.get("disconnectReason"), "room": event["room"]["name"]}
            return ParticipantLeft(**base, **who, **gone)
        case _:
            return None


def _is_call(room: dict[str, Any]) -> bool:
    return str(room.get("name", "")).startswith("call_")


def _is_telephone(participant: dict[str, Any]) -> bool:
    # A human or an external agent rung up for the caller is no new call.
    identity = str(participant.get("identity", ""))
    is_callee = identity.startswith("fallback-") or is_external(identity)
    return participant.get("kind") in _SIP_KINDS and not is_callee


def _session_id(room: dict[str, Any]) -> str | None:
    if _is_call(room):
        return session_id_of(str(room.get("sid", "")), _created_at(room))
    name = str(room.get("name", ""))
    return name if name.startswith("ses_") else None


def _created_at(room: dict[str, Any]) -> datetime:
    seconds = int(room.get("creationTime", 0))
    return datetime.fromtimestamp(seconds, tz=UTC)


def _arrived(
    room: dict[str, Any], participant: dict[str, Any], base: dict[str, Any]
) -> PhoneCallArrived:
    attributes: dict[str, str] = participant.get("attributes", {})
    return PhoneCallArrived(
        **base,
        room=room["name"],
        room_key=room["sid"],
        room_at=_created_at(room),
        identity=participant.get("identity", ""),
        called=attributes.get("sip.trunkPhoneNumber", ""),
        caller=attributes.get("sip.phoneNumber") or None,
        carrier_ref=attributes.get("sip.callIDFull") or attributes.get("sip.callID"),
    )


def _verify(raw: bytes, token: str, api_key: str, api_secret: str) -> None:
    try:
        claims = jwt.decode(
            token.removeprefix("Bearer "),
            api_secret,
            algorithms=["HS256"],
            issuer=api_key,
            leeway=LEEWAY_S,
            options={"require": ["iss", "exp"], "verify_aud": False},
        )
    except jwt.InvalidTokenError as error:
        raise UnauthenticatedError(
            "the webhook's signature is not valid", code="bad_signature"
        ) from error
    expected = base64.b64encode(hashlib.sha256(raw).digest()).decode()
    if not hmac.compare_digest(str(claims.get("sha256", "")), expected):
        raise UnauthenticatedError(
            "the webhook's signature is for another body", code="bad_signature"
        )
