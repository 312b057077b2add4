"""Open connections in DynamoDB: pk is the space; index `by_connection` finds one that closes."""

from datetime import timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from speaknode.kit.dynamo import PydanticAttribute, index, storage_errors
from speaknode.notifications.models import Connection

LIFETIME = timedelta(hours=3)
"""API Gateway closes a WebSocket after two hours: a row older than this was never cleaned up."""


class ConnectionRecord(Model):
    class Meta:
        table_name = "connections"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    connection_id = UnicodeAttribute(null=True)
    expires_at = NumberAttribute(null=True)
    body = PydanticAttribute(Connection, null=True)
    by_connection = index("by_connection", hash_key="connection_id")


class DynamoConnectionStore:
    def insert(self, connection: Connection) -> None:
        expires_at = int((connection.connected_at + LIFETIME).timestamp())
        with storage_errors("connection"):
            ConnectionRecord(
                pk=connection.space_id,
                sk=connection.id,
                connection_id=connection.id,
                expires_at=expires_at,
                body=connection,
            ).save()

    def delete(self, connection_id: str) -> None:
        with storage_errors("connection"):
            for record in ConnectionRecord.by_connection.query(connection_id):
                record.delete()

    def list(self, space_id: str) -> list[Connection]:
        with storage_errors("connection"):
            return [record.body for record in ConnectionRecord.query(space_id)]
