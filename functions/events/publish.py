"""OutboxTable's stream → the event bus; a schedule publishes what the stream missed."""

from typing import Any

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from speaknode import wiring
from speaknode.events.domain import DomainEvent

logger = Logger(service="events.publish")


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, list[Any]]:
    """Raises when the bus does not take them: the stream keeps its place and brings them again."""
    events = [
        DomainEvent.model_validate_json(record["dynamodb"]["NewImage"]["body"]["S"])
        for record in event["Records"]
        if record["eventName"] == "INSERT"
    ]
    wiring.outbox().publish(events)
    logger.info("events published", extra={"count": len(events)})
    return {"batchItemFailures": []}


def sweep(event: dict[str, Any], context: LambdaContext) -> None:
    logger.info("left-over events published", extra={"count": wiring.outbox().publish_left_overs()})
