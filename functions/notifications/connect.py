"""The WebSocket's own routes: `$connect` with `?token=` (API key or OIDC token), `$disconnect`, `$default`."""

from typing import Any

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from speaknode import wiring
from speaknode.kit.errors import SpeaknodeError

logger = Logger(service="notifications.connect")


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    request = event["requestContext"]
    connection_id = str(request["connectionId"])
    match request["routeKey"]:
        case "$connect":
            return _connect(event, connection_id)
        case "$disconnect":
            wiring.notifications().disconnect(connection_id)
    return {"statusCode": 200}


def _connect(event: dict[str, Any], connection_id: str) -> dict[str, Any]:
    query = event.get("queryStringParameters") or {}
    try:
        space_id = wiring.identity().space_of(query.get("token", ""), query.get("space"))
    except SpeaknodeError as error:
        logger.warning("connection refused", extra={"code": error.code})
        return {"statusCode": 401}
    wiring.notifications().connect(space_id, connection_id)
    logger.info("connected", extra={"space_id": space_id, "connection_id": connection_id})
    return {"statusCode": 200}
