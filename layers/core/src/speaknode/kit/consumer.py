"""The shape of every SQS consumer: partial batch failures, one effect for one event id, nothing swallowed."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import tenacity
from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from speaknode.kit.errors import SpeaknodeError
from speaknode.kit.settings import settings

KEEP_S = 4 * 24 * 3600
"""How long an event id is remembered: longer than any sender of ours repeats itself."""
ATTEMPTS = 4

Message = TypeVar("Message")
logger = Logger(service="consumer")


class Consumer:
    """One queue's handler. `name` keeps its remembered ids apart from other consumers of the same event."""

    def __init__(
        self,
        *,
        name: str,
        parse: Callable[[str], Message],
        id_of: Callable[[Message], str],
        handle: Callable[[Message], None],
    ) -> None:
        self._name = name
        self._work: Callable[[str, LambdaContext], None] = lambda body, context: self._once(
            parse(body), id_of, handle, context
        )

    def __call__(self, event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
        # An all-failed batch is told by its failures; raising would cost the warm process and say no more.
        processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
        return process_partial_response(
            event=event,
            record_handler=lambda record: self._record(record, context),
            processor=processor,
            context=context,
        )

    def _record(self, record: SQSRecord, context: LambdaContext) -> None:
        """Raises on, after one log line: the record goes back to its queue and at last to the DLQ."""
        about = {"consumer": self._name, "record_id": record.message_id}
        try:
            self._work(record.body, context)
        except SpeaknodeError as error:
            reason = {"code": error.code, "error": error.message, "retryable": error.retryable}
            logger.error("record failed", extra=about | reason)
            raise
        except Exception:
            logger.exception("record failed", extra=about)
            raise
        logger.info("record handled", extra=about)

    def _once(
        self,
        message: Message,
        id_of: Callable[[Message], str],
        handle: Callable[[Message], None],
        context: LambdaContext,
    ) -> None:
        # The context tells how long this run can last: past that, another may take up an unfinished record.
        config = IdempotencyConfig(expires_after_seconds=KEEP_S, lambda_context=context)

        def once(*, key: str) -> None:
            _retrying(lambda: handle(message))

        remembered: Callable[..., None] = idempotent_function(
            once, data_keyword_argument="key", persistence_store=_persistence(), config=config
        )
        remembered(key=f"{self._name}:{id_of(message)}")


@cache
def _persistence() -> DynamoDBPersistenceLayer:
    return DynamoDBPersistenceLayer(table_name=settings().idempotency_table)


def _retrying(call: Callable[[], None]) -> None:
    """A short storm (two writers on one item) is waited out here: a trip through the queue takes minutes."""
    retrying = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(ATTEMPTS),
        wait=tenacity.wait_random_exponential(multiplier=0.05, max=1),
        retry=tenacity.retry_if_exception(
            lambda error: isinstance(error, SpeaknodeError) and error.retryable
        ),
        reraise=True,
    )
    retrying(call)
