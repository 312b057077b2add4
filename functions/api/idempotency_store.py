"""Which creates are under way or done, by the hash of their Idempotency-Key.

A create gets a planned id with its claim. Should the function die half-way, the retry that takes the claim
over gets the same plan, so that what was already made is found instead of made twice.
"""

import time
from dataclasses import dataclass

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model
from ulid import ULID

from speaknode.kit.dynamo import bind, storage_errors
from speaknode.kit.errors import ConflictError
from speaknode.kit.settings import Settings

KEEP_S = 24 * 3600


class IdempotencyRecord(Model):
    class Meta:
        table_name = "idempotency"

    id = UnicodeAttribute(hash_key=True)
    expiration = NumberAttribute()
    fingerprint = UnicodeAttribute()
    plan = UnicodeAttribute()
    busy_until_ms = NumberAttribute()
    answer = UnicodeAttribute(null=True)


@dataclass(frozen=True, slots=True)
class Claim:
    """Ours to carry out, unless it has an answer already."""

    id: str
    plan: str
    answer: str | None = None


class InUseError(ConflictError):
    """The request with this key has not been answered yet."""


class ReusedError(ConflictError):
    """The key belongs to another request."""


class IdempotencyStore:
    def __init__(self, settings: Settings) -> None:
        bind(IdempotencyRecord, settings.idempotency_table, settings)

    def claim(self, record_id: str, fingerprint: str, *, lease_ms: int) -> Claim:
        """Raises InUseError and ReusedError."""
        now_ms = int(time.time() * 1000)
        record = IdempotencyRecord(
            id=record_id,
            expiration=now_ms // 1000 + KEEP_S,
            fingerprint=fingerprint,
            plan=str(ULID()),
            busy_until_ms=now_ms + lease_ms,
        )
        # DynamoDB deletes what has expired only some time later.
        is_free = IdempotencyRecord.id.does_not_exist() | (
            IdempotencyRecord.expiration < now_ms // 1000
        )
        try:
            with storage_errors("claimed"):
                record.save(is_free)
        except ConflictError:
            return self._claim_known(record_id, fingerprint, now_ms, lease_ms)
        return Claim(record_id, record.plan)

    def _claim_known(self, record_id: str, fingerprint: str, now_ms: int, lease_ms: int) -> Claim:
        with storage_errors("claimed"):
            try:
                known = IdempotencyRecord.get(record_id, consistent_read=True)
            except IdempotencyRecord.DoesNotExist as error:
                raise InUseError("given up a moment ago") from error
        if known.fingerprint != fingerprint:
            raise ReusedError("the key was used for another request")
        if known.answer:  # null until it is done, whatever its type says
            return Claim(record_id, known.plan, known.answer)
        if known.busy_until_ms > now_ms:
            raise InUseError("still running")
        try:
            with storage_errors("claimed"):
                known.update(
                    actions=[IdempotencyRecord.busy_until_ms.set(now_ms + lease_ms)],
                    condition=IdempotencyRecord.busy_until_ms == known.busy_until_ms,
                )
        except ConflictError as error:
            raise InUseError("somebody else took it over") from error
        return Claim(record_id, known.plan)

    def complete(self, claim: Claim, answer: str) -> None:
        with storage_errors("claimed"):
            IdempotencyRecord(id=claim.id).update(
                actions=[IdempotencyRecord.answer.set(answer)],
                condition=IdempotencyRecord.id.exists(),
            )

    def drop(self, claim: Claim) -> None:
        """Nothing was made: the key is free again."""
        with storage_errors("claimed"):
            IdempotencyRecord(id=claim.id).delete()

    def pause(self, claim: Claim) -> None:
        """Something may have been made: a retry takes over at once, with the same plan."""
        with storage_errors("claimed"):
            IdempotencyRecord(id=claim.id).update(
                actions=[IdempotencyRecord.busy_until_ms.set(0)],
                condition=IdempotencyRecord.id.exists(),
            )
