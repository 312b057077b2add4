"""SQS's side of `AnalysisQueue`."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from speaknode.analysis.models import RunAnalysis
from speaknode.kit.errors import UnavailableError


class SqsAnalysisQueue:
    def __init__(self, *, client: Any, queue_url: str) -> None:
        self._client, self._url = client, queue_url

    def send(self, message: RunAnalysis, *, delay_s: int = 0) -> None:
        try:
            self._client.send_message(
                QueueUrl=self._url,
                MessageBody=message.model_dump_json(),
                DelaySeconds=delay_s,  # 0 too: the queue's own delay is for conversations that have just ended
            )
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError("the analysis queue did not take the run") from error
