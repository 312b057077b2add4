"""Which OIDC tokens are believed (RFC 8725, RFC 9068)."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from api.oidc import KeySet, OidcVerifier
from speaknode.kit.errors import UnauthenticatedError, UnavailableError

from .issuer import AUDIENCE, EC_KEY, ISSUER, OTHER_RSA_KEY, RSA_KEY, Issuer, jwk, token


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def now() -> Time:
    return Time()


@pytest.fixture
def verifier(issuer: Issuer, now: Time) -> OidcVerifier:
    return OidcVerifier(
        issuer=ISSUER, audience=AUDIENCE, keys=KeySet(ISSUER, fetch=issuer.fetch, monotonic=now)
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
    import hashlib
    import hmac

    signed = forged({"alg": "HS256", "typ": "JWT", "kid": "rsa"}).rsplit(".", 1)[0]
    mac = hmac.new(public_pem(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


class TestAccepted:
    def test_rs256(self, verifier: OidcVerifier) -> None:
        claims = verifier.verify(token(email="ada@example.com", name="Ada"))
        assert (claims.sub, claims.email, claims.name) == ("user-1", "ada@example.com", "Ada")

    def test_es256(self, verifier: OidcVerifier) -> None:
        assert verifier.verify(token(EC_KEY, "ES256", "ec")).sub == "user-1"

    def test_one_of_several_audiences(self, verifier: OidcVerifier) -> None:
        assert verifier.verify(token(aud=["account", AUDIENCE])).sub == "user-1"

    def test_just_expired_within_the_leeway(self, verifier: OidcVerifier) -> None:
        assert verifier.verify(token(exp=int(time.time()) - 5)).sub == "user-1"

    def test_type_of_an_access_token(self, verifier: OidcVerifier) -> None:
        assert verifier.verify(token(headers={"typ": "at+jwt"})).sub == "user-1"


REFUSED: dict[str, Callable[[], str]] = {
    "expired": lambda: token(exp=int(time.time()) - 61),
    "not yet valid": lambda: token(nbf=int(time.time()) + 120),
    "issued in the future": lambda: token(iat=int(time.time()) + 120),
    "foreign issuer": lambda: token(iss="https://evil.test"),
    "foreign audience": lambda: token(aud="other"),
    "no audience": lambda: token(aud=None),
    "no expiry": lambda: token(exp=None),
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


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str, verifier: OidcVerifier) -> None:
    with pytest.raises(UnauthenticatedError):
        verifier.verify(REFUSED[case]())


class TestKeySet:
    def test_asks_once(self, verifier: OidcVerifier, issuer: Issuer) -> None:
        for _ in range(5):
            verifier.verify(token())
        assert issuer.asked == 1

    def test_a_new_key_is_found_but_invented_ids_do_not_hammer(
        self, verifier: OidcVerifier, issuer: Issuer, now: Time
    ) -> None:
        verifier.verify(token())
        issuer.keys.append(jwk(OTHER_RSA_KEY, "new", "RS256"))
        for _ in range(5):
            with pytest.raises(UnauthenticatedError):
                verifier.verify(token(OTHER_RSA_KEY, kid="new"))
        assert issuer.asked == 1
        now.now += 30
        assert verifier.verify(token(OTHER_RSA_KEY, kid="new")).sub == "user-1"
        assert issuer.asked == 2

    def test_a_withdrawn_key_dies(self, verifier: OidcVerifier, issuer: Issuer, now: Time) -> None:
        verifier.verify(token())
        issuer.keys = issuer.keys[1:]
        now.now += 300
        with pytest.raises(UnauthenticatedError):
            verifier.verify(token())

    def test_a_silent_issuer_is_our_fault_not_the_callers(
        self, verifier: OidcVerifier, issuer: Issuer
    ) -> None:
        issuer.down = True
        with pytest.raises(UnavailableError):
            verifier.verify(token())
        issuer.down = False
        assert verifier.verify(token()).sub == "user-1"

    def test_an_issuer_with_another_name_is_not_trusted(
        self, verifier: OidcVerifier, issuer: Issuer
    ) -> None:
        issuer.name = "https://evil.test"
        with pytest.raises(UnavailableError):
            verifier.verify(token())

    def test_keys_not_for_signing_and_symmetric_keys_are_left_out(
        self, verifier: OidcVerifier, issuer: Issuer
    ) -> None:
        issuer.keys = [
            {**issuer.keys[0], "use": "enc"},
            {"kty": "oct", "kid": "s", "k": "c2VjcmV0"},
            {"kty": "new", "kid": "n"},
        ]
        with pytest.raises(UnauthenticatedError):
            verifier.verify(token())
