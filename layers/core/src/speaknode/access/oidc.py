"""OIDC tokens: who signed them, for whom, until when. RFC 8725 is the checklist.

PyJWT is imported where it is used: it costs a tenth of a second that API keys need not pay.
"""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from speaknode.kit.errors import UnauthenticatedError, UnavailableError

if TYPE_CHECKING:
    import jwt

ALGORITHMS = frozenset({"RS256", "ES256"})
MAX_TOKEN_CHARS = 8192
LEEWAY_S = 30
_TOKEN_TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})
_KEYS_LIVE_S = 300.0
_REFETCH_S = 30.0
_TIMEOUT_S = 3.0
_MAX_DOCUMENT_BYTES = 262_144

Fetch = Callable[[str], dict[str, Any]]


class Claims(BaseModel):
    """What we use of a token."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    sub: str = Field(min_length=1, max_length=255)
    email: str | None = None
    email_verified: bool = False
    name: str | None = None
    is_platform_admin: bool = False

    @field_validator("email_verified", mode="before")
    @classmethod
    def _only_a_clear_yes(cls, value: object) -> bool:
        """Some issuers write it as text."""
        return value in (True, "true")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def fetch_json(url: str) -> dict[str, Any]:
    """Only addresses that the configured issuer names are ever fetched."""
    try:
        with urllib.request.build_opener(_NoRedirect).open(url, timeout=_TIMEOUT_S) as response:
            document = json.loads(response.read(_MAX_DOCUMENT_BYTES))
    except (urllib.error.URLError, TimeoutError, ValueError) as error:
        raise UnavailableError(
            "the OIDC issuer did not answer", code="issuer_unavailable"
        ) from error
    if not isinstance(document, dict):
        raise UnavailableError(
            "the OIDC issuer's answer is not an object", code="issuer_unavailable"
        )
    return document


class KeySet:
    """The issuer's signing keys.

    Kept for minutes, so that withdrawn keys die; asked again for an unknown key id at most once in
    30 seconds, so that invented ids cannot make us hammer the issuer.
    """

    def __init__(
        self,
        issuer: str,
        *,
        fetch: Fetch = fetch_json,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer = issuer
        self._fetch = fetch
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._keys: dict[str, jwt.PyJWK] = {}
        self._asked_at: float | None = None

    def key(self, key_id: str) -> "jwt.PyJWK | None":
        with self._lock:
            age = self._monotonic() - self._asked_at if self._asked_at is not None else None
            if (
                age is None
                or age >= _KEYS_LIVE_S
                or (key_id not in self._keys and age >= _REFETCH_S)
            ):
                self._refresh()
            return self._keys.get(key_id)

    def _refresh(self) -> None:
        configuration = self._fetch(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        if configuration.get("issuer") != self._issuer:
            raise UnavailableError(
                "the OIDC issuer names itself differently", code="issuer_mismatch"
            )
        document = self._fetch(str(configuration.get("jwks_uri")))
        self._keys = _signing_keys(document)
        # Set only now, so that after a failure the next request asks again.
        self._asked_at = self._monotonic()


def _signing_keys(document: dict[str, Any]) -> dict[str, "jwt.PyJWK"]:
    import jwt

    keys = {}
    for entry in document.get("keys", []):
        if not isinstance(entry, dict) or not entry.get("kid") or entry.get("use", "sig") != "sig":
            continue
        try:
            key = jwt.PyJWK(entry)
        except jwt.PyJWTError:
            continue  # a kind of key we do not know cannot have signed a token we accept
        if key.algorithm_name in ALGORITHMS:
            keys[str(entry["kid"])] = key
    return keys


class OidcVerifier:
    """Raises UnauthenticatedError for every token that is not entirely right."""

    def __init__(
        self,
        *,
        issuer: str,
        audience: str,
        keys: KeySet,
        roles_claim: str = "realm_access.roles",
        admin_role: str = "",
    ) -> None:
        """`roles_claim` is a dotted path; without an `admin_role` nobody administers the platform by a token."""
        self._issuer = issuer
        self._audience = audience
        self._keys = keys
        self._roles_claim, self._admin_role = roles_claim, admin_role

    def verify(self, token: str) -> Claims:
        import jwt

        key = self._key_for(token)
        try:
            claims = jwt.decode(
                token,
                key=key,
                algorithms=[key.algorithm_name],
                issuer=self._issuer,
                audience=self._audience,
                leeway=LEEWAY_S,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
            # Ours alone to say: a claim of that name means nothing.
            return Claims.model_validate(claims | {"is_platform_admin": self._is_admin(claims)})
        except jwt.ExpiredSignatureError as error:
            raise UnauthenticatedError("the token has expired", code="token_expired") from error
        except (jwt.PyJWTError, ValueError) as error:
            raise UnauthenticatedError("the token is not valid", code="token_invalid") from error

    def _is_admin(self, claims: dict[str, Any]) -> bool:
        found: Any = claims
        for name in self._roles_claim.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return bool(self._admin_role) and isinstance(found, list) and self._admin_role in found

    def _key_for(self, token: str) -> "jwt.PyJWK":
        """By `kid` from the issuer's set alone; `jwk`, `jku` and `x5u` are not looked at."""
        import jwt

        if len(token) > MAX_TOKEN_CHARS:
            raise UnauthenticatedError("the token is too long", code="token_invalid")
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise UnauthenticatedError("the token is malformed", code="token_invalid") from error
        algorithm, token_type = header.get("alg"), str(header.get("typ", "jwt")).lower()
        if algorithm not in ALGORITHMS or token_type not in _TOKEN_TYPES:
            raise UnauthenticatedError(
                "the token's algorithm or type is not accepted", code="token_invalid"
            )
        key = self._keys.key(str(header.get("kid", "")))
        if key is None or key.algorithm_name != algorithm:
            raise UnauthenticatedError("the token's key is not known", code="token_invalid")
        return key
