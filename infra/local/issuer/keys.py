"""The signing key, kept in `.local/issuer`, so that tokens outlive restarts."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from infra.local.home import write_private
from jwt.algorithms import RSAAlgorithm


@dataclass(frozen=True)
class SigningKey:
    private: rsa.RSAPrivateKey
    key_id: str

    def jwks(self) -> dict[str, Any]:
        public: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        return {"keys": [{**public, "kid": self.key_id, "alg": "RS256", "use": "sig"}]}


def load(directory: Path) -> SigningKey:
    file = directory / "signing.pem"
    if not file.exists():
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(file, _new_pem())
    private = serialization.load_pem_private_key(file.read_bytes(), password=None)
    assert isinstance(private, rsa.RSAPrivateKey)
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return SigningKey(private, hashlib.sha256(public).hexdigest()[:16])


def _new_pem() -> str:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
