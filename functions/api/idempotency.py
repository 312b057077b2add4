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
from typing import TYPE_CHECKING, Any

from chalice.app import Response

from api.exchange import Exchange
from api.problems import HttpProblem, invalid
from speaknode.kit.errors import UnavailableError
from speaknode.kit.settings import settings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer

HEADER = "Idempotency-Key"
_KEEP_S = 24 * 3600
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
    exchange: Exchange, *, owner: str, key: str, body: bytes, create: Callable[[], Response]
) -> Response:
    """Run `create`, or give back its first answer. `owner` is the space (or user) that asks."""
    from aws_lambda_powertools.utilities.idempotency import exceptions

    scope = f"{owner}#{exchange.method} {exchange.route}#{key}"
    run = _idempotent(lambda: _seal(_dump(create()), scope, key), exchange)
    try:
        sealed = run(request={"key": scope, "fingerprint": fingerprint(exchange, body)})
    except exceptions.IdempotencyValidationError as error:
        raise HttpProblem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"this {HEADER} was used with another body",
            code="idempotency_key_reused",
        ) from error
    except exceptions.IdempotencyAlreadyInProgressError as error:
        raise HttpProblem(
            HTTPStatus.CONFLICT,
            f"a request with this {HEADER} is still running",
            code="idempotency_in_progress",
            headers={"Retry-After": "1"},
        ) from error
    except exceptions.IdempotencyPersistenceLayerError as error:
        raise UnavailableError("storage did not answer") from error
    return _load(_unseal(sealed, scope, key))


def _idempotent(create: Callable[[], str], exchange: Exchange) -> Callable[..., str]:
    from aws_lambda_powertools.utilities.idempotency import IdempotencyConfig, idempotent_function

    def run(*, request: dict[str, str]) -> str:
        return create()

    config = IdempotencyConfig(
        event_key_jmespath="key",
        payload_validation_jmespath="fingerprint",
        raise_on_no_idempotency_key=True,
        expires_after_seconds=_KEEP_S,
        hash_function="sha256",
        lambda_context=exchange.context,
    )
    wrapped: Callable[..., str] = idempotent_function(
        run,
        data_keyword_argument="request",
        persistence_store=_store(),
        config=config,
        key_prefix="api",
    )
    return wrapped


@cache
def _store() -> "DynamoDBPersistenceLayer":
    from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer
    from botocore.config import Config

    values = settings()
    config = Config(
        region_name=values.aws_region,
        connect_timeout=2,
        read_timeout=5,
        retries={"total_max_attempts": 3},
    )
    return DynamoDBPersistenceLayer(table_name=values.idempotency_table, boto_config=config)


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
