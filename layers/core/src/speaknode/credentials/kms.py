"""Envelope encryption: each secret has a data key of its own, which KMS wraps. KMS never sees the secret."""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from speaknode.credentials.errors import (
    CredentialUnreadableError,
    VaultNotConfiguredError,
    VaultUnavailableError,
)
from speaknode.credentials.models import Sealed

_REFUSALS = frozenset(
    {
        "InvalidCiphertextException", "IncorrectKeyException", "AccessDeniedException",
        "NotFoundException", "DisabledException", "KMSInvalidStateException",
    }
)  # fmt: skip
_NONCE_BYTES = 12


class KmsVault:
    def __init__(self, *, client: Any, key_id: str) -> None:
        self._client, self._key_id = client, key_id

    def seal(self, secret: str, *, space_id: str, name: str) -> Sealed:
        if not self._key_id:
            raise VaultNotConfiguredError
        context = _context(space_id, name)
        with _answers(name):
            key = self._client.generate_data_key(
                KeyId=self._key_id, KeySpec="AES_256", EncryptionContext=context
            )
        nonce = os.urandom(_NONCE_BYTES)
        ciphertext = AESGCM(key["Plaintext"]).encrypt(nonce, secret.encode(), _bound(context))
        return Sealed(
            ciphertext=_text(ciphertext),
            nonce=_text(nonce),
            wrapped_key=_text(key["CiphertextBlob"]),
        )

    def open(self, sealed: Sealed, *, space_id: str, name: str) -> str:
        context = _context(space_id, name)
        with _answers(name):
            key = self._client.decrypt(
                CiphertextBlob=base64.b64decode(sealed.wrapped_key), EncryptionContext=context
            )["Plaintext"]
        nonce, ciphertext = (base64.b64decode(part) for part in (sealed.nonce, sealed.ciphertext))
        try:
            return AESGCM(key).decrypt(nonce, ciphertext, _bound(context)).decode()
        except InvalidTag as error:
            raise CredentialUnreadableError(name) from error


def _context(space_id: str, name: str) -> dict[str, str]:
    return {"space": space_id, "name": name}


def _bound(context: dict[str, str]) -> bytes:
    return "\0".join(context.values()).encode()


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


@contextmanager
def _answers(name: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in _REFUSALS:
            raise CredentialUnreadableError(name) from error
        raise VaultUnavailableError from error
    except BotoCoreError as error:
        raise VaultUnavailableError from error
