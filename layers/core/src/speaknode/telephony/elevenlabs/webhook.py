"""The post-call webhook, signed `t=<unix>,v0=<HMAC-SHA256 of "t.body">`: the transcript, before we would ask."""

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any, Protocol

from speaknode.kit.clock import Clock
from speaknode.kit.errors import ForbiddenError, InvalidError
from speaknode.sessions.imports import PastConversation
from speaknode.telephony.elevenlabs import conversation
from speaknode.telephony.elevenlabs.config import ElevenLabsSettings
from speaknode.telephony.models import OpenAccount

FRESH_S = 30 * 60
"""As long as ElevenLabs' own library takes an old delivery."""
_TRANSCRIPT = "post_call_transcription"
Json = dict[str, Any]


class Imports(Protocol):
    def take(self, told: PastConversation) -> None: ...


def is_signed(secret: str, header: str, body: bytes, now: datetime) -> bool:
    parts = [part.strip() for part in header.split(",")]
    stamp = next((part[2:] for part in parts if part.startswith("t=")), "")
    if not (stamp.isascii() and stamp.isdigit()) or abs(now.timestamp() - int(stamp)) > FRESH_S:
        return False
    expected = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    given = [part[3:] for part in parts if part.startswith("v0=")]
    return any(
        hmac.compare_digest(expected.encode(), one.encode(errors="replace")) for one in given
    )


class ElevenLabsWebhook:
    def __init__(self, *, imports: Imports, clock: Clock) -> None:
        self._imports, self._clock = imports, clock

    def take(self, account: OpenAccount, body: bytes, signature: str) -> None:
        """Audio follows by the history, so an event without words is none of ours. Raises ForbiddenError."""
        settings: ElevenLabsSettings = account.settings
        secret = settings.webhook_secret
        if secret is None or not is_signed(
            secret.get_secret_value(), signature, body, self._clock()
        ):
            raise ForbiddenError("not signed by ElevenLabs", code="bad_signature")
        told = _event(body)
        if told.get("type") != _TRANSCRIPT:
            return
        data: Json = told.get("data") or {}
        if data.get("agent_id") != settings.agent_id:
            raise ForbiddenError("another agent's conversation", code="foreign_account")
        try:
            past = conversation.read(data, account)
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidError("not a conversation", code="bad_body") from error
        self._imports.take(past)


def _event(body: bytes) -> Json:
    try:
        told = json.loads(body)
    except ValueError as error:
        raise InvalidError("not JSON", code="bad_body") from error
    if not isinstance(told, dict):
        raise InvalidError("not an event", code="bad_body")
    return told
