"""When a call was first told to us: a webhook that is repeated finds the same moment, and so the same session."""

from datetime import datetime, timedelta
from typing import Any, Protocol

KEPT = timedelta(days=4)
"""Longer than any carrier repeats itself."""


class FirstSeen(Protocol):
    def at(self, key: str, now: datetime) -> datetime:
        """The moment of the first asking for this key: `now`, unless it was asked before."""

    def known(self, key: str) -> datetime | None:
        """None: nobody asked for this key."""


class DynamoFirstSeen:
    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def at(self, key: str, now: datetime) -> datetime:
        """One write that is atomic: two at once get the same answer."""
        answer = self._client.update_item(
            TableName=self._table,
            Key={"id": {"S": f"first-seen#{key}"}},
            UpdateExpression="SET first_at = if_not_exists(first_at, :now), expiration = :until",
            ExpressionAttributeValues={
                ":now": {"S": now.isoformat()},
                ":until": {"N": str(int((now + KEPT).timestamp()))},
            },
            ReturnValues="ALL_NEW",
        )
        return datetime.fromisoformat(answer["Attributes"]["first_at"]["S"])

    def known(self, key: str) -> datetime | None:
        answer = self._client.get_item(
            TableName=self._table, Key={"id": {"S": f"first-seen#{key}"}}
        )
        item = answer.get("Item")
        return datetime.fromisoformat(item["first_at"]["S"]) if item else None
