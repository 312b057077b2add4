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

from speaknode.events.reports import (
    AnyReport,
    ParticipantJoined,
    ParticipantLeft,
    RoomFinished,
    RoomStarted,
)
from speaknode.kit.errors import UnauthenticatedError

LEEWAY_S = 60
_AGENT_KINDS = ("AGENT", 4)
"""`ParticipantInfo.Kind.AGENT`; protobuf's JSON writes the name, older servers the number."""


def parse_webhook(raw: bytes, token: str, *, api_key: str, api_secret: str) -> AnyReport | None:
    """The report in a webhook; None for events and rooms that are no concern of sessions.

    Raises UnauthenticatedError when the signature is missing, wrong or for another body.
    """
    _verify(raw, token, api_key, api_secret)
    event: dict[str, Any] = json.loads(raw)
    session_id = str(event.get("room", {}).get("name", ""))
    if not session_id.startswith("ses_"):
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
            return RoomStarted(**base)
        case "room_finished":
            return RoomFinished(**base)
        case "participant_joined":
            return ParticipantJoined(**base, **who)
        case "participant_left" | "participant_connection_aborted":
            return ParticipantLeft(**base, **who, reason=participant.get("disconnectReason"))
        case _:
            return None


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
