"""SQS's side of `ReportQueue`."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from speaknode.events.reports import AnyReport
from speaknode.kit.errors import UnavailableError


class SqsReportQueue:
    def __init__(self, *, client: Any, queue_url: str) -> None:
        self._client, self._url = client, queue_url

    def send(self, report: AnyReport, *, delay_s: int = 0) -> None:
        try:
            self._client.send_message(
                QueueUrl=self._url, MessageBody=report.model_dump_json(), DelaySeconds=delay_s
            )
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError("the sessions queue did not take the report") from error
