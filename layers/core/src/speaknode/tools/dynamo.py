"""Tools in DynamoDB: pk is the space; a second row `code#…` keeps each code unique in it."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from speaknode.kit.dynamo import PydanticAttribute, find, page_of, storage_errors
from speaknode.kit.errors import ConflictError
from speaknode.kit.models import Page
from speaknode.tools.errors import ToolCodeTakenError
from speaknode.tools.models import Tool


class ToolRecord(Model):
    class Meta:
        table_name = "tools"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    revision = NumberAttribute(default=0)
    body = PydanticAttribute(Tool, null=True)


def _row(tool: Tool) -> ToolRecord:
    return ToolRecord(pk=tool.space_id, sk=tool.id, revision=tool.revision, body=tool)


def _code_row(tool: Tool) -> ToolRecord:
    return ToolRecord(pk=tool.space_id, sk=f"code#{tool.code}")


class DynamoToolStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, space_id: str, tool_id: str) -> Tool | None:
        row = find(ToolRecord, space_id, tool_id)
        return row.body if row else None

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Tool]:
        records, next_cursor = page_of(
            ToolRecord.query, space_id, ToolRecord.sk.startswith("tol_"), cursor=cursor, limit=limit
        )
        return Page(items=[record.body for record in records], next_cursor=next_cursor)

    def insert(self, tool: Tool) -> None:
        self._write(tool, None)

    def replace(self, tool: Tool, previous: Tool) -> None:
        self._write(tool, previous)

    def _write(self, tool: Tool, previous: Tool | None) -> None:
        takes_code = previous is None or previous.code != tool.code
        try:
            with (
                storage_errors("the tool was changed meanwhile"),
                TransactWrite(connection=self._connection) as transaction,
            ):
                unchanged = (
                    ToolRecord.revision == previous.revision
                    if previous
                    else ToolRecord.pk.does_not_exist()
                )
                transaction.save(_row(tool), condition=unchanged)
                if takes_code:
                    transaction.save(_code_row(tool), condition=ToolRecord.pk.does_not_exist())
                    if previous:
                        transaction.delete(_code_row(previous))
        except ConflictError as error:
            cause = error.__cause__
            if takes_code and isinstance(cause, TransactWriteError) and _is_code_conflict(cause):
                raise ToolCodeTakenError(tool.code) from cause
            raise

    def delete(self, tool: Tool) -> None:
        with (
            storage_errors("the tool was changed meanwhile"),
            TransactWrite(connection=self._connection) as transaction,
        ):
            transaction.delete(_row(tool))
            transaction.delete(_code_row(tool))


def _is_code_conflict(error: TransactWriteError) -> bool:
    reasons = error.cancellation_reasons
    return (
        len(reasons) > 1 and reasons[1] is not None and reasons[1].code == "ConditionalCheckFailed"
    )
