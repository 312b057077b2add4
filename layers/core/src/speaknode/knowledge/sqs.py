"""SQS's side of `ProcessQueue`."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from speaknode.kit.errors import UnavailableError
from speaknode.knowledge.models import ProcessKnowledge


class SqsProcessQueue:
    def __init__(self, *, client: Any, queue_url: str) -> None:
        self._client, self._url = client, queue_url

    def send(self, message: ProcessKnowledge, *, delay_s: int = 0) -> None:
        try:
            self._client.send_message(
                QueueUrl=self._url, MessageBody=message.model_dump_json(), DelaySeconds=delay_s
            )
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError("the knowledge queue did not take the document") from error
