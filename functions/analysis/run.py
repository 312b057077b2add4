"""AnalysisQueue → conversations that ended, and those to be analysed anew."""

import json

from aws_lambda_powertools.logging import Logger

from speaknode import wiring
from speaknode.analysis.models import RunAnalysis
from speaknode.events.domain import DomainEvent
from speaknode.kit.consumer import Consumer

logger = Logger(service="analysis.run")


def _parse(body: str) -> RunAnalysis:
    """Our own message, or EventBridge's envelope around `session.ended`."""
    message = json.loads(body)
    if "detail" not in message:
        return RunAnalysis.model_validate(message)
    event = DomainEvent.model_validate(message["detail"])
    return RunAnalysis(session_id=event.session_id or "", job=event.id, is_automatic=True)


def _run(message: RunAnalysis) -> None:
    status = wiring.analysis_runs().run(message)
    logger.info("session analysed", extra={"session_id": message.session_id, "status": status})


handler = Consumer(name="analysis", parse=_parse, id_of=lambda message: message.id, handle=_run)
