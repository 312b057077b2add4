"""ElevenLabs' post-call webhook, `/hooks/elevenlabs/{space_id}/{account_id}/post-call`: signed JSON."""

import base64
from typing import Any

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from speaknode import wiring
from speaknode.kit.errors import ForbiddenError, InvalidError, NotFoundError, SpeaknodeError
from speaknode.telephony.elevenlabs.config import ElevenLabsSettings
from speaknode.telephony.models import OpenAccount

logger = Logger(service="inbound.elevenlabs")
_MAX_BODY = 5 * 1024 * 1024
Answer = dict[str, Any]


def handler(event: dict[str, Any], context: LambdaContext) -> Answer:
    """200: taken, or nothing for us; 403: not ElevenLabs'; 400: not understood; 503: tell it again."""
    try:
        account = _account(event)
        headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        signature = str(headers.get("elevenlabs-signature", ""))
        wiring.elevenlabs_webhook().take(account, _body(event), signature)
    except ForbiddenError as error:
        logger.warning("webhook refused", extra={"code": error.code, "path": event.get("path")})
        return {"statusCode": 403, "body": ""}
    except InvalidError as error:
        logger.warning("webhook not understood", extra={"code": error.code})
        return {"statusCode": 400, "body": ""}
    except SpeaknodeError as error:
        logger.error("webhook failed", extra={"code": error.code, "error": error.message})
        return {"statusCode": 503, "body": ""}
    logger.info("webhook taken", extra={"account": account.id})
    return {"statusCode": 200, "body": ""}


def _account(event: dict[str, Any]) -> OpenAccount:
    parts = str(event.get("path", "")).strip("/").split("/")
    rest = parts[parts.index("elevenlabs") + 1 :] if "elevenlabs" in parts else []
    if len(rest) != 3 or rest[2] != "post-call":
        raise ForbiddenError("no such webhook", code="unknown_webhook")
    try:
        _, account = wiring.telephony().opened(rest[0], rest[1])
    except NotFoundError as error:
        raise ForbiddenError("no such account", code="unknown_account") from error
    if not isinstance(account.settings, ElevenLabsSettings):
        raise ForbiddenError("not an account at ElevenLabs", code="unknown_account")
    return account


def _body(event: dict[str, Any]) -> bytes:
    body = event.get("body") or ""
    raw = base64.b64decode(body) if event.get("isBase64Encoded") else str(body).encode()
    if len(raw) > _MAX_BODY:
        raise ForbiddenError("too much", code="too_large")
    return raw
