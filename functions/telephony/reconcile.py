"""Every minute: trunks and rules are as the accounts say, whatever was changed or lost at the gateway."""

from typing import Any

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from speaknode import wiring
from speaknode.kit.errors import SpeaknodeError

logger = Logger(service="telephony.reconcile")


def handler(event: dict[str, Any], context: LambdaContext) -> None:
    try:
        failed = wiring.telephony().reconcile()
    except SpeaknodeError as error:
        # The next minute tries again; an installation without SIP has nothing to repair.
        logger.warning(
            "telephony not reconciled", extra={"code": error.code, "error": error.message}
        )
        return
    logger.info("telephony reconciled", extra={"failed": failed})
