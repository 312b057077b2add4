"""SQS's side of `ImportQueue`."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from speaknode.contact_uploads.models import ImportContacts
from speaknode.kit.errors import UnavailableError


class SqsImportQueue:
    def __init__(self, *, client: Any, queue_url: str) -> None:
        self._client, self._url = client, queue_url

    def send(self, message: ImportContacts) -> None:
        try:
            self._client.send_message(QueueUrl=self._url, MessageBody=message.model_dump_json())
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError("the queue did not take the file") from error
