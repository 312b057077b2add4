"""Media tokens that were used: one write that only the first of all bridges can make."""

from datetime import datetime, timedelta
from typing import Any

from speaknode.kit.errors import UnavailableError
from speaknode.telephony import media_token

KEPT = timedelta(seconds=2 * media_token.TTL_S)


class DynamoSpent:
    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def spend(self, jti: str, now: datetime) -> bool:
        """False: somebody has used it. Raises UnavailableError when that cannot be known."""
        from botocore.exceptions import BotoCoreError, ClientError

        until = str(int((now + KEPT).timestamp()))
        try:
            self._client.put_item(
                TableName=self._table,
                Item={"id": {"S": f"media-token#{jti}"}, "expiration": {"N": until}},
                ConditionExpression="attribute_not_exists(id)",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise UnavailableError("the token cannot be looked up") from error
        except BotoCoreError as error:
            raise UnavailableError("the token cannot be looked up") from error
        return True
