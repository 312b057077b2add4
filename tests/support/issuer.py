"""An OIDC issuer in memory, and its tokens: good ones and every bad kind."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
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


def public_pem() -> bytes:
    return RSA_KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def forged(header: dict[str, Any], signature: str = "") -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "user-1",
        "iat": int(time.time()),
        "exp": int(time.time()) + 60,
    }
    return f"{part(header)}.{part(claims)}.{signature}"


def hs256_with_public_key() -> str:
    """The classic confusion: the RSA public key as an HMAC secret. PyJWT refuses to make it."""
    signed = forged({"alg": "HS256", "typ": "JWT", "kid": "rsa"}).rsplit(".", 1)[0]
    mac = hmac.new(public_pem(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


REFUSED: dict[str, Callable[[], str]] = {
    "expired": lambda: token(exp=int(time.time()) - 61),
    "not yet valid": lambda: token(nbf=int(time.time()) + 120),
    "issued in the future": lambda: token(iat=int(time.time()) + 120),
    "foreign issuer": lambda: token(iss="https://evil.test"),
    "foreign audience": lambda: token(aud="other"),
    "no audience": lambda: token(aud=None),
    "no expiry": lambda: token(exp=None),
    "subject that is no text": lambda: token(sub="", name=["Eve"]),
    "endless subject": lambda: token(sub="x" * 300),
    "name that is no text": lambda: token(name={"first": "Eve"}),
    "no subject": lambda: token(sub=None),
    "no issuer": lambda: token(iss=None),
    "foreign key with a known id": lambda: token(OTHER_RSA_KEY),
    "unknown key id": lambda: token(OTHER_RSA_KEY, kid="other"),
    "no key id": lambda: token(kid=None),
    "hs256": lambda: token("a-shared-secret-of-enough-length-for-hs256", "HS256"),
    "hs256 with the public key": hs256_with_public_key,
    "rs512 is not pinned": lambda: token(algorithm="RS512"),
    "key of another algorithm": lambda: token(kid="ec"),
    "alg none": lambda: forged({"alg": "none", "typ": "JWT", "kid": "rsa"}),
    "alg none in odd case": lambda: forged({"alg": "NoNe", "typ": "JWT", "kid": "rsa"}),
    "own key in the header": lambda: token(
        OTHER_RSA_KEY, kid="mine", headers={"jwk": jwk(OTHER_RSA_KEY, "mine", "RS256")}
    ),
    "jku": lambda: token(OTHER_RSA_KEY, kid="mine", headers={"jku": "https://evil.test/keys"}),
    "x5u": lambda: token(OTHER_RSA_KEY, kid="mine", headers={"x5u": "https://evil.test/cert"}),
    "unknown critical header": lambda: token(headers={"crit": ["exp"], "exp": 1}),
    "another type": lambda: token(headers={"typ": "logout+jwt"}),
    "no signature": lambda: token().rsplit(".", 1)[0] + ".",
    "two parts": lambda: token().rsplit(".", 1)[0],
    "not a token": lambda: "not-a-token",
    "empty": lambda: "",
    "not ascii": lambda: "ключ.ключ.ключ",
    "oversized": lambda: token(note="x" * 1_000_000),
}
