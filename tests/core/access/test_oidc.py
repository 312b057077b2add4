"""Which OIDC tokens are believed (RFC 8725, RFC 9068)."""

import time

import pytest
from tests.support.issuer import (
    AUDIENCE,
    EC_KEY,
    ISSUER,
    OTHER_RSA_KEY,
    REFUSED,
    Issuer,
    jwk,
    token,
)

from speaknode.access.oidc import KeySet, OidcVerifier
from speaknode.kit.errors import UnauthenticatedError, UnavailableError


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
