"""Every hour: conversations whose time is over are deleted, as the agent's privacy settings ask."""

from typing import Any

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from speaknode import wiring

logger = Logger(service="sessions.expire")


def handler(event: dict[str, Any], context: LambdaContext) -> None:
    deleted = wiring.session_retention().delete_expired()
    logger.info("sessions deleted", extra={"deleted": deleted})
