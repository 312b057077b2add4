"""An OIDC issuer in memory, and its tokens."""

import json
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from speaknode.kit.errors import UnavailableError

ISSUER = "https://issuer.test"
AUDIENCE = "speaknode"
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


def jwk(key: Any, kid: str, algorithm: str) -> dict[str, Any]:
    kind = (
        jwt.algorithms.RSAAlgorithm
        if isinstance(key, rsa.RSAPrivateKey)
        else jwt.algorithms.ECAlgorithm
    )
    return {**json.loads(kind.to_jwk(key.public_key())), "kid": kid, "alg": algorithm, "use": "sig"}


class Issuer:
    """A fake issuer that counts how often its keys are asked for."""

    def __init__(self) -> None:
        self.keys = [jwk(RSA_KEY, "rsa", "RS256"), jwk(EC_KEY, "ec", "ES256")]
        self.asked = 0
        self.down = False
        self.name = ISSUER

    def fetch(self, url: str) -> dict[str, Any]:
        if self.down:
            raise UnavailableError("down")
        if url == f"{ISSUER}/.well-known/openid-configuration":
            return {"issuer": self.name, "jwks_uri": f"{ISSUER}/keys"}
        assert url == f"{ISSUER}/keys", f"only the issuer's own addresses are fetched, not {url}"
        self.asked += 1
        return {"keys": self.keys}


def token(
    key: Any = RSA_KEY,
    algorithm: str = "RS256",
    kid: str | None = "rsa",
    headers: dict[str, Any] | None = None,
    **claims: Any,
) -> str:
    issued = int(time.time())
    payload = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "user-1",
        "iat": issued,
        "exp": issued + 60,
        **claims,
    }
    payload = {name: value for name, value in payload.items() if value is not None}
    return jwt.encode(
        payload,
        key,
        algorithm=algorithm,
        headers={**({"kid": kid} if kid else {}), **(headers or {})},
    )
