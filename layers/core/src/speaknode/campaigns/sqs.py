"""SQS's side of `CampaignQueue`."""

from collections.abc import Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from speaknode.campaigns.ports import Dial, Tick
from speaknode.kit.errors import UnavailableError

BATCH = 10


class SqsCampaignQueue:
    """Messages of one space are one group: SQS lets no space's backlog keep the others waiting."""

    def __init__(self, *, client: Any, ticks_url: str, dials_url: str) -> None:
        self._client, self._ticks_url, self._dials_url = client, ticks_url, dials_url

    def send_ticks(self, ticks: Sequence[Tick], *, delay_s: int = 0) -> None:
        self._send(self._ticks_url, ticks, delay_s)

    def send_dials(self, dials: Sequence[Dial], *, delay_s: int = 0) -> None:
        self._send(self._dials_url, dials, delay_s)

    def _send(self, url: str, messages: Sequence[Tick | Dial], delay_s: int) -> None:
        for start in range(0, len(messages), BATCH):
            entries = [
                {
                    "Id": str(place),
                    "MessageBody": message.model_dump_json(),
                    "DelaySeconds": delay_s,
                    "MessageGroupId": message.space_id,
                }
                for place, message in enumerate(messages[start : start + BATCH])
            ]
            try:
                answer = self._client.send_message_batch(QueueUrl=url, Entries=entries)
            except (BotoCoreError, ClientError) as error:
                raise UnavailableError("the campaigns queue did not answer") from error
            if answer.get("Failed"):
                raise UnavailableError("the campaigns queue did not take every message")
