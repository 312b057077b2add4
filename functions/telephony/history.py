"""Every minute: conversations that carriers held or recorded without us become sessions."""

from typing import Any

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from speaknode import wiring

logger = Logger(service="telephony.history")


def handler(event: dict[str, Any], context: LambdaContext) -> None:
    taken, failed = wiring.call_history().run()
    logger.info("call history taken", extra={"taken": taken, "failed": failed})
