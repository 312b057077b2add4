"""Codes and refresh tokens that were given out, and the proof of who may redeem them."""

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Any

import jwt
from infra.local.issuer.tokens import Tokens

CODE_TTL_S = 60
REFRESH_TTL_S = 30 * 24 * 3600
_REFRESH_AUDIENCE = "refresh"


class GrantError(Exception):
    """An OAuth error: `code` is one of RFC 6749's words."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code


@dataclass(frozen=True)
class Request:
    """What a client asked the authorization endpoint for."""

    client_id: str
    redirect_uri: str
    state: str
    nonce: str
    scope: str
    challenge: str


@dataclass(frozen=True)
class _Code:
    email: str
    request: Request
    expires_at: float


class Grants:
    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._codes: dict[str, _Code] = {}

    def code(self, email: str, request: Request) -> str:
        now = time.time()
        self._codes = {c: kept for c, kept in self._codes.items() if kept.expires_at > now}
        code = secrets.token_urlsafe(24)
        self._codes[code] = _Code(email, request, now + CODE_TTL_S)
        return code

    def redeem(self, code: str, verifier: str, redirect_uri: str, client_id: str) -> dict[str, Any]:
        # Popped before it is checked: a code is good for one try.
        known = self._codes.pop(code, None)
        if known is None or known.expires_at < time.time():
            raise GrantError("invalid_grant", "The code is unknown, used or expired.")
        asked = known.request
        if (redirect_uri, client_id) != (asked.redirect_uri, asked.client_id):
            raise GrantError("invalid_grant", "The code was given to another client or address.")
        if not secrets.compare_digest(challenge_of(verifier), asked.challenge):
            raise GrantError("invalid_grant", "The code verifier does not match the challenge.")
        return self.issue(known.email, asked.nonce, asked.scope)

    def refresh(self, token: str) -> dict[str, Any]:
        try:
            claims = self._tokens.read(token, _REFRESH_AUDIENCE)
        except jwt.InvalidTokenError as error:
            raise GrantError("invalid_grant", "The refresh token is not valid.") from error
        return self.issue(claims["email"], "", claims["scope"])

    def issue(
        self, email: str, nonce: str = "", scope: str = "openid email profile"
    ) -> dict[str, Any]:
        # Signed, not stored, so that a browser stays signed in when the issuer is restarted;
        # for another audience, so that the API does not take it for an access token.
        expiry = int(time.time()) + REFRESH_TTL_S
        refresh = self._tokens.sign(email, aud=_REFRESH_AUDIENCE, scope=scope, exp=expiry)
        return self._tokens.grant(email, refresh, nonce, scope)


def challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
