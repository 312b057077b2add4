"""VoxImplant's scenarios ask here, at `/hooks/voximplant/{space_id}/{account_id}/{what}`: signed JSON, JSON back."""

import base64
import json
from typing import Any

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from speaknode import wiring
from speaknode.kit.clock import utc_now
from speaknode.kit.errors import ForbiddenError, InvalidError, NotFoundError, SpeaknodeError
from speaknode.kit.settings import settings
from speaknode.telephony.models import OpenAccount
from speaknode.telephony.voximplant.config import VoxImplantSettings
from speaknode.telephony.voximplant.webhook import read_signed

logger = Logger(service="inbound.voximplant")
_MAX_BODY = 64 * 1024
Answer = dict[str, Any]


def handler(event: dict[str, Any], context: LambdaContext) -> Answer:
    """200; 403: not the scenario's; 400: not understood; 503: could not be done."""
    try:
        account_id, account, what = _address(event)
        raw, signature = _body(event)
        told = read_signed(
            raw,
            signature,
            secret=settings().livekit_api_secret.get_secret_value(),
            account_id=account_id,
            now=utc_now(),
        )
        said = wiring.voximplant_webhook().answer(account, what, told)
    except ForbiddenError as error:
        logger.warning("webhook refused", extra={"code": error.code, "path": event.get("path")})
        return {"statusCode": 403, "body": ""}
    except InvalidError as error:
        logger.warning("webhook not understood", extra={"code": error.code})
        return {"statusCode": 400, "body": ""}
    except SpeaknodeError as error:
        logger.error("webhook failed", extra={"code": error.code, "error": error.message})
        return {"statusCode": 503, "body": ""}
    logger.info("webhook answered", extra={"what": what, "call": str(told.get("session", ""))})
    headers = {"Content-Type": "application/json"}
    return {"statusCode": 200, "headers": headers, "body": json.dumps(said)}


def _address(event: dict[str, Any]) -> tuple[str, OpenAccount, str]:
    parts = str(event.get("path", "")).strip("/").split("/")
    rest = parts[parts.index("voximplant") + 1 :] if "voximplant" in parts else []
    if len(rest) != 3:
        raise ForbiddenError("no such webhook", code="unknown_webhook")
    space_id, account_id, what = rest
    try:
        _, account = wiring.telephony().opened(space_id, account_id)
    except NotFoundError as error:
        raise ForbiddenError("no such account", code="unknown_account") from error
    if not isinstance(account.settings, VoxImplantSettings):
        raise ForbiddenError("not an account at VoxImplant", code="unknown_account")
    return account_id, account, what


def _body(event: dict[str, Any]) -> tuple[bytes, str]:
    body = event.get("body") or ""
    raw = base64.b64decode(body) if event.get("isBase64Encoded") else str(body).encode()
    if len(raw) > _MAX_BODY:
        raise ForbiddenError("too much", code="too_large")
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    return raw, str(headers.get("x-vox-signature", ""))
