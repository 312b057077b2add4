"""KnowledgeQueue → an uploaded file or a web page becomes an index."""

from aws_lambda_powertools.logging import Logger

from speaknode import wiring
from speaknode.kit.consumer import Consumer
from speaknode.knowledge.models import ProcessKnowledge

logger = Logger(service="knowledge.process")


def _process(message: ProcessKnowledge) -> None:
    status = wiring.knowledge_processing().process(message)
    logger.info(
        "knowledge processed", extra={"knowledge_id": message.knowledge_id, "status": status}
    )


handler = Consumer(
    name="knowledge",
    parse=ProcessKnowledge.model_validate_json,
    id_of=lambda message: message.id,
    handle=_process,
)
