"""API Gateway's side of `Sender`: the WebSocket management API."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from speaknode.kit.errors import UnavailableError
from speaknode.notifications.models import Connection, Notification


class ApiGatewaySender:
    def __init__(self, client: Any) -> None:
        self._client = client

    def send(self, connection: Connection, notification: Notification) -> bool:
        try:
            self._client.post_to_connection(
                ConnectionId=connection.id, Data=notification.model_dump_json().encode()
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in ("GoneException", "410"):
                return False
            raise UnavailableError("the browser could not be told") from error
        except BotoCoreError as error:
            raise UnavailableError("the browser could not be told") from error
        return True
