"""The thin layer over pynamodb that every store shares.

A record types only keys, index keys, counters and the revision; the rest is the entity as JSON in `body`.
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from pynamodb.attributes import Attribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.constants import STRING
from pynamodb.exceptions import (
    DeleteError,
    GetError,
    PutError,
    PynamoDBException,
    QueryError,
    TransactWriteError,
    UpdateError,
)
from pynamodb.expressions.condition import Condition
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, Projection
from pynamodb.models import Model
from pynamodb.pagination import ResultIterator

from speaknode.kit.errors import ConflictError, InvalidError, UnavailableError
from speaknode.kit.settings import Settings

ModelT = TypeVar("ModelT", bound=BaseModel)
RecordT = TypeVar("RecordT", bound=Model)

_CONDITION_FAILED = "ConditionalCheckFailedException"
_TRANSACTION_CANCELLED = "TransactionCanceledException"


class PydanticAttribute(Attribute[ModelT], Generic[ModelT]):
    """Keeps an entity as its JSON text: any nesting, floats and nulls survive the round trip."""

    attr_type = STRING

    def __init__(self, model: type[ModelT], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._model = model

    def serialize(self, value: ModelT) -> str:
        return value.model_dump_json()

    def deserialize(self, value: str) -> ModelT:
        return self._model.model_validate_json(value)


def index(
    name: str,
    *,
    hash_key: str,
    range_key: str | None = None,
    projection: Projection | None = None,
) -> GlobalSecondaryIndex[Any]:
    """A record's global index over its attributes of these names, by default with all of the row in it."""
    keys = {hash_key: UnicodeAttribute(hash_key=True)}
    if range_key is not None:
        keys[range_key] = UnicodeAttribute(range_key=True)
    meta = type("Meta", (), {"index_name": name, "projection": projection or AllProjection()})
    made: GlobalSecondaryIndex[Any] = type(name, (GlobalSecondaryIndex,), {"Meta": meta, **keys})()
    return made


@cache
def connection(region: str, host: str | None) -> Connection:
    """The one whose client everybody shares."""
    return Connection(region=region, host=host)


class SharedConnection(Connection):
    """What a record class knows of its table, over the shared client.

    pynamodb would give each class a client of its own, and each of them reads its own copy of DynamoDB's
    description: 9 MB and 50 ms.
    """

    @property
    def client(self) -> Any:
        return connection(self.region, self.host).client


def bind(record: type[Model], table_name: str, settings: Settings) -> None:
    """Point a record class at its table; the class keeps its connection until the next bind."""
    meta: Any = record.Meta
    meta.table_name, meta.region, meta.host = (
        table_name,
        settings.aws_region,
        settings.aws_endpoint_url,
    )
    record._connection = None
    table = record._get_connection()
    shared = SharedConnection(region=meta.region, host=meta.host)
    shared.add_meta_table(table.get_meta_table())
    table.connection = shared


@contextmanager
def storage_errors(conflict: str) -> Iterator[None]:
    """Translate DynamoDB's refusals: a failed condition is a ConflictError saying `conflict`; others may be retried."""
    try:
        yield
    except (PutError, UpdateError, DeleteError, TransactWriteError) as error:
        if is_conflict(error):
            raise ConflictError(conflict) from error
        _raise_if_invalid(error)
        raise UnavailableError("storage did not take the write") from error
    except (GetError, QueryError) as error:
        _raise_if_invalid(error)
        raise UnavailableError("storage did not answer the read") from error


def _raise_if_invalid(error: PynamoDBException) -> None:
    """A key that no item can have (empty, too long) will not become one by asking again."""
    if error.cause_response_code == "ValidationException":
        raise InvalidError("storage cannot hold such a key or value", code="bad_key") from error


def is_conflict(error: PutError | UpdateError | DeleteError | TransactWriteError) -> bool:
    """A condition that did not hold. Two transactions meeting on one item is no such thing: it may try again."""
    if (
        isinstance(error, TransactWriteError)
        and error.cause_response_code == _TRANSACTION_CANCELLED
    ):
        return any(
            reason is not None and reason.code == "ConditionalCheckFailed"
            for reason in error.cancellation_reasons
        )
    return error.cause_response_code == _CONDITION_FAILED


def encode_cursor(last_evaluated_key: dict[str, Any] | None) -> str | None:
    if not last_evaluated_key:
        return None
    flat = {name: next(iter(value.values())) for name, value in last_evaluated_key.items()}
    return (
        base64.urlsafe_b64encode(json.dumps(flat, separators=(",", ":")).encode())
        .decode()
        .rstrip("=")
    )


def decode_cursor(cursor: str | None, **owner: str) -> dict[str, Any] | None:
    """Raises InvalidError naming `cursor`; `owner` are key values it must carry, so a cursor never leaves its list."""
    if cursor is None:
        return None
    try:
        flat = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        valid = isinstance(flat, dict) and all(isinstance(value, str) for value in flat.values())
    except (binascii.Error, ValueError):
        valid = False
    if not valid or any(flat.get(name) != value for name, value in owner.items()):
        raise InvalidError.field("/cursor", "is not a cursor of this list", code="bad_cursor")
    return {name: {"S": value} for name, value in flat.items()}


def find(record: type[RecordT], pk: str, sk: str) -> RecordT | None:
    """The row as it stands now."""
    with storage_errors("row"):
        try:
            return record.get(pk, sk, consistent_read=True)
        except record.DoesNotExist:
            return None


def page_of(
    query: Callable[..., ResultIterator[RecordT]],
    key: str,
    *conditions: Condition | None,
    cursor: str | None,
    limit: int,
    key_name: str = "pk",
    newest_first: bool = True,
    **options: Any,
) -> tuple[list[RecordT], str | None]:
    """One page of a record's or an index's rows under `key`, and the cursor of the next.

    Ids sort by time, so the highest are the newest. Raises InvalidError naming `cursor`.
    """
    wanted = {"limit": limit, "page_size": limit, "scan_index_forward": not newest_first, **options}
    last = decode_cursor(cursor, **{key_name: key})
    return take_page(query(key, *conditions, last_evaluated_key=last, **wanted))


def take_page(results: ResultIterator[RecordT]) -> tuple[list[RecordT], str | None]:
    """The records of one page and the cursor of the next."""
    with storage_errors("page"):
        try:
            records = list(results)
        except QueryError as error:
            if error.cause_response_code == "ValidationException":
                raise InvalidError.field(
                    "/cursor", "is not a cursor of this list", code="bad_cursor"
                ) from error
            raise
    return records, encode_cursor(results.last_evaluated_key)
