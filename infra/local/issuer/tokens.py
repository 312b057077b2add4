"""What the issuer says of a person, signed."""

import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Any

import jwt
from infra.local.issuer.keys import SigningKey

TOKEN_TTL_S = 3600
ADMIN_ROLE = "speaknode-admin"


def subject(email: str) -> str:
    """The same person on every machine: tests and seeds may rely on it."""
    return "usr_" + hashlib.sha256(email.lower().encode()).hexdigest()[:24]


def display_name(email: str) -> str:
    return email.split("@")[0].replace(".", " ").title()


def roles(email: str) -> list[str]:
    """Whoever signs in as admin@ or admin.anything@ administers the platform."""
    name = email.partition("@")[0].partition(".")[0]
    return [ADMIN_ROLE] if name.lower() == "admin" else []


def profile(email: str) -> dict[str, Any]:
    name = display_name(email)
    return {"sub": subject(email), "email": email, "email_verified": True, "name": name}


@dataclass(frozen=True)
class Tokens:
    key: SigningKey
    issuer: str
    audience: str

    def sign(self, email: str, **claims: Any) -> str:
        now = int(time.time())
        times = {"iat": now, "nbf": now, "exp": now + TOKEN_TTL_S, "jti": secrets.token_hex(8)}
        whole = {"iss": self.issuer, "aud": self.audience, **profile(email), **times, **claims}
        whole["realm_access"] = {"roles": roles(email)}
        return jwt.encode(whole, self.key.private, "RS256", {"kid": self.key.key_id})

    def read(self, token: str, audience: str = "") -> dict[str, Any]:
        """The claims of a token of ours; raises `jwt.InvalidTokenError` otherwise."""
        public = self.key.private.public_key()
        claims: dict[str, Any] = jwt.decode(
            token, public, ["RS256"], audience=audience or self.audience, issuer=self.issuer
        )
        return claims

    def grant(self, email: str, refresh_token: str, nonce: str, scope: str) -> dict[str, Any]:
        """The answer of the token endpoint."""
        identity = {"nonce": nonce} if nonce else {}
        return {
            "access_token": self.sign(email, scope=scope),
            "id_token": self.sign(email, **identity),
            "refresh_token": refresh_token,
            "token_type": "Bearer",
            "expires_in": TOKEN_TTL_S,
            "scope": scope,
        }
