"""`Idempotency-Key`: the same create twice is one create and one answer, for 24 hours.

Answers may carry secrets (a new API key, a room token), so they rest sealed with a key derived from
the client's own Idempotency-Key, which the table never sees: it only has its hash.
"""

import base64
import hashlib
import json
import os
import re
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Any

from chalice.app import Response

from api.exchange import Exchange
from api.idempotency_store import Claim, IdempotencyStore, InUseError, ReusedError
from api.problems import HttpProblem, invalid
from speaknode.kit.errors import SpeaknodeError
from speaknode.kit.settings import settings

HEADER = "Idempotency-Key"
# A function that ran out of time stops this much before another may take its work over.
_GRACE_MS = 1000
_KEY = re.compile(r"^[\x21-\x7e]{1,255}$")
_NONCE_BYTES = 12
# Visitors share one scope, so there a key has to be hard to guess.
_PUBLIC_MIN_LENGTH = 16


def key_of(exchange: Exchange, *, public: bool) -> str | None:
    key = exchange.header(HEADER)
    if key is None:
        return None
    if not _KEY.match(key):
        raise invalid(f"/{HEADER}", "must be 1 to 255 printable characters without spaces")
    if public and len(key) < _PUBLIC_MIN_LENGTH:
        raise invalid(
            f"/{HEADER}", f"must have at least {_PUBLIC_MIN_LENGTH} characters on a public route"
        )
    return key


def fingerprint(exchange: Exchange, body: bytes) -> str:
    return hashlib.sha256(b"\0".join((exchange.path.encode(), body))).hexdigest()


def once(
    exchange: Exchange, *, owner: str, key: str, body: bytes, create: Callable[[str], Response]
) -> Response:
    """Run `create` with a planned id, or give back its first answer. `owner` is the space (or user) that asks."""
    scope = f"{owner}#{exchange.method} {exchange.route}#{key}"
    claim = _claim(exchange, scope, fingerprint(exchange, body))
    if claim.answer is not None:
        return _load(_unseal(claim.answer, scope, key))
    try:
        response = create(claim.plan)
    except (SpeaknodeError, HttpProblem) as error:
        if getattr(error, "retryable", False):
            _store().pause(claim)
        else:
            _store().drop(claim)
        raise
    except Exception:
        _store().pause(claim)
        raise
    _store().complete(claim, _seal(_dump(response), scope, key))
    return response


def _claim(exchange: Exchange, scope: str, wanted: str) -> Claim:
    record_id = f"api#{hashlib.sha256(scope.encode()).hexdigest()}"
    lease_ms = int(exchange.context.get_remaining_time_in_millis()) + _GRACE_MS
    try:
        return _store().claim(record_id, wanted, lease_ms=lease_ms)
    except ReusedError as error:
        raise HttpProblem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"this {HEADER} was used with another body",
            code="idempotency_key_reused",
        ) from error
    except InUseError as error:
        raise HttpProblem(
            HTTPStatus.CONFLICT,
            f"a request with this {HEADER} is still running",
            code="idempotency_in_progress",
            headers={"Retry-After": "1"},
        ) from error


@cache
def _store() -> IdempotencyStore:
    return IdempotencyStore(settings())


def _dump(response: Response) -> bytes:
    return json.dumps([response.status_code, response.headers, response.body]).encode()


def _load(data: bytes) -> Response:
    status, headers, body = json.loads(data)
    return Response(body, headers=headers, status_code=status)


def _cipher(scope: str, key: str) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return AESGCM(HKDF(SHA256(), 32, salt=scope.encode(), info=b"idempotency").derive(key.encode()))


def _seal(data: bytes, scope: str, key: str) -> str:
    nonce = os.urandom(_NONCE_BYTES)
    return base64.b64encode(nonce + _cipher(scope, key).encrypt(nonce, data, None)).decode()


def _unseal(sealed: str, scope: str, key: str) -> bytes:
    raw = base64.b64decode(sealed)
    data: bytes = _cipher(scope, key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None)
    return data
