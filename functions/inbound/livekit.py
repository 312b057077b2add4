"""LiveKit's webhooks → SessionsQueue: check the signature, keep what concerns a session, answer fast."""

import base64
from typing import Any

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from speaknode import wiring
from speaknode.kit.errors import SpeaknodeError, UnauthenticatedError
from speaknode.kit.settings import settings
from speaknode.sessions.livekit_webhook import parse_webhook

logger = Logger(service="inbound.livekit")


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """200: taken or of no concern; 401: not LiveKit's; 503: not stored, LiveKit sends it again."""
    body = event.get("body") or ""
    raw = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    config = settings()
    try:
        report = parse_webhook(
            raw,
            headers.get("authorization", ""),
            api_key=config.livekit_api_key,
            api_secret=config.livekit_api_secret.get_secret_value(),
        )
        if report is not None:
            wiring.report_queue().send(report)
    except UnauthenticatedError as error:
        logger.warning("webhook refused", extra={"code": error.code})
        return {"statusCode": 401, "body": ""}
    except SpeaknodeError as error:
        logger.error("webhook not stored", extra={"code": error.code, "error": error.message})
        return {"statusCode": 503, "body": ""}
    logger.info(
        "webhook received",
        extra={
            "type": report.type if report else None,
            "session_id": report.session_id if report else None,
        },
    )
    return {"statusCode": 200, "body": ""}
