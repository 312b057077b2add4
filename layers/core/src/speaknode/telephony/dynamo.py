"""Telephony accounts in DynamoDB: pk is the space. `by_installation` lets the reconciliation see all of them."""

from collections.abc import Iterator

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from speaknode.credentials.models import Sealed
from speaknode.kit.dynamo import PydanticAttribute, find, index, page_of, storage_errors
from speaknode.kit.models import Page
from speaknode.telephony.models import TelephonyAccount
from speaknode.telephony.ports import StoredAccount

_SHARDS = 4


class AccountRecord(Model):
    class Meta:
        table_name = "telephonyaccounts"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    shard = UnicodeAttribute()
    revision = NumberAttribute(default=0)
    body = PydanticAttribute(TelephonyAccount)
    sealed = PydanticAttribute(Sealed, null=True)
    by_installation = index("by_installation", hash_key="shard", range_key="sk")


def _row(stored: StoredAccount) -> AccountRecord:
    account = stored.account
    return AccountRecord(
        pk=account.space_id,
        sk=account.id,
        shard=f"account#{ord(account.id[-1]) % _SHARDS}",
        revision=account.revision,
        body=account,
        sealed=stored.sealed,
    )


class DynamoAccountStore:
    def insert(self, stored: StoredAccount) -> None:
        with storage_errors("the account exists"):
            _row(stored).save(AccountRecord.pk.does_not_exist())

    def get(self, space_id: str, account_id: str) -> StoredAccount | None:
        row = find(AccountRecord, space_id, account_id)
        return StoredAccount(account=row.body, sealed=row.sealed) if row else None

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[TelephonyAccount]:
        records, next_cursor = page_of(AccountRecord.query, space_id, cursor=cursor, limit=limit)
        return Page(items=[record.body for record in records], next_cursor=next_cursor)

    def replace(self, stored: StoredAccount, *, revision: int) -> None:
        with storage_errors("the account was changed meanwhile"):
            _row(stored).save(AccountRecord.revision == revision)

    def delete(self, account: TelephonyAccount) -> None:
        with storage_errors("account"):
            AccountRecord(pk=account.space_id, sk=account.id).delete()

    def list_all(self) -> Iterator[StoredAccount]:
        with storage_errors("account"):
            for shard in range(_SHARDS):
                for row in AccountRecord.by_installation.query(f"account#{shard}"):
                    yield StoredAccount(account=row.body, sealed=row.sealed)
