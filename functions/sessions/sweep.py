"""Every minute: sessions that should have ended by now, whatever was lost on the way, are ended."""

from typing import Any

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from speaknode import wiring

logger = Logger(service="sessions.sweep")


def handler(event: dict[str, Any], context: LambdaContext) -> None:
    ended = wiring.session_reports().sweep()
    logger.info("sessions swept", extra={"ended": ended})
